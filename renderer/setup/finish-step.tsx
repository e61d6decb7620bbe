import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { CameraState, KioskStatus } from '../../shared/contract.ts';
import { useAge } from '../kiosk/use-age.ts';
import { deviceOf } from '../kiosk/problems.ts';
import { Icon } from '../ui/shapes.tsx';
import { openSpeaker } from '../ui/sound.ts';
import { checksOf, type Check } from './checks.ts';
import { Step } from './step.tsx';
import type { SetUp } from './use-set-up.ts';

interface Props {
  readonly setUp: SetUp;
  readonly kiosk: KioskStatus;
  readonly camera: CameraState;
}

/** All of it end to end, and what mends each that is not well. */
export function FinishStep({ setUp, kiosk, camera }: Props): ReactElement {
  const { t } = useTranslation('setup');
  const checks = checksOf(kiosk, camera, setUp.state.progress);
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
          <li key={check.name} data-check={check.name} data-light={check.light}>
            <Icon name={check.light === 'green' ? 'tick' : 'warning'} />
            <b>
              {t(`finish.name.${check.name}`)} <span className="unseen">{t(`finish.light.${check.light}`)}</span>
            </b>
            <span className="set-up__words">
              <Words check={check} kiosk={kiosk} />
            </span>
          </li>
        ))}
      </ul>
      <Sound setUp={setUp} />
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

/** A loudspeaker that plays to nobody is known only by whoever stands there. */
function Sound({ setUp }: { setUp: SetUp }): ReactElement {
  const { t } = useTranslation('setup');
  const [hasPlayed, setHasPlayed] = useState(false);
  const [speaker] = useState(() => openSpeaker(() => undefined));
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
