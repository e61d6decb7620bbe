import { useEffect, useRef, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { CameraState, Events, Explanation, KioskStatus } from '../../shared/contract.ts';
import { noteSighting, type Sightings } from '../../shared/scan.ts';
import { bridge } from '../bridge.ts';
import { Explained } from '../kiosk/explained.tsx';
import { useAge } from '../kiosk/use-age.ts';
import { deviceOf } from '../kiosk/problems.ts';
import { Icon } from '../ui/shapes.tsx';
import { openSpeaker, type Speaker } from '../ui/sound.ts';
import { checksOf, type Check, type CheckName } from './checks.ts';
import { useFed, type Feed } from './feed.ts';
import { Step } from './step.tsx';
import type { SetUp } from './use-set-up.ts';

interface Props {
  readonly setUp: SetUp;
  readonly kiosk: KioskStatus;
  readonly camera: CameraState;
  readonly feed: Feed;
}

/** All of it end to end, and what mends each that is not well. */
export function FinishStep({ setUp, kiosk, camera, feed }: Props): ReactElement {
  const { t } = useTranslation('setup');
  const [speaker] = useState(() => openSpeaker(() => undefined));
  const tried = useTried(feed, speaker);
  const checks = checksOf(kiosk, { camera, hasJudged: tried !== null }, setUp.state.progress);
  const asks: Partial<Record<CheckName, ReactElement>> = {
    sound: <Sound setUp={setUp} speaker={speaker} />,
    visitor: <TriedCode tried={tried} kiosk={kiosk} />,
  };
  const isWell = checks.every(({ light }) => light !== 'red');
  return (
    <Step
      title={t('finish.title')}
      onBack={() => {
        setUp.note({ step: 'readers' });
      }}
      onNext={setUp.finish}
      nextLabel={t(isWell ? 'finish.done' : 'finish.doneAnyhow')}
    >
      <ul className="set-up__checks">
        {checks.map((check) => (
          <li
            key={check.name}
            data-check={check.name}
            data-light={check.light}
            data-asks={asks[check.name] !== undefined}
          >
            <div className="set-up__check">
              <Icon name={check.light === 'green' ? 'tick' : 'warning'} />
              <b>
                {t(`finish.name.${check.name}`)} <span className="unseen">{t(`finish.light.${check.light}`)}</span>
              </b>
              <span className="set-up__words">
                <Words check={check} kiosk={kiosk} />
              </span>
            </div>
            {asks[check.name]}
          </li>
        ))}
      </ul>
    </Step>
  );
}

/** What is so, and what mends it. */
function Words({ check, kiosk }: { check: Check; kiosk: KioskStatus }): ReactElement {
  const { t } = useTranslation('setup');
  const { t: kioskText } = useTranslation();
  const age = useAge(kiosk.policy.ageSeconds ?? 0);
  if (check.light === 'green') return <span>{t(`finish.well.${check.name}`)}</span>;
  if ('lack' in check)
    return (
      <>
        <span>{t(`finish.lacks.${check.lack}.says`)}</span>
        <span>{t(`finish.lacks.${check.lack}.todo`)}</span>
      </>
    );
  if ('camera' in check)
    return (
      <>
        <span>{kioskText(`camera.${check.camera}.says`)}</span>
        <span>{kioskText(`camera.${check.camera}.todo`)}</span>
      </>
    );
  const { role = 'scanner', lane = 'in' } = deviceOf(check.problem, kiosk.devices, 0) ?? {};
  const device = kioskText('device.named', {
    role: kioskText(`device.role.${role}`),
    lane: kioskText(`direction.${lane}`),
  });
  return (
    <>
      <span>{kioskText(`problem.${check.problem}.says`, { age, device })}</span>
      <span>{kioskText(`problem.${check.problem}.todo`)}</span>
    </>
  );
}

/** A code that was shown, and what it would get. */
type Trial = Events['setup-heard'] & { readonly judged: Explanation };

/** What a code that IT shows to any of the readers would get, which is heard as well. */
function useTried(feed: Feed, speaker: Speaker): Trial | null {
  const [tried, setTried] = useState<Trial | null>(null);
  const seen = useRef<Sightings>(new Map());
  useFed(feed, {
    onCodes: ([code]) => {
      if (code === undefined) return;
      const sighting = noteSighting(seen.current, code.text, performance.now());
      seen.current = sighting.seen;
      if (sighting.isRepeat) return;
      const { text, structuredAppend } = code;
      bridge.call('scan:submit', { source: 'camera', text, structuredAppend }).catch(() => undefined);
    },
  });
  useEffect(
    () =>
      bridge.on('setup-heard', ({ judged, ...heard }) => {
        if (judged === null) return;
        setTried({ ...heard, judged });
        speaker.play({ sound: judged.kind === 'decision' ? judged.verdict : 'hint', clips: [], loudness: 1 });
      }),
    [speaker],
  );
  return tried;
}

function TriedCode({ tried, kiosk }: { tried: Trial | null; kiosk: KioskStatus }): ReactElement {
  const { t } = useTranslation('setup');
  const { t: kioskText } = useTranslation();
  const role = kiosk.devices.find(({ id }) => id === tried?.by)?.role;
  return (
    <div className="set-up__tried" role="status" data-by={tried?.by}>
      {tried !== null && (
        <>
          <p>
            {role === undefined
              ? t(`finish.by.${tried.by === 'camera' ? 'camera' : 'keyboard'}`)
              : kioskText(`device.role.${role}`)}
            {' · '}
            {t('readers.heard.code', { says: tried.says })}
          </p>
          <Explained answer={tried.judged} />
        </>
      )}
    </div>
  );
}

/** A loudspeaker that plays to nobody is known only by whoever stands there. */
function Sound({ setUp, speaker }: { setUp: SetUp; speaker: Speaker }): ReactElement {
  const { t } = useTranslation('setup');
  const [hasPlayed, setHasPlayed] = useState(false);
  const { isSoundHeard } = setUp.state.progress;
  return (
    <div className="set-up__line set-up__line--asks">
      <button
        type="button"
        className="button"
        data-action="play"
        onClick={() => {
          speaker.play({ sound: 'admit', clips: [], loudness: 1 });
          setHasPlayed(true);
        }}
      >
        {t('finish.play')}
      </button>
      {hasPlayed && (
        <>
          <p>{t('finish.ask')}</p>
          {([true, false] as const).map((isHeard) => (
            <button
              key={String(isHeard)}
              type="button"
              className="button"
              data-heard={isHeard}
              aria-pressed={isSoundHeard === isHeard}
              onClick={() => {
                setUp.note({ isSoundHeard: isHeard });
              }}
            >
              {t(isHeard ? 'finish.yes' : 'finish.no')}
            </button>
          ))}
        </>
      )}
    </div>
  );
}
