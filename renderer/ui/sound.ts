import type { Sound } from '../../shared/verdict.ts';

/** One tone: starts `at` seconds after the sound begins. */
export interface Tone {
  readonly at: number;
  readonly seconds: number;
  readonly hertz: number;
  readonly wave: OscillatorType;
  readonly gain: number;
}

/**
 * Four sounds told apart by rhythm and by pitch, so that neither a noisy door nor a poor ear mixes them up: two rising
 * notes, three level beeps, one long low buzz, one short click.
 */
export const SOUNDS: Readonly<Record<Sound, readonly Tone[]>> = {
  admit: [
    { at: 0, seconds: 0.12, hertz: 659, wave: 'sine', gain: 0.5 },
    { at: 0.13, seconds: 0.24, hertz: 988, wave: 'sine', gain: 0.5 },
  ],
  refer: [0, 0.22, 0.44].map((at) => ({ at, seconds: 0.13, hertz: 740, wave: 'triangle', gain: 0.6 })),
  refuse: [{ at: 0, seconds: 0.95, hertz: 155, wave: 'sawtooth', gain: 0.6 }],
  hint: [{ at: 0, seconds: 0.035, hertz: 1400, wave: 'sine', gain: 0.35 }],
};

/** Fades at both ends keep a loudspeaker from cracking. */
const FADE_SECONDS = 0.012;

export interface Speaker {
  /** Plays at once, over whatever is still sounding. Never throws. */
  play(sound: Sound): void;
  /** Opens the sound system ahead of time: that takes longer than judging a visitor. Never throws. */
  open(): void;
}

/** @param onFault told once per sound that could not be played; the kiosk goes on without it */
export function openSpeaker(onFault: () => void): Speaker {
  let context: AudioContext | null = null;
  let playing: OscillatorNode[] = [];

  function openContext(): AudioContext {
    return (context ??= new AudioContext({ latencyHint: 'interactive' }));
  }

  function open(): void {
    try {
      openContext();
    } catch {
      // Tried again, and told of, with the first sound.
    }
  }

  function play(sound: Sound): void {
    try {
      const context = openContext();
      if (context.state !== 'running') context.resume().catch(onFault);
      for (const oscillator of playing) oscillator.stop();
      playing = startTones(context, SOUNDS[sound]);
    } catch {
      // Whatever the sound system has against it, sight still tells the verdict.
      onFault();
    }
  }

  return { play, open };
}

function startTones(context: AudioContext, tones: readonly Tone[]): OscillatorNode[] {
  const begin = context.currentTime;
  return tones.map(({ at, seconds, hertz, wave, gain }) => {
    const oscillator = new OscillatorNode(context, { type: wave, frequency: hertz });
    const volume = new GainNode(context, { gain: 0 });
    oscillator.connect(volume).connect(context.destination);
    const start = begin + at;
    const end = start + seconds;
    volume.gain.setValueAtTime(0, start);
    volume.gain.linearRampToValueAtTime(gain, start + FADE_SECONDS);
    volume.gain.setValueAtTime(gain, end - FADE_SECONDS);
    volume.gain.linearRampToValueAtTime(0, end);
    oscillator.start(start);
    oscillator.stop(end);
    oscillator.onended = () => {
      volume.disconnect();
    };
    return oscillator;
  });
}
