import { useEffect, useRef, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { KioskStatus } from '../../shared/contract.ts';
import type { CameraScore } from '../../shared/setup.ts';
import { formatNumber } from '../text/format.ts';
import { asLanguage } from '../text/text.ts';
import { Choice } from '../ui/sheet.tsx';
import { ANY_CAMERA, useCameras } from '../ui/use-cameras.ts';
import { useFed, type Feed } from './feed.ts';
import { gradeOf, noteFrame, NOTHING_SHOWN, scoreOf } from './score.ts';
import { Step } from './step.tsx';
import type { SetUp } from './use-set-up.ts';

interface Props {
  readonly setUp: SetUp;
  readonly kiosk: KioskStatus;
  readonly feed: Feed;
}

/** A number that changes with each frame cannot be read. */
const SHOWN_EVERY_MS = 300;

/** Which camera, and how well it reads a code that IT holds up. */
export function CameraStep({ setUp, kiosk, feed }: Props): ReactElement {
  const { t } = useTranslation('setup');
  const score = useScore(feed, setUp.state.progress.camera);
  const go = (step: 'venue' | 'readers'): void => {
    setUp.note({ step, camera: score });
  };
  return (
    <Step
      title={t('camera.title')}
      onBack={() => {
        go('venue');
      }}
      onNext={() => {
        go('readers');
      }}
    >
      <p>{t('camera.says')}</p>
      <Score score={score} />
      <WhichCamera setUp={setUp} cameraId={kiosk.settings.cameraId} />
    </Step>
  );
}

/** Of the code that is held up, or was last. */
function useScore(feed: Feed, before: CameraScore | null): CameraScore | null {
  const showing = useRef(NOTHING_SHOWN);
  const [score, setScore] = useState(before);
  useFed(feed, {
    onFrame: ({ hadCode, pixelsMs, readMs }) => {
      showing.current = noteFrame(showing.current, { isRead: hadCode, ms: pixelsMs + readMs });
    },
  });
  useEffect(() => {
    const timer = setInterval(() => {
      setScore((last) => scoreOf(showing.current) ?? last);
    }, SHOWN_EVERY_MS);
    return () => {
      clearInterval(timer);
    };
  }, []);
  return score;
}

function Score({ score }: { score: CameraScore | null }): ReactElement {
  const { t, i18n } = useTranslation('setup');
  const grade = score === null ? 'none' : gradeOf(score);
  return (
    <div className="set-up__score" data-grade={grade}>
      {score === null || grade === 'none' ? (
        <p role="status">{t('camera.waiting')}</p>
      ) : (
        <>
          <p role="status" className="set-up__grade">
            <b>{t(`camera.grade.${grade}`)}</b> <span>{t(`camera.todo.${grade}`)}</span>
          </p>
          <p>
            {t('camera.score', { read: score.read, of: score.of })} ·{' '}
            {t('camera.ms', { ms: formatNumber(asLanguage(i18n.language), score.ms, 1) })}
          </p>
        </>
      )}
    </div>
  );
}

/** Asked only where there is a choice. */
function WhichCamera({ setUp, cameraId }: { setUp: SetUp; cameraId: string | null }): ReactElement | null {
  const { t } = useTranslation();
  const cameras = useCameras();
  if (cameras.length < 2) return null;
  return (
    <Choice
      label={t('settings.camera')}
      value={cameraId ?? ANY_CAMERA}
      options={[
        { value: ANY_CAMERA, label: t('settings.anyCamera') },
        ...cameras.map(({ deviceId, label }, index) => ({
          value: deviceId,
          label: label === '' ? t('settings.unnamedCamera', { number: index + 1 }) : label,
        })),
      ]}
      onChoose={(id) => {
        setUp.change({ cameraId: id === ANY_CAMERA ? null : id });
      }}
    />
  );
}
