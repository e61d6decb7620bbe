import { useEffect, useLayoutEffect, useRef } from 'react';
import type { Settings } from '../../shared/contract.ts';
import { bridge } from '../bridge.ts';
import { clipOf } from '../ui/clips.ts';
import { openSpeaker } from '../ui/sound.ts';
import type { Badge } from './kiosk-state.ts';
import { isFromBefore, type Shown } from './outcome-state.ts';
import { clipsOf, heardOf } from './telling.ts';
import { timing } from './timing.ts';

/** Who is told of each sound whether it could be heard. */
let onSounded: (isWhole: boolean) => void = () => undefined;

const speaker = openSpeaker((isWhole) => {
  if (!isWhole) bridge.call('window:fault', { fault: 'sound-failed' }).catch(() => undefined);
  onSounded(isWhole);
});

/** Each twice as loud to the ear, some 10 dB, as the one before. */
const LOUDNESS: Readonly<Record<Settings['volume'], number>> = { 0: 0, 1: 0.1, 2: 0.32, 3: 1 };

const DISMISS_KEYS: readonly string[] = ['Enter', 'Escape', ' '];

/** Whoever has taken an outcome off the screen, or changed it, has heard enough of it. */
export function hush(): void {
  speaker.stop();
}

/** @returns a function that stops listening */
export function hearSounded(listener: typeof onSounded): () => void {
  onSounded = listener;
  return () => {
    onSounded = () => undefined;
  };
}

/** Sounds each new outcome once, says what it means, and notes when it was first painted; clicks for each badge. */
export function useTelling(shown: Shown | null, badge: Badge | null, { language, volume, hasVoice }: Settings): void {
  const how = useRef({ language, volume, hasVoice });
  const outcome = shown?.outcome;
  // Before the effects below: an outcome is heard as the settings are by then, and none is heard again for a change of them.
  useEffect(() => {
    how.current = { language, volume, hasVoice };
  }, [language, volume, hasVoice]);
  useEffect(() => {
    if (volume === 0 || !hasVoice) speaker.stop();
  }, [volume, hasVoice]);
  useEffect(() => {
    if (badge !== null && how.current.volume > 0) speaker.click(LOUDNESS[how.current.volume]);
  }, [badge]);
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
    const { language, volume, hasVoice } = how.current;
    const heard = heardOf(outcome.result, language);
    if (heard === null || volume === 0) return;
    const clips = hasVoice ? clipsOf(heard, (text) => clipOf(language, text)) : [];
    // In a task of its own, so that making the tones does not hold up the picture.
    setTimeout(() => {
      speaker.play({ sound: heard.sound, clips, loudness: LOUDNESS[volume] });
    }, 0);
  }, [outcome]);
}

/**
 * Lets one of three keys take the outcome away, wherever the focus is but on a key of its own or of the gate, which Enter and
 * Space press.
 */
export function useDismissal(shown: Shown | null, dismiss: (serial: number) => void): void {
  useEffect(() => {
    if (shown === null) return undefined;
    const onKey = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || !DISMISS_KEYS.includes(event.key)) return;
      if (event.key !== 'Escape' && isAtKey(event.target)) return;
      event.preventDefault();
      event.stopPropagation();
      dismiss(shown.outcome.serial);
    };
    window.addEventListener('keydown', onKey, { capture: true });
    return () => {
      window.removeEventListener('keydown', onKey, { capture: true });
    };
  }, [shown, dismiss]);
}

/** The outcome's own keys, and the gate's, which stand beside it. */
function isAtKey(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('.outcome button, .gate') !== null;
}
