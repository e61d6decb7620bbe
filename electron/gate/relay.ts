import type { DeviceState, RelayBoard } from '../../shared/device/device.ts';
import { RELAYS } from '../../shared/device/relay.ts';
import { findPort, listPorts } from '../readers/ports.ts';
import { openPort, type OpenPort } from '../readers/serial-port.ts';
import { LAST_WORD_MS, REPEAT_MS, type Board, type BoardParts } from './board.ts';
import { lendHand, type LastHand } from './last-hand.ts';
import { makeListener, type Listener } from './listener.ts';

/** How often it is looked for while it is not there, and looked whether it still is: recovery is promised within 2 s. */
const LOOK_MS = 400;

/** A port that has not taken eight bytes by then takes none. */
const STUCK_MS = 1000;

/**
 * Keeps a relay board's port open, so that a position is on the wire the moment it is decided.
 *
 * The first that a board hears on a port that was opened, at the start or when it was plugged in again, is the position
 * that is wanted then: a pulse that a cable or a power cut has broken off is ended by it.
 */
export function openRelay(setting: RelayBoard, parts: BoardParts): Board {
  const { encode } = RELAYS[setting.driver];
  const { timing } = parts;
  let told: DeviceState = 'starting';
  let isOver = false;
  let port: OpenPort | null = null;
  let hand: LastHand | null = null;
  let saidAtMs = -Infinity;
  /** Not taken yet by the port; whatever else was wanted meanwhile, the newest is said after it and nothing older. */
  let isSaying = false;
  let isOutdated = false;
  const tell = (state: DeviceState): void => {
    if (state === told || isOver) return;
    told = state;
    parts.changed(state);
  };
  const frameFor = (isOpen: boolean): Uint8Array =>
    encode(setting.channel, isOpen === (setting.opensWhen === 'on'), setting.unit);
  const say = (): Uint8Array => {
    const request = frameFor(parts.isOpenWanted());
    saidAtMs = timing.nowMs();
    if (port !== null) write(port, request);
    return request;
  };
  const write = (to: OpenPort, request: Uint8Array): void => {
    isSaying = true;
    to.write(request);
    void to.settled().then(() => {
      if (port !== to) return;
      isSaying = false;
      if (isOutdated) put();
    });
  };
  const listener: Listener = makeListener(setting.driver, { say, tell }, timing);
  /** Sees to it that somebody knows how to leave the gate. */
  const will = (): void => {
    const descriptor = port?.descriptor() ?? null;
    if (descriptor !== null && hand?.isThere() !== true) hand = lendHand(descriptor, parts.failed);
    hand?.will(frameFor(parts.isOpenAtEnd()));
  };
  const put = (): void => {
    will();
    isOutdated = isSaying;
    if (port !== null && !isSaying) listener.send();
  };
  const letGo = async (): Promise<void> => {
    const letting = hand;
    hand = null;
    await letting?.release();
  };
  const lost = (): void => {
    port = null;
    void letGo();
    isSaying = false;
    listener.forget();
    tell('not-connected');
    parts.gone();
  };
  const open = async (path: string): Promise<void> => {
    const opening = { isGone: false };
    const opened = await openPort(path, setting.baudRate, {
      hear: (bytes) => {
        if (port !== null) listener.hear(bytes);
      },
      gone: () => {
        opening.isGone = true;
        lost();
      },
    });
    if (!opened.ok) tell(opened.fault);
    else if (!opening.isGone) {
      port = opened.value;
      put();
    }
  };
  const look = async (): Promise<void> => {
    if (port === null) {
      const path = findPort(setting.port, await listPorts());
      if (path === null) tell('not-connected');
      else await open(path);
    } else if (!(await port.isThere())) {
      const closing = port;
      lost();
      await closing.close();
    } else if (isSaying && timing.nowMs() - saidAtMs >= STUCK_MS) tell('no-answer');
    else if (listener.isInDoubt() || timing.nowMs() - saidAtMs >= REPEAT_MS) put();
  };
  let cancelLook = (): void => undefined;
  let looking = Promise.resolve();
  const start = (): void => {
    looking = look()
      .catch(parts.failed)
      .then(() => {
        if (!isOver) cancelLook = timing.after(LOOK_MS, start);
      });
  };
  start();
  return {
    put,
    state: () => told,
    async close() {
      isOver = true;
      cancelLook();
      listener.forget();
      // It may be open by the time that this is asked for; then it has heard its position already.
      say();
      await inTime(looking.then(() => port?.settled()));
      await inTime(letGo());
      await inTime(port?.close());
    },
  };
}

/** Whatever comes of it. A device that takes no bytes keeps no app from ending. */
async function inTime(last: Promise<unknown> | undefined): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise((resolve) => {
    timer = setTimeout(resolve, LAST_WORD_MS);
  });
  await Promise.race([last, late]);
  clearTimeout(timer);
}
