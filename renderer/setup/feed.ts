import { useEffect, useRef, useState, type RefObject } from 'react';
import type { CameraState } from '../../shared/contract.ts';
import type { QrCode } from '../../shared/qr/read.ts';
import { bridge } from '../bridge.ts';
import { startCamera, type Camera } from '../camera/camera.ts';
import type { FrameTiming } from '../camera/messages.ts';
import { startWedge } from '../wedge/listen.ts';

/** What the step on the screen does with what comes. */
export interface Takes {
  /** A frame showed codes. */
  readonly onCodes: (codes: readonly QrCode[]) => void;
  /** A frame was read, with or without a code. */
  readonly onFrame: (timing: FrameTiming) => void;
  /** A keyboard scanner typed a text. */
  readonly onTyped: (text: string, wireMs: number) => void;
}

const NOBODY: Takes = {
  onCodes: () => undefined,
  onFrame: () => undefined,
  onTyped: (text, wireMs) => {
    // Told as `setup-heard`; before there is a kiosk nobody takes it.
    bridge.call('scan:submit', { source: 'keyboard', text, wireMs }).catch(() => undefined);
  },
};

/** What the camera and keyboard scanners give, for whichever step is on the screen. */
export interface Feed {
  /** @returns a function that stops it */
  readonly listen: (takes: Partial<Takes>) => () => void;
  /** Who takes what comes now. */
  readonly taking: () => Takes;
}

function openFeed(): Feed {
  let now = NOBODY;
  return {
    listen(takes) {
      now = { ...NOBODY, ...takes };
      return () => {
        now = NOBODY;
      };
    },
    taking: () => now,
  };
}

/** For a step: what it does with what comes, while it is on the screen. */
export function useFed(feed: Feed, takes: Partial<Takes>): void {
  useEffect(() => feed.listen(takes));
}

/** Keeps the camera going for all steps, and hears keyboard scanners. */
export function useFeed(
  video: RefObject<HTMLVideoElement | null>,
  cameraId: string | null,
): { readonly feed: Feed; readonly camera: CameraState } {
  const [feed] = useState(openFeed);
  const [state, setState] = useState<CameraState>('starting');
  const camera = useRef<Camera | null>(null);
  const first = useRef(cameraId);
  useEffect(
    () =>
      startWedge({
        onScan: ({ text, wireMs }) => {
          feed.taking().onTyped(text, wireMs);
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
        feed.taking().onCodes(codes);
      },
      onFrame: ({ timing }) => {
        feed.taking().onFrame(timing);
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
