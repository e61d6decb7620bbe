import { memo, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { CameraState, DistrictReport, KioskStatus, SyncStatus } from '../../shared/contract.ts';
import type { DeviceStatus } from '../../shared/device/device.ts';
import type { Shape, Verdict } from '../../shared/verdict.ts';
import { formatDate, formatNumber } from '../text/format.ts';
import { asLanguage } from '../text/text.ts';
import { Icon, Sign } from '../ui/shapes.tsx';
import { partsOf, syncLineOf } from './problems.ts';

const COUNTED: readonly { verdict: Verdict; shape: Shape }[] = [
  { verdict: 'admit', shape: 'tick' },
  { verdict: 'refer', shape: 'hand' },
  { verdict: 'refuse', shape: 'cross' },
];

interface CountersProps {
  readonly today: KioskStatus['today'];
  /** Looking back wants a guard. */
  readonly isLocked: boolean;
  /** Absent: nothing was decided by hand a moment ago. */
  readonly onUndo: (() => void) | undefined;
  readonly onPast: () => void;
  /** Who has checked in by phone, and has not shown the receipt; `null`: nobody does that here. */
  readonly checkIns: number | null;
  readonly onCheckIns: () => void;
}

/** How many visitors the day has brought, by verdict; a touch looks back at the last of them. */
export const Counters = memo(function Counters(props: CountersProps): ReactElement {
  const { today, isLocked, onUndo, onPast, checkIns, onCheckIns } = props;
  const { t, i18n } = useTranslation();
  return (
    <>
      <div className="foot__head">
        <h2 id="today">{t('today.title')}</h2>
        {onUndo !== undefined && (
          <button type="button" className="button foot__undo" onClick={onUndo}>
            {t('byHand.undo')}
          </button>
        )}
        {checkIns !== null && (
          <button
            type="button"
            className="foot__past"
            data-open="check-ins"
            aria-label={t(isLocked ? 'checkIn.locked' : 'checkIn.open', { count: checkIns })}
            onClick={onCheckIns}
          >
            {isLocked && <Icon name="lock" />} {t('checkIn.open', { count: checkIns })}
          </button>
        )}
        <button
          type="button"
          className="foot__past"
          aria-label={t(isLocked ? 'past.locked' : 'past.open')}
          onClick={onPast}
        >
          {isLocked && <Icon name="lock" />} {t('past.open')}
        </button>
      </div>
      <ul className="counters" aria-labelledby="today">
        {COUNTED.map(({ verdict, shape }) => (
          <li key={verdict} className={`counter counter--${verdict}`} data-count={verdict}>
            <Sign shape={shape} />
            <span className="counter__word">{t(`today.${verdict}`)}</span>
            <b>{formatNumber(asLanguage(i18n.language), today[verdict])}</b>
          </li>
        ))}
      </ul>
    </>
  );
});

interface PartsProps {
  readonly status: KioskStatus;
  readonly camera: CameraState;
}

/** The quiet line: each part of the kiosk and whether it is well. */
export const Parts = memo(function Parts({ status, camera }: PartsProps): ReactElement {
  const { t } = useTranslation();
  return (
    <ul className="parts" aria-label={t('state.label')}>
      {partsOf(status, camera).map(({ part, state }) => (
        <li key={part} data-part={part} data-state={state}>
          <Icon name={state === 'wrong' ? 'warning' : part} />
          <span className="parts__words">
            {t(`part.${part}`)} {t(`state.${state}`)}
          </span>
        </li>
      ))}
      {status.devices.map((device) => (
        <DeviceLine key={device.id} device={device} isOneOfSeveral={hasTwin(device, status.devices)} />
      ))}
      {status.sync !== null && <HubLine sync={status.sync} />}
      {status.policy.district !== null && (
        <li data-part="district">
          <District report={status.policy.district} />
        </li>
      )}
    </ul>
  );
});

/** Where it stands is said only where that tells it from another. */
function hasTwin({ role }: DeviceStatus, devices: readonly DeviceStatus[]): boolean {
  return devices.filter((other) => other.role === role).length > 1;
}

interface DeviceLineProps {
  readonly device: DeviceStatus;
  readonly isOneOfSeveral: boolean;
}

function DeviceLine({ device: { id, role, lane, state }, isOneOfSeveral }: DeviceLineProps): ReactElement {
  const { t } = useTranslation();
  return (
    <li data-device={id} data-state={state}>
      <Icon name={state === 'ready' || state === 'starting' ? role : 'warning'} />
      <span className="parts__words">
        {t(`device.role.${role}`)} {isOneOfSeveral && t(`direction.${lane}`)} {t(`device.state.${state}`)}
      </span>
    </li>
  );
}

/** Calm also where the hub is out of reach: nothing is lost by it, and there is nothing to do. */
function HubLine({ sync }: { sync: SyncStatus }): ReactElement | null {
  const { t } = useTranslation();
  const found = syncLineOf(sync);
  if (found === null) return null;
  return (
    <li data-part="hub" data-state={found.line}>
      <Icon name="hub" />
      {found.count === null ? t(`sync.uncounted.${found.line}`) : t(`sync.${found.line}`, { count: found.count })}
    </li>
  );
}

/** 社会面清零: how far the district is free of community spread, and of which day the figures are that say so. */
function District({ report: { name, status, asOf } }: { report: DistrictReport }): ReactElement {
  const { t, i18n } = useTranslation();
  const language = asLanguage(i18n.language);
  return (
    <>
      {t('district.line', { name: name[language], status: t(`district.status.${status}`) })}
      {asOf !== null && t('district.asOf', { date: formatDate(language, asOf) })}
    </>
  );
}
