import type { CameraState } from '../../shared/contract.ts';
import type { EngineId } from '../../shared/qr/engine.ts';
import type { QrCode } from '../../shared/qr/read.ts';
import { startDevice } from './device.ts';
import type { FrameTiming } from './messages.ts';
import { listCameras } from './open.ts';
import { startReader, type Reader, type Reading } from './reader.ts';

export interface CameraOptions {
  /** Shows the picture to the visitor. */
  readonly video: HTMLVideoElement;
  /** Null takes whichever camera comes first. */
  readonly deviceId: string | null;
  readonly engine: EngineId;
  /**
   * Called for every frame that shows a code, held still or not.
   *
   * @param timing `frameAt` is when the frame was taken, on the clock of this window's `performance.now()`
   */
  readonly onCodes: (codes: readonly QrCode[], timing: FrameTiming & { readonly frameAt: number }) => void;
  readonly onState: (state: CameraState) => void;
  /** Called for every frame that was read, with or without a code. */
  readonly onFrame?: (reading: Pick<Reading, 'timing' | 'brightness'>) => void;
  /** Which engine reads now; `isFallback` where it is not the one asked for, since WebAssembly could not start. */
  readonly onEngine?: (engine: EngineId, isFallback: boolean) => void;
  /** The reading worker met an error of ours and is being started anew. */
  readonly onWorkerFailed?: () => void;
}

export interface Camera extends Pick<Reader, 'stop'> {
  readonly setDevice: (deviceId: string | null) => void;
  readonly setEngine: (engine: EngineId) => void;
  readonly devices: () => Promise<MediaDeviceInfo[]>;
}

/** Opens the camera, has a worker read it for codes, and keeps both going; never throws. */
export function startCamera(options: CameraOptions): Camera {
  const reader = startReader({
    onReading,
    onEngine: (engine, isFallback) => options.onEngine?.(engine, isFallback),
    onStreamEnded: () => {
      device.streamEnded();
    },
    onFailed: () => options.onWorkerFailed?.(),
  });
  const device = startDevice({
    video: options.video,
    deviceId: options.deviceId,
    send: reader.send,
    onState: (state) => {
      // Nothing has been read for seconds: the worker may hang as well as the camera, and cannot say so.
      if (state === 'frozen') reader.restart();
      options.onState(state);
    },
  });

  function onReading({ codes, frameAt, timing, brightness }: Reading): void {
    options.onFrame?.({ timing, brightness });
    if (!device.frameCame(brightness) || codes.length === 0) return;
    options.onCodes(codes, { ...timing, frameAt: frameAt - performance.timeOrigin });
  }

  reader.send({ type: 'engine', engine: options.engine });
  return {
    stop: () => {
      device.stop();
      reader.stop();
    },
    setDevice: device.choose,
    setEngine: (engine) => {
      reader.send({ type: 'engine', engine });
    },
    devices: listCameras,
  };
}
