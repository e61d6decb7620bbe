/** What is asked of a camera, best first: the larger picture only where it comes as often as the smaller. */
const WISHES: readonly MediaTrackConstraints[] = [
  { width: { exact: 1920 }, height: { exact: 1080 }, frameRate: { min: 15, ideal: 15 } },
  { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 15 } },
];

/**
 * Opens the chosen camera, or any other while the chosen one is not there: a kiosk with the wrong camera still works.
 *
 * @throws DOMException as `getUserMedia` does
 */
export async function openCamera(deviceId: string | null): Promise<MediaStream> {
  const device = deviceId !== null && (await isConnected(deviceId)) ? { deviceId: { exact: deviceId } } : {};
  const [large, usual] = WISHES;
  try {
    return await navigator.mediaDevices.getUserMedia({ audio: false, video: { ...large, ...device } });
  } catch (error) {
    if (nameOf(error) !== 'OverconstrainedError') throw error;
    return await navigator.mediaDevices.getUserMedia({ audio: false, video: { ...usual, ...device } });
  }
}

/** The cameras now connected. Labels and ids are empty until the permission is given. */
export async function listCameras(): Promise<MediaDeviceInfo[]> {
  return (await navigator.mediaDevices.enumerateDevices()).filter(({ kind }) => kind === 'videoinput');
}

async function isConnected(deviceId: string): Promise<boolean> {
  return (await listCameras()).some((camera) => camera.deviceId === deviceId);
}

/** A DOMException's name; anything else thrown has none that the state machine knows. */
export function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : 'UnknownError';
}

/** Ends the stream's tracks, which puts the camera's lamp out. */
export function closeStream(stream: MediaStream | null): void {
  stream?.getTracks().forEach((track) => {
    track.stop();
  });
}
