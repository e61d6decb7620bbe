import { useEffect, useLayoutEffect, useRef } from 'react';

/** A touch or key meant for the screen before must not act on what nobody has seen yet. */
const UNTOUCHABLE_MS = 250;

/** Digits of a PIN, and taps of a glove, follow one another sooner; who looks and then decides takes longer. */
const ROW_ENDS_AFTER_MS = 700;

/** Whoever has touched or typed so shortly before may be in the midst of a row. */
const AT_WORK_MS = 3000;

/** Tells touches and keys that are meant for what is on the screen from those that were on their way to what was there before. */
export interface Meant {
  /** Something has taken another's place by itself. */
  came(atMs: number): void;
  /** And has gone again, to leave nothing that a touch in a row could harm. */
  gone(): void;
  /** @returns whether this touch or key is meant for what is there now */
  touched(atMs: number): boolean;
}

/**
 * One touch alone is meant 250 ms after something came. Of a row that was begun before, each begins the wait of 700 ms anew:
 * a PIN that is half entered when a verdict comes takes nothing away, and answers nothing.
 *
 * All times are of one monotonic clock, in milliseconds.
 */
export function startMeant(): Meant {
  let cameAtMs: number | null = null;
  let touchedAtMs = Number.NEGATIVE_INFINITY;

  function isMeant(atMs: number, since: number): boolean {
    if (atMs - since < UNTOUCHABLE_MS) return false;
    const isInRow = touchedAtMs > since - AT_WORK_MS;
    return !isInRow || atMs - Math.max(since, touchedAtMs) >= ROW_ENDS_AFTER_MS;
  }

  return {
    came: (atMs) => {
      cameAtMs = atMs;
    },
    gone: () => {
      cameAtMs = null;
    },
    touched: (atMs) => {
      const isSo = cameAtMs === null || isMeant(atMs, cameAtMs);
      if (isSo) cameAtMs = null;
      touchedAtMs = atMs;
      return isSo;
    },
  };
}

const meant = startMeant();

/** Something has taken another's place by itself: touches that were on their way to that do nothing to it. */
export function cameByItself(): void {
  meant.came(performance.now());
}

/** These move nothing but the focus, and belong to no row. */
const HARMLESS_KEYS: readonly string[] = ['Tab', 'Shift', 'Control', 'Alt', 'Meta', 'CapsLock'];

/**
 * Keeps touches and keys that are not meant from whoever listens for them, but for the gate's: an emergency waits for nothing.
 * Comes after whoever hears keyboard scanners, which are nobody's hands, and before all others who act on keys.
 */
export function useMeantAlone(): void {
  useEffect(() => {
    let isTouchMeant = true;
    const keepBack = (event: Event): void => {
      event.preventDefault();
      event.stopPropagation();
    };
    const onTouch = ({ target }: Event): void => {
      isTouchMeant = isAtGate(target) || meant.touched(performance.now());
    };
    const onClick = (event: MouseEvent): void => {
      // A key's click has no pointer's count: that key was looked at already.
      if (!isTouchMeant && event.detail > 0 && !isAtGate(event.target)) keepBack(event);
    };
    const onKey = (event: KeyboardEvent): void => {
      if (HARMLESS_KEYS.includes(event.key) || isAtGate(event.target)) return;
      if (!meant.touched(performance.now())) keepBack(event);
    };
    window.addEventListener('pointerdown', onTouch, { capture: true });
    window.addEventListener('click', onClick, { capture: true });
    window.addEventListener('keydown', onKey, { capture: true });
    return () => {
      window.removeEventListener('pointerdown', onTouch, { capture: true });
      window.removeEventListener('click', onClick, { capture: true });
      window.removeEventListener('keydown', onKey, { capture: true });
    };
  }, []);
}

function isAtGate(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('.gate') !== null;
}

/**
 * Notes what comes by itself: each outcome, the page that is uncovered when it goes, and the lock.
 *
 * @param serial of the outcome; `null`: there is none
 * @param sheet the page that somebody has opened; `null`: none
 * @param lies what lies in its place
 */
export function useCame(serial: number | null, sheet: unknown, lies: string | undefined): void {
  const before = useRef({ serial, sheet, lies });
  useLayoutEffect(() => {
    const was = before.current;
    before.current = { serial, sheet, lies };
    const isOther = serial !== was.serial;
    const isUncovered = isOther && sheet !== null && sheet === was.sheet;
    const isLocked = sheet === was.sheet && lies !== was.lies && lies === 'shift';
    if ((isOther && serial !== null) || isUncovered || isLocked) cameByItself();
    else if (isOther && sheet === null) meant.gone();
  }, [serial, sheet, lies]);
}
