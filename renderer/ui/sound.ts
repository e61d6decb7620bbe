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

/** Between the tones and what is spoken after them, and between one clip and the next. */
const PAUSE_SECONDS = 0.12;

/** What is heard of one outcome. */
export interface Told {
  readonly sound: Sound;
  /** Addresses of what is spoken after it, in order. */
  readonly clips: readonly string[];
  /** 0, nothing, to 1. */
  readonly loudness: number;
}

export interface Speaker {
  /** Plays at once, in the place of whatever is still sounding. Never throws. */
  play(told: Told): void;
  /** A hint's click, beside whatever is sounding. Never throws. */
  click(loudness: number): void;
  /** Ends what is sounding, and what was to be spoken after it. Never throws. */
  stop(): void;
  /** Opens the sound system ahead of time: that takes longer than judging a visitor. Never throws. */
  open(): void;
}

/** By then a sound system that works has begun, also on a machine that is busy. */
const BEGINS_WITHIN_MS = 1000;

/** @param onSounded told once per sound whether all of it could be played; the kiosk goes on without it */
export function openSpeaker(onSounded: (isWhole: boolean) => void): Speaker {
  let context: AudioContext | null = null;
  let playing: AudioScheduledSourceNode[] = [];
  /** Of what is played now: a clip that is read too late belongs to nobody who still stands there. */
  let turn = 0;
  const clips = new Map<string, Promise<AudioBuffer>>();

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

  /** There are few, and each is a few seconds: they are kept. */
  function read(context: AudioContext, clip: string): Promise<AudioBuffer> {
    const known = clips.get(clip);
    if (known !== undefined) return known;
    const reading = fetch(clip)
      .then((answer) => answer.arrayBuffer())
      .then((bytes) => context.decodeAudioData(bytes));
    clips.set(clip, reading);
    reading.catch(() => clips.delete(clip));
    return reading;
  }

  /** @returns whether every clip loads */
  async function speak(context: AudioContext, out: AudioNode, told: Told, from: number): Promise<boolean> {
    const mine = turn;
    let at = from;
    const loaded = await whatLoads(told.clips.map((clip) => read(context, clip)));
    for (const buffer of loaded) {
      if (mine !== turn) break;
      const source = new AudioBufferSourceNode(context, { buffer });
      source.connect(out);
      const start = Math.max(at, context.currentTime);
      source.start(start);
      playing.push(source);
      at = start + buffer.duration + PAUSE_SECONDS;
    }
    return loaded.length === told.clips.length;
  }

  /** What does not begin is opened anew with the next sound. */
  async function begins(begun: AudioContext): Promise<boolean> {
    const from = begun.currentTime;
    await new Promise((resolve) => setTimeout(resolve, BEGINS_WITHIN_MS));
    if (begun.state === 'running' && begun.currentTime > from) return true;
    if (context === begun) context = null;
    if (begun.state !== 'closed') await begun.close();
    return false;
  }

  function tell(parts: readonly Promise<boolean>[]): void {
    Promise.all(parts).then(
      (all) => {
        onSounded(all.every(Boolean));
      },
      () => {
        onSounded(false);
      },
    );
  }

  /** @returns what to sound through, so loud */
  function outOf(context: AudioContext, loudness: number): AudioNode {
    // That it does not is told by what begins.
    if (context.state !== 'running') context.resume().catch(() => undefined);
    const out = new GainNode(context, { gain: loudness });
    out.connect(context.destination);
    return out;
  }

  function stop(): void {
    for (const source of playing) source.stop();
    playing = [];
    turn += 1;
  }

  function click(loudness: number): void {
    try {
      const context = openContext();
      startTones(context, outOf(context, loudness), SOUNDS.hint);
      tell([begins(context)]);
    } catch {
      onSounded(false);
    }
  }

  function play(told: Told): void {
    try {
      const context = openContext();
      const out = outOf(context, told.loudness);
      stop();
      playing = startTones(context, out, SOUNDS[told.sound]);
      const end = Math.max(...SOUNDS[told.sound].map(({ at, seconds }) => at + seconds));
      tell([begins(context), speak(context, out, told, context.currentTime + end + PAUSE_SECONDS)]);
    } catch {
      // Whatever the sound system has against it, sight still tells the verdict.
      onSounded(false);
    }
  }

  return { play, click, stop, open };
}

/** In their order; those that do not load leave the others as they are. */
export async function whatLoads<T>(reads: readonly Promise<T>[]): Promise<T[]> {
  const settled = await Promise.allSettled(reads);
  return settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
}

function startTones(context: AudioContext, out: AudioNode, tones: readonly Tone[]): AudioScheduledSourceNode[] {
  const begin = context.currentTime;
  return tones.map(({ at, seconds, hertz, wave, gain }) => {
    const oscillator = new OscillatorNode(context, { type: wave, frequency: hertz });
    const volume = new GainNode(context, { gain: 0 });
    oscillator.connect(volume).connect(out);
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
