import { useCallback, useEffect, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { KioskStatus } from '../../shared/contract.ts';
import type { HeardAtSetUp, PortFound, ReaderChange } from '../../shared/setup.ts';
import { bridge } from '../bridge.ts';
import { Icon } from '../ui/shapes.tsx';
import { Step } from './step.tsx';
import type { SetUp } from './use-set-up.ts';

/** What is plugged in beside the kiosk, what of it is used, and that it reads. */
export function ReadersStep({ setUp, kiosk }: { setUp: SetUp; kiosk: KioskStatus }): ReactElement {
  const { t } = useTranslation('setup');
  const { ports, look } = usePorts();
  const heard = useHeard();
  const change = (wanted: ReaderChange): void => {
    setUp.act(async () => {
      await bridge.call('setup:reader', wanted);
      look();
    });
  };
  return (
    <Step
      title={t('readers.title')}
      onBack={() => {
        setUp.note({ step: 'camera' });
      }}
      onNext={() => {
        setUp.note({ step: 'finish' });
      }}
    >
      <p>{t('readers.says')}</p>
      <div className="set-up__sides">
        <InUse
          devices={kiosk.devices}
          heard={heard}
          onRemove={(id) => {
            change({ is: 'removed', id });
          }}
        />
        <section>
          <h3>{t('readers.found')}</h3>
          <button type="button" className="button" data-action="look" disabled={ports === null} onClick={look}>
            {t('readers.again')}
          </button>
          {/* Last: how many there are, nobody knows before. */}
          <Found
            ports={ports}
            onUse={({ path }, { role, baudRate, driver }) => {
              change({ is: 'added', path, role, baudRate, driver, lane: kiosk.settings.direction });
            }}
          />
        </section>
      </div>
    </Step>
  );
}

/** @returns ports: `null` while they are asked */
function usePorts(): { readonly ports: readonly PortFound[] | null; readonly look: () => void } {
  const [ports, setPorts] = useState<readonly PortFound[] | null>(null);
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    let isGone = false;
    bridge.call('setup:ports', null).then(
      (found) => {
        if (!isGone) setPorts(found);
      },
      () => {
        if (!isGone) setPorts([]);
      },
    );
    return () => {
      isGone = true;
    };
  }, [turn]);
  const look = useCallback(() => {
    setPorts(null);
    setTurn((before) => before + 1);
  }, []);
  return { ports, look };
}

/** What each device gave last, by its id. */
function useHeard(): ReadonlyMap<string, HeardAtSetUp> {
  const [heard, setHeard] = useState<ReadonlyMap<string, HeardAtSetUp>>(new Map());
  useEffect(
    () =>
      bridge.on('setup-heard', (what) => {
        setHeard((before) => new Map(before).set(what.by, what));
      }),
    [],
  );
  return heard;
}

interface InUseProps {
  readonly devices: KioskStatus['devices'];
  readonly heard: ReadonlyMap<string, HeardAtSetUp>;
  readonly onRemove: (id: string) => void;
}

/** A scanner that types is listened to whether there is one or not: its line is there from the first, so that none moves when it types. */
function InUse({ devices, heard, onRemove }: InUseProps): ReactElement {
  const { t } = useTranslation('setup');
  const { t: kioskText } = useTranslation();
  return (
    <section>
      <h3>{t('readers.here')}</h3>
      <p>{t('readers.test')}</p>
      <ul className="set-up__list">
        {devices.map(({ id, role, state }) => (
          <li key={id} data-device={id} data-state={state}>
            <Icon name={state === 'ready' || state === 'starting' ? role : 'warning'} />
            <span className="set-up__words">
              <b>
                {kioskText(`device.role.${role}`)} {kioskText(`device.state.${state}`)}
              </b>
              <Last what={heard.get(id)} />
            </span>
            <button
              type="button"
              className="button"
              data-action="remove"
              onClick={() => {
                onRemove(id);
              }}
            >
              {t('readers.remove')}
            </button>
          </li>
        ))}
        <li data-device="keyboard">
          <Icon name="scanner" />
          <span className="set-up__words">
            <b>{t('readers.keyboard')}</b>
            <Last what={heard.get('keyboard')} />
          </span>
        </li>
      </ul>
    </section>
  );
}

function Last({ what }: { what: HeardAtSetUp | undefined }): ReactElement {
  const { t } = useTranslation('setup');
  return (
    <span role="status">
      {what !== undefined && <span data-heard={what.kind}>{t(`readers.heard.${what.kind}`, { says: what.says })}</span>}
    </span>
  );
}

type Answer = NonNullable<PortFound['answers']>;

interface FoundProps {
  readonly ports: readonly PortFound[] | null;
  readonly onUse: (port: PortFound, as: Answer) => void;
}

/** A scanner that did not speak while it was looked at. */
const SILENT_SCANNER: Answer = { role: 'scanner', baudRate: null, driver: null };

function Found({ ports, onUse }: FoundProps): ReactElement {
  const { t } = useTranslation('setup');
  const { t: kioskText } = useTranslation();
  if (ports === null) return <p role="status">{t('readers.looking')}</p>;
  if (ports.length === 0) return <p role="status">{t('readers.none')}</p>;
  return (
    <ul className="set-up__list">
      {ports.map((port) => {
        const as = port.answers ?? SILENT_SCANNER;
        const isOpen = port.state === 'ready' || port.state === 'no-answer';
        return (
          <li key={port.path} data-port={port.path} data-state={port.state}>
            <Icon name={port.answers?.role ?? 'warning'} />
            <span className="set-up__words">
              <b>
                {port.answers === null
                  ? kioskText(`device.state.${port.state}`)
                  : kioskText(`device.role.${port.answers.role}`)}
              </b>
              <span>
                {port.product ?? ''} {port.path}
              </span>
              {isOpen && port.answers === null && <span>{t('readers.silent')}</span>}
              {port.state === 'denied' && <span>{kioskText('problem.device-denied.todo')}</span>}
            </span>
            {isOpen && (
              <button
                type="button"
                className="button"
                data-action="use"
                onClick={() => {
                  onUse(port, as);
                }}
              >
                {t(`readers.use.${as.role}`)}
              </button>
            )}
          </li>
        );
      })}
    </ul>
  );
}
