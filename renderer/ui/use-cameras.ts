import { useEffect, useState } from 'react';

/** The value that stands for "whichever camera comes first"; device ids are never empty once permission is given. */
export const ANY_CAMERA = '';

/** The cameras now connected; the list follows plugging and unplugging. */
export function useCameras(): readonly MediaDeviceInfo[] {
  const [cameras, setCameras] = useState<readonly MediaDeviceInfo[]>([]);
  useEffect(() => {
    let isGone = false;
    const list = (): void => {
      navigator.mediaDevices.enumerateDevices().then(
        (devices) => {
          if (!isGone)
            setCameras(devices.filter(({ kind, deviceId }) => kind === 'videoinput' && deviceId !== ANY_CAMERA));
        },
        () => {
          if (!isGone) setCameras([]);
        },
      );
    };
    list();
    navigator.mediaDevices.addEventListener('devicechange', list);
    return () => {
      isGone = true;
      navigator.mediaDevices.removeEventListener('devicechange', list);
    };
  }, []);
  return cameras;
}
