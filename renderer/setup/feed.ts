import { useEffect, useRef, useState, type RefObject } from 'react';
import type { CameraState } from '../../shared/contract.ts';
import type { QrCode } from '../../shared/qr/read.ts';
import { bridge } from '../bridge.ts';
import { startCamera, type Camera } from '../camera/camera.ts';
import type { FrameTiming } from '../camera/messages.ts';
import { startWedge } from '../wedge/listen.ts';

/** What the step on the screen does with what comes; another step has others. */
export interface Feed {
  /** A frame showed codes. */
  onCodes: (codes: readonly QrCode[]) => void;
  /** A frame was read, with or without a code. */
  onFrame: (timing: FrameTiming) => void;
  /** A keyboard scanner typed a text. */
  onTyped: (text: string, wireMs: number) => void;
}

const NOBODY: Feed = {
  onCodes: () => undefined,
  onFrame: () => undefined,
  onTyped: (text, wireMs) => {
    // Told as `setup-heard`; before there is a kiosk nobody takes it.
    bridge.call('scan:submit', { source: 'keyboard', text, wireMs }).catch(() => undefined);
  },
};

/** For a step: what it does with what comes, while it is on the screen. */
export function useFed(feed: Feed, takes: Partial<Feed>): void {
  useEffect(() => {
    Object.assign(feed, NOBODY, takes);
    return () => {
      Object.assign(feed, NOBODY);
    };
  });
}

/** Keeps the camera going for all steps, and hears keyboard scanners. */
export function useFeed(
  video: RefObject<HTMLVideoElement | null>,
  cameraId: string | null,
): { readonly feed: Feed; readonly camera: CameraState } {
  const [feed] = useState<Feed>(() => ({ ...NOBODY }));
  const [state, setState] = useState<CameraState>('starting');
  const camera = useRef<Camera | null>(null);
  const first = useRef(cameraId);
  useEffect(
    () =>
      startWedge({
        onScan: ({ text, wireMs }) => {
          feed.onTyped(text, wireMs);
        },
        onFault: () => undefined,
      }),
    [feed],
  );
  useEffect(() => {
    if (video.current === null) return undefined;
    const opened = startCamera({
      video: video.current,
      deviceId: first.current,
      engine: 'zxing-wasm',
      onCodes: (codes) => {
        feed.onCodes(codes);
      },
      onFrame: (timing) => {
        feed.onFrame(timing);
      },
      onState: (next) => {
        setState(next);
        bridge.call('camera:report', { state: next }).catch(() => undefined);
      },
      onWorkerFailed: () => {
        bridge.call('window:fault', { fault: 'camera-worker-failed' }).catch(() => undefined);
      },
    });
    camera.current = opened;
    return () => {
      camera.current = null;
      opened.stop();
    };
  }, [video, feed]);
  useEffect(() => {
    if (cameraId !== first.current) camera.current?.setDevice(cameraId);
    first.current = cameraId;
  }, [cameraId]);
  return { feed, camera: state };
}
