import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { copyApp, type Kiosk } from '../journeys/kiosk.ts';

/** Where sound begins after silence; milliseconds on the clock of the window's `performance.now()`. */
export interface Onset {
  /** When the device below Chromium is given the sample, by `AudioContext.getOutputTimestamp()`. */
  readonly leftAtMs: number;
  /** Seconds on the audio context's own clock. */
  readonly contextTime: number;
}

/** One sound, or what is sounded and then spoken. */
export interface Sounded {
  /** Of the outcome that stood on the screen when it was asked for. */
  readonly serial: number;
  readonly askedAtMs: number;
  /** Tones first; words after the pause. */
  readonly onsets: readonly Onset[];
}

export interface Latency {
  readonly baseMs: number;
  readonly outputMs: number;
  readonly sampleRate: number;
}

/**
 * A copy of the built app whose window overhears its own sound: two scripts beside the app's, under the app's own content
 * security policy, and nothing of the app's is changed.
 */
export async function copyWithTap(folder: string): Promise<string> {
  const root = await copyApp(folder);
  const window = join(root, 'out', 'renderer');
  await writeFile(join(window, 'tap.js'), TAP);
  await writeFile(join(window, 'tap-worklet.js'), WORKLET);
  const page = join(window, 'index.html');
  // Before the app's own script, which is deferred as all modules are.
  const html = (await readFile(page, 'utf8')).replace('<head>', '<head><script src="./tap.js"></script>');
  await writeFile(page, html);
  return root;
}

/** Waits until all that is sounded from now on is overheard. */
export async function tapListens(kiosk: Kiosk): Promise<Latency> {
  await kiosk.page.waitForFunction(() => (globalThis as unknown as Tapped).tap.isListening);
  return kiosk.page.evaluate(() => {
    const { context } = (globalThis as unknown as Tapped).tap;
    return {
      baseMs: context.baseLatency * 1000,
      outputMs: context.outputLatency * 1000,
      sampleRate: context.sampleRate,
    };
  });
}

export function sounded(kiosk: Kiosk): Promise<Sounded[]> {
  return kiosk.page.evaluate(() => (globalThis as unknown as Tapped).tap.sounded);
}

/** How long after it was asked for the first of it leaves; `NaN`: nothing was heard. */
export function askedToHeard({ askedAtMs, onsets }: Sounded): number {
  return (onsets[0]?.leftAtMs ?? Number.NaN) - askedAtMs;
}

export interface Tapped {
  readonly tap: { readonly isListening: boolean; readonly context: AudioContext; readonly sounded: Sounded[] };
}

/** Quieter than this, 60 dB below full scale, nobody hears it: an Opus clip's first samples are noise. */
const AUDIBLE = 0.001;

/** Longer than the rests within a signal, shorter than the pause before what is spoken. */
const SILENCE_SECONDS = 0.1;

/** Runs where the sound is computed, 128 samples at a time: tells of each first sample after silence. */
const WORKLET = `
  registerProcessor('tap', class extends AudioWorkletProcessor {
    lastAt = -Infinity;
    isOver = false;
    constructor() {
      super();
      this.port.onmessage = () => (this.isOver = true);
    }
    process([input]) {
      const samples = input[0] ?? [];
      for (let i = 0; i < samples.length; i += 1) {
        if (Math.abs(samples[i]) < ${AUDIBLE}) continue;
        const at = (currentFrame + i) / sampleRate;
        if (at - this.lastAt > ${SILENCE_SECONDS}) this.port.postMessage(at);
        this.lastAt = at;
      }
      return !this.isOver;
    }
  });
`;

/**
 * Runs in the window before the app: whatever is connected to the loudspeaker is connected to a tap of its own as well, so
 * that what it interrupts is not taken for it. The tap is made one sound ahead, since it takes a while until it listens.
 */
const TAP = `
  const tap = (globalThis.tap = { isListening: false, context: null, sounded: [] });
  const { connect } = AudioNode.prototype;
  let [before, next] = [null, null];
  globalThis.AudioContext = class extends AudioContext {
    constructor(how) {
      super(how);
      tap.context = this;
      void this.audioWorklet.addModule('./tap-worklet.js').then(() => {
        next = openTap();
        tap.isListening = true;
      });
    }
  };
  function openTap() {
    const node = new AudioWorkletNode(tap.context, 'tap');
    // Its own output is silence; what is connected to nothing is not computed.
    connect.call(node, tap.context.destination);
    return node;
  }
  function listen(source) {
    before?.port.postMessage('over');
    before?.disconnect();
    const serial = Number(document.querySelector('[data-serial]')?.dataset.serial ?? -1);
    const sound = { serial, askedAtMs: performance.now(), onsets: [] };
    tap.sounded.push(sound);
    next.port.onmessage = ({ data: contextTime }) => {
      const now = tap.context.getOutputTimestamp();
      const leftAtMs = now.performanceTime + (contextTime - now.contextTime) * 1000;
      sound.onsets.push({ leftAtMs, contextTime });
    };
    connect.call(source, next);
    before = next;
    setTimeout(() => (next = openTap()), 100);
  }
  AudioNode.prototype.connect = function (to, ...rest) {
    if (to instanceof AudioDestinationNode && next !== null) listen(this);
    return connect.call(this, to, ...rest);
  };
`;
