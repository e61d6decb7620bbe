import { RELAYS } from '../../shared/device/relay.ts';
import type { DeviceState, RelayBoard } from '../../shared/device/device.ts';
import type { Timing } from '../readers/driver.ts';

/** Says positions to a board one after the other, and listens to what it says to them. */
export interface Listener {
  /** Says the position that is wanted, at once or as soon as the board has answered the last. */
  readonly send: () => void;
  readonly hear: (bytes: Uint8Array) => void;
  /** Its port is gone: no answer is to come. */
  readonly forget: () => void;
  /** The board has not done as it was told last, or has not said so: it is to be told again. */
  readonly isInDoubt: () => boolean;
}

interface Voice {
  /** Writes the position that is wanted now; returns what was written. */
  readonly say: () => Uint8Array;
  readonly tell: (state: DeviceState) => void;
}

/**
 * An answer takes 17 ms on the wire at 9600 baud, there and back, and boards some more. Not longer than the shortest pulse: a
 * position that waits for it would else be overtaken by the next.
 */
const ANSWER_MS = 150;

/** As much as is kept of what a board says: its answer is 8 bytes. */
const MAX_HELD = 256;

export function makeListener(driver: RelayBoard['driver'], { say, tell }: Voice, timing: Timing): Listener {
  const { check } = RELAYS[driver];
  let request: Uint8Array | null = null;
  let held: Uint8Array = new Uint8Array();
  let isInDoubt = false;
  /** Two at once on one line would garble one another's answers. */
  let isNextWaiting = false;
  let cancelWait = (): void => undefined;
  const answered = (state: DeviceState): void => {
    request = null;
    cancelWait();
    isInDoubt = state !== 'ready';
    tell(state);
    if (isNextWaiting) send();
  };
  const look = (): void => {
    if (request === null) return;
    const answer = check(request, held);
    if (answer.state === 'done') answered('ready');
    if (answer.state === 'refused') answered('faulty');
  };
  const send = (): void => {
    isNextWaiting = request !== null;
    if (isNextWaiting) return;
    held = new Uint8Array();
    request = say();
    cancelWait = timing.after(ANSWER_MS, () => {
      answered('no-answer');
    });
    look();
  };
  return {
    send,
    hear(bytes) {
      if (request === null) return;
      held = Buffer.concat([held, bytes]).subarray(-MAX_HELD);
      look();
    },
    forget() {
      cancelWait();
      request = null;
      isInDoubt = false;
      isNextWaiting = false;
    },
    isInDoubt: () => isInDoubt && request === null,
  };
}
