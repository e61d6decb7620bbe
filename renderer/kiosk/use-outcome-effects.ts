import { useEffect, useLayoutEffect, useRef } from 'react';
import type { Outcome } from '../../shared/contract.ts';
import type { Sound } from '../../shared/verdict.ts';
import { bridge } from '../bridge.ts';
import { openSpeaker } from '../ui/sound.ts';
import { isFromBefore, type Shown } from './outcome-state.ts';
import { timing } from './timing.ts';

const speaker = openSpeaker(() => {
  bridge.call('window:fault', { fault: 'sound-failed' }).catch(() => undefined);
});

/** A touch meant for the screen before must not take away a verdict nobody has seen yet. */
const UNTOUCHABLE_MS = 250;

const DISMISS_KEYS: readonly string[] = ['Enter', 'Escape', ' '];

/** Sounds each new outcome once, and notes when it was first painted. */
export function useTelling(shown: Shown | null): void {
  const outcome = shown?.outcome;
  useEffect(() => {
    const idle = requestIdleCallback(() => {
      speaker.open();
    });
    return () => {
      cancelIdleCallback(idle);
    };
  }, []);
  useLayoutEffect(() => {
    if (outcome === undefined || isFromBefore(outcome)) return;
    const { painted } = timing.outcomeCame();
    // The first callback runs before this frame is painted, the second after.
    requestAnimationFrame(() => {
      requestAnimationFrame(() => {
        painted(outcome.serial);
      });
    });
  }, [outcome]);
  useEffect(() => {
    if (outcome === undefined || isFromBefore(outcome)) return;
    const { result } = outcome;
    const sound = soundOf(result);
    if (sound === null) return;
    // In a task of its own, so that making the tones does not hold up the picture.
    setTimeout(() => {
      speaker.play(sound);
    }, 0);
  }, [outcome]);
}

/** `null`: nothing is to be heard yet. */
function soundOf(result: Outcome['result']): Sound | null {
  switch (result.kind) {
    case 'asking':
      return null;
    case 'progress':
    case 'needs':
    case 'lay-again':
      return 'hint';
    case 'hint':
      return result.reason.sound;
    case 'decision':
      return result.reasons[0]?.sound ?? 'refer';
  }
}

/**
 * Lets a touch or one of three keys take the outcome away, wherever the focus is.
 *
 * @returns what a touch on the outcome calls
 */
export function useDismissal(shown: Shown | null, dismiss: (serial: number) => void): (serial: number) => void {
  const shownAt = useRef(0);
  useEffect(() => {
    if (shown === null) return undefined;
    shownAt.current = performance.now();
    const onKey = (event: KeyboardEvent): void => {
      if (!DISMISS_KEYS.includes(event.key) || isAtGate(event.target)) return;
      event.preventDefault();
      event.stopPropagation();
      dismiss(shown.outcome.serial);
    };
    window.addEventListener('keydown', onKey, { capture: true });
    return () => {
      window.removeEventListener('keydown', onKey, { capture: true });
    };
  }, [shown, dismiss]);
  return (serial) => {
    if (performance.now() - shownAt.current >= UNTOUCHABLE_MS) dismiss(serial);
  };
}

/** The gate's buttons stand beside the outcome, and are not its. */
function isAtGate(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('.gate') !== null;
}
