import type { CameraState } from '../../shared/contract.ts';
import { BEFORE_OPENING, nextCamera, reopenDelay, type Brightness, type CameraSignal } from './camera-state.ts';
import { feedWorker, type Feeding } from './feed.ts';
import { closeStream, listCameras, nameOf, openCamera } from './open.ts';
import type { Reader } from './reader.ts';

/** How often the camera is asked whether it still gives frames. */
const TICK_MS = 500;

export interface DeviceOptions {
  readonly video: HTMLVideoElement;
  readonly deviceId: string | null;
  readonly send: Reader['send'];
  readonly onState: (state: CameraState) => void;
}

export interface Device {
  /** Tells whether the frame is of the camera now open; late ones of a camera let go are not. */
  readonly frameCame: (brightness: Brightness) => boolean;
  readonly streamEnded: () => void;
  readonly choose: (deviceId: string | null) => void;
  readonly stop: () => void;
}

/** Opens the camera and opens it again after every fault, sooner when a device is plugged in. */
export function startDevice({ video, send, onState, ...first }: DeviceOptions): Device {
  let [memory, deviceId, isStopped, attempt] = [BEFORE_OPENING, first.deviceId, false, 0];
  let stream: MediaStream | null = null;
  let feeding: Feeding | null = null;
  let reopening: ReturnType<typeof setTimeout> | null = null;

  function signal(what: CameraSignal): void {
    if (isStopped) return;
    const before = memory;
    memory = nextCamera(memory, what, performance.now());
    if (memory.state !== before.state) onState(memory.state);
  }

  /** A signal after which the camera may have to be opened anew. */
  function signalFault(what: CameraSignal): void {
    signal(what);
    const delay = isStopped ? null : reopenDelay(memory);
    if (delay === null) cancelReopening();
    else reopening ??= setTimeout(open, delay);
  }

  function cancelReopening(): void {
    if (reopening !== null) clearTimeout(reopening);
    reopening = null;
  }

  function release(): void {
    feeding?.stop();
    closeStream(stream);
    [feeding, stream] = [null, null];
  }

  function open(): void {
    cancelReopening();
    release();
    const mine = ++attempt;
    signal({ type: 'opening' });
    openCamera(deviceId).then(
      (opened) => {
        if (mine === attempt && !isStopped) show(opened);
        else closeStream(opened);
      },
      (error: unknown) => {
        if (mine === attempt) signalFault({ type: 'refused', name: nameOf(error) });
      },
    );
  }

  function show(opened: MediaStream): void {
    stream = opened;
    const [track] = opened.getVideoTracks();
    if (track === undefined) {
      signalFault({ type: 'refused', name: 'NotFoundError' });
      return;
    }
    track.addEventListener('ended', () => {
      if (stream === opened) signalFault({ type: 'ended' });
    });
    video.srcObject = opened;
    // Refused only while the window is hidden or the element replaced; frames are read all the same.
    video.play().catch(() => undefined);
    signal({ type: 'opened' });
    feeding = feedWorker(track, video, send);
  }

  async function devicesChanged(): Promise<void> {
    if (reopenDelay(memory) !== null) {
      open();
      return;
    }
    // The chosen camera may be back while another stands in for it.
    const inUse = stream?.getVideoTracks()[0]?.getSettings().deviceId;
    if (deviceId === null || inUse === deviceId) return;
    const cameras = await listCameras();
    if (!isStopped && cameras.some((camera) => camera.deviceId === deviceId)) open();
  }

  const onDevices = (): void => {
    // A list that cannot be had changes nothing: the camera in use goes on.
    devicesChanged().catch(() => undefined);
  };
  navigator.mediaDevices.addEventListener('devicechange', onDevices);
  const ticking = setInterval(() => {
    signalFault({ type: 'tick' });
  }, TICK_MS);
  onState(memory.state);
  open();

  return {
    frameCame: (brightness) => {
      feeding?.answered();
      if (isStopped || stream === null) return false;
      signalFault({ type: 'frame', brightness });
      return true;
    },
    streamEnded: () => {
      // Where the plug was pulled the track says so too; a stream may also break alone, and then it has ended as well.
      if (stream !== null) signalFault({ type: 'ended' });
    },
    choose: (id) => {
      deviceId = id;
      open();
    },
    stop: () => {
      isStopped = true;
      clearInterval(ticking);
      cancelReopening();
      navigator.mediaDevices.removeEventListener('devicechange', onDevices);
      release();
      video.srcObject = null;
    },
  };
}
