import { useEffect, type Dispatch, type RefObject } from 'react';
import type { Settings } from '../../shared/contract.ts';
import type { KioskAction } from './kiosk-state.ts';

export function useCamera(
  video: RefObject<HTMLVideoElement | null>,
  settings: Settings,
  dispatch: Dispatch<KioskAction>,
): void {
  useEffect(() => {
    void navigator.mediaDevices.getUserMedia({ video: true }).then((s) => {
      if (video.current) video.current.srcObject = s;
      dispatch({ type: 'camera', camera: 'running' });
    });
  }, [video, settings.cameraId, dispatch]);
}
