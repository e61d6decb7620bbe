import { useEffect, useRef, type Dispatch, type RefObject } from 'react';
import type { CameraState, Settings, WindowFault } from '../../shared/contract.ts';
import { bridge } from '../bridge.ts';
import { startCamera, type Camera } from '../camera/camera.ts';
import { cameraMeter } from '../camera/meter.ts';
import type { KioskAction } from './kiosk-state.ts';
import { startSubmitting } from './submitting.ts';
import { timing } from './timing.ts';

/** Keeps the camera going for as long as the screen stands, and hands what it sees to the main process. */
export function useCamera(
  video: RefObject<HTMLVideoElement | null>,
  { cameraId, qrEngine }: Pick<Settings, 'cameraId' | 'qrEngine'>,
  dispatch: Dispatch<KioskAction>,
): void {
  const camera = useRef<Camera | null>(null);
  const first = useRef({ cameraId, qrEngine });

  useEffect(() => {
    if (video.current === null) return undefined;
    const submitting = startSubmitting({
      submit: ({ text, structuredAppend }) => bridge.call('scan:submit', { source: 'camera', text, structuredAppend }),
      tellSeveral: (areSeveral) => {
        dispatch({ type: 'several', areSeveral });
      },
      tellMain: (isSilent) => {
        dispatch({ type: 'main', isSilent });
      },
      timing,
      now: () => performance.now(),
    });
    const opened = startCamera({
      video: video.current,
      deviceId: first.current.cameraId,
      engine: first.current.qrEngine,
      onCodes: (codes, { frameAt }) => {
        submitting.saw(codes, frameAt);
      },
      onFrame: (reading) => {
        cameraMeter.saw(reading, performance.now());
      },
      onState: (state) => {
        dispatch({ type: 'camera', camera: state });
        report(state);
      },
      onEngine: (_engine, isFallback) => {
        if (isFallback) reportFault('engine-fallback');
      },
      onWorkerFailed: () => {
        reportFault('camera-worker-failed');
      },
    });
    camera.current = opened;
    return () => {
      camera.current = null;
      opened.stop();
      submitting.stop();
    };
  }, [video, dispatch]);

  useEffect(() => {
    camera.current?.setDevice(cameraId);
  }, [cameraId]);
  useEffect(() => {
    camera.current?.setEngine(qrEngine);
  }, [qrEngine]);
}

/** Reports are for the log: one that is lost changes nothing for the guard, who is told by the screen. */
function report(state: CameraState): void {
  bridge.call('camera:report', { state }).catch(() => undefined);
}

function reportFault(fault: WindowFault): void {
  bridge.call('window:fault', { fault }).catch(() => undefined);
}
