import { useEffect, useRef, useState, type ReactElement, type RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import type { AnewState } from '../../shared/anew.ts';
import type { CameraState, Settings } from '../../shared/contract.ts';
import type { GuardsStatus } from '../../shared/guard.ts';
import { bridge } from '../bridge.ts';
import { Clauses } from '../ui/clauses.tsx';
import { Sheet } from '../ui/sheet.tsx';
import type { Badge } from './kiosk-state.ts';
import { Who } from './who.tsx';
import './anew.css';

interface Props {
  readonly guards: GuardsStatus;
  readonly hand: Settings['hand'];
  readonly badge: Badge | null;
  /** A verdict lies over it. */
  readonly isCovered: boolean;
  /** Where the kiosk's own picture is, and how its camera is: the same picture is shown here. */
  readonly video: RefObject<HTMLVideoElement | null>;
  readonly camera: CameraState;
  readonly onClose: () => void;
}

/** The kiosk is set up anew: a supervisor proves who they are, every time, and shows a set-up code to any reader. */
export function AnewSheet({ guards, hand, badge, isCovered, video, camera, onClose }: Props): ReactElement {
  const { t } = useTranslation();
  const [isProven, setIsProven] = useState(false);
  const state = useAnew(onClose);
  const isBusy = state?.is === 'enrolling' || state?.is === 'done';
  return (
    <Sheet
      title={t('anew.title')}
      closeLabel={isBusy ? null : t('byHand.cancel')}
      onClose={() => {
        // Nobody is judged until it has come to its end: it is not hidden.
        if (!isBusy) onClose();
      }}
    >
      {isProven ? (
        <div className="anew">
          <Step state={state} />
          {!isBusy && <Picture video={video} camera={camera} />}
        </div>
      ) : (
        <Who
          ask={t('anew.who')}
          able={guards.list.filter(({ role }) => role === 'supervisor')}
          guards={guards}
          hand={hand}
          badge={badge}
          isCovered={isCovered}
          prove={(guard, pin) => bridge.call('anew:begin', { guard, pin })}
          onDone={() => {
            setIsProven(true);
          }}
        />
      )}
    </Sheet>
  );
}

/** What the main process has told since the page came; it takes no code any more once the page has gone. */
function useAnew(onClose: () => void): AnewState | null {
  const [state, setState] = useState<AnewState | null>(null);
  const close = useRef(onClose);
  useEffect(() => {
    close.current = onClose;
  }, [onClose]);
  useEffect(() => {
    const stop = bridge.on('anew', (told) => {
      if (told.is === 'closed') close.current();
      else setState(told);
    });
    return () => {
      stop();
      bridge.call('anew:end', null).catch(() => undefined);
    };
  }, []);
  return state;
}

function Step({ state }: { state: AnewState | null }): ReactElement {
  const { t } = useTranslation();
  switch (state?.is) {
    case 'enrolling':
      return (
        <p className="anew__says" role="status">
          <Clauses text={t('anew.enrolling')} />
        </p>
      );
    case 'done':
      return (
        <p className="anew__says" role="status">
          <Clauses text={t('anew.done', { venue: state.venue, gate: state.gate })} />
        </p>
      );
    case 'failed':
      return (
        <div role="alert">
          <p className="anew__failed">
            <Clauses text={t(`anew.fault.${state.fault}`)} />
          </p>
          <p>
            <Clauses text={t('anew.again')} />
          </p>
        </div>
      );
    case 'closed':
    case undefined:
      return (
        <div>
          <p className="anew__says">
            <Clauses text={t('anew.show')} />
          </p>
          <p>
            <Clauses text={t('anew.how')} />
          </p>
        </div>
      );
  }
}

/** By which a code is aimed. What the kiosk's camera lacks is said where that is. */
function Picture({ video, camera }: Pick<Props, 'video' | 'camera'>): ReactElement {
  const { t } = useTranslation();
  const shown = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    // With each change of the camera's state, since it may have been opened anew.
    if (shown.current !== null) shown.current.srcObject = video.current?.srcObject ?? null;
  }, [video, camera]);
  return (
    <div className="anew__picture">
      <video
        ref={shown}
        className="stage__video"
        aria-label={t('outcome.preview')}
        autoPlay
        muted
        playsInline
        disablePictureInPicture
      />
      {camera !== 'running' && (
        <div className="stage__fault" role="alert">
          <p>{t(`camera.${camera}.says`)}</p>
          <p>{t(`camera.${camera}.todo`)}</p>
        </div>
      )}
    </div>
  );
}
