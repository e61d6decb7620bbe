import { encode } from 'uqr';
import type { Picture } from '../../shared/qr/picture.ts';

/** What makes a frame hard. `none` has no code in it, `plain` is easy: both are there to compare with. */
export const FAMILIES = [
  'plain',
  'small',
  'rotated',
  'perspective',
  'blur',
  'low-contrast',
  'glare',
  'inverted',
  'none',
] as const;
export type Family = (typeof FAMILIES)[number];

export interface HardFrame {
  readonly family: Family;
  /** Counts from 0 within the family; the higher, the harder. */
  readonly index: number;
  /** What the code says; null where there is none. */
  readonly text: string | null;
  readonly picture: Picture;
}

export const FRAME_WIDTH = 1280;
export const FRAME_HEIGHT = 720;

const BASE45 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:';

/** How long real codes are: a typical health code of ours, and the median EU certificate. */
const LENGTHS = [250, 555] as const;

/** Small, fast and the same everywhere (mulberry32): a seed gives the same frames on every machine. */
function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Made-up Base45 characters, as dense as the real thing. */
function madeUpText(length: number, random: () => number): string {
  return Array.from({ length }, () => BASE45[Math.floor(random() * BASE45.length)] ?? '0').join('');
}

/** Where and how a code is put into a frame. */
interface Scene {
  readonly text: string;
  /** Pixels per module, before tilt. */
  readonly pixelsPerModule: number;
  readonly angle: number;
  /** How much smaller the far edge is, per unit of distance; 0 looks straight at it. */
  readonly tilt: number;
  readonly dark: number;
  readonly light: number;
  readonly blurRadius: number;
  readonly glare: number;
  readonly noise: number;
}

const EASY: Omit<Scene, 'text'> = {
  pixelsPerModule: 5,
  angle: 0,
  tilt: 0,
  dark: 35,
  light: 215,
  blurRadius: 0,
  glare: 0,
  noise: 3,
};

/** What `hardness` (0 to 1) makes of the easy scene, for each family. */
const HARDEN: Readonly<Record<Exclude<Family, 'none'>, (hardness: number) => Partial<Scene>>> = {
  plain: () => ({}),
  small: (hardness) => ({ pixelsPerModule: 2.6 - 1.2 * hardness }),
  rotated: (hardness) => ({ pixelsPerModule: 4.5, angle: 0.1 + hardness * 1.4 }),
  perspective: (hardness) => ({ tilt: 0.15 + hardness * 0.45, angle: 0.2 }),
  blur: (hardness) => ({ pixelsPerModule: 4, blurRadius: 1 + hardness * 2 }),
  'low-contrast': (hardness) => ({ dark: 110, light: 160 - 34 * hardness, noise: 4 }),
  glare: (hardness) => ({ glare: 0.4 + hardness * 0.5 }),
  inverted: (hardness) => ({ pixelsPerModule: 5 - 2.5 * hardness, dark: 225, light: 25 }),
};

/**
 * Frames of luma, 1280 x 720, `perFamily` of each family, hardest last.
 *
 * @param seed the same seed gives the same frames
 */
export function hardFrames(seed: number, perFamily: number, families: readonly Family[] = FAMILIES): HardFrame[] {
  return families.flatMap((family) =>
    Array.from({ length: perFamily }, (_, index) => {
      const random = seeded(seed * 7919 + FAMILIES.indexOf(family) * 104_729 + index);
      return makeFrame(family, index, perFamily < 2 ? 0.5 : index / (perFamily - 1), random);
    }),
  );
}

function makeFrame(family: Family, index: number, hardness: number, random: () => number): HardFrame {
  const backdrop = drawBackdrop(random);
  if (family === 'none') return { family, index, text: null, picture: addNoise(backdrop, EASY.noise, random) };
  const text = madeUpText(LENGTHS[index % LENGTHS.length] ?? 250, random);
  const scene: Scene = { ...EASY, ...HARDEN[family](hardness), text };
  const drawn =
    scene.blurRadius === 0
      ? drawCode(backdrop, scene, random)
      : soften(drawCode(backdrop, scene, random), scene.blurRadius);
  return { family, index, text, picture: addNoise(addGlare(drawn, scene.glare), scene.noise, random) };
}

/** A hall behind a visitor: broad shapes of different greys, some of them with straight edges. */
function drawBackdrop(random: () => number): Picture {
  const data = new Uint8Array(FRAME_WIDTH * FRAME_HEIGHT);
  const [slope, base] = [random() * 0.06, 70 + random() * 60];
  for (let i = 0; i < data.length; i++) data[i] = base + slope * (i % FRAME_WIDTH);
  for (let shape = 0; shape < 40; shape++) {
    const [left, top] = [Math.floor(random() * FRAME_WIDTH), Math.floor(random() * FRAME_HEIGHT)];
    const [wide, high] = [8 + Math.floor(random() * 200), 8 + Math.floor(random() * 160)];
    const grey = random() * 255;
    for (let y = top; y < Math.min(FRAME_HEIGHT, top + high); y++) {
      data.fill(grey, y * FRAME_WIDTH + left, y * FRAME_WIDTH + Math.min(FRAME_WIDTH, left + wide));
    }
  }
  return { data, width: FRAME_WIDTH, height: FRAME_HEIGHT };
}

/** Sub-samples per pixel and axis, as a lens would mix the modules that fall on one pixel. */
const SAMPLES = 3;

function drawCode(backdrop: Picture, scene: Scene, random: () => number): Picture {
  const { data: modules, size } = encode(scene.text, { ecc: scene.text.length > 400 ? 'L' : 'M', border: 4 });
  const data = Uint8Array.from(backdrop.data);
  const side = size * scene.pixelsPerModule;
  const fit = Math.min(1, (FRAME_HEIGHT - 16) / (side * (1 + Math.abs(Math.sin(scene.angle)) * 0.3)));
  const pixels = scene.pixelsPerModule * fit;
  const centre = { x: FRAME_WIDTH / 2 + (random() - 0.5) * 300, y: FRAME_HEIGHT / 2 + (random() - 0.5) * 8 };
  const [cos, sin] = [Math.cos(scene.angle), Math.sin(scene.angle)];
  const moduleAt = (x: number, y: number): boolean | undefined => {
    const [dx, dy] = [(x - centre.x) / (pixels * size), (y - centre.y) / (pixels * size)];
    const depth = 1 - scene.tilt * dx;
    const [u, v] = [(cos * dx + sin * dy) / depth, (cos * dy - sin * dx) / depth];
    return modules[Math.floor((v + 0.5) * size)]?.[Math.floor((u + 0.5) * size)];
  };
  // From its middle a tilted code reaches no farther than this; half a diagonal when it is seen straight.
  const reach = (pixels * size * Math.SQRT1_2) / (1 - scene.tilt * Math.SQRT1_2) + 1;
  const [left, top] = [Math.max(0, Math.floor(centre.x - reach)), Math.max(0, Math.floor(centre.y - reach))];
  for (let y = top; y < Math.min(FRAME_HEIGHT, centre.y + reach); y++) {
    for (let x = left; x < Math.min(FRAME_WIDTH, centre.x + reach); x++) {
      data[y * FRAME_WIDTH + x] = mixPixel(x, y, data[y * FRAME_WIDTH + x] ?? 0, scene, moduleAt);
    }
  }
  return { ...backdrop, data };
}

function mixPixel(
  x: number,
  y: number,
  behind: number,
  scene: Scene,
  moduleAt: (x: number, y: number) => boolean | undefined,
): number {
  let sum = 0;
  for (let sample = 0; sample < SAMPLES * SAMPLES; sample++) {
    const dark = moduleAt(x + ((sample % SAMPLES) + 0.5) / SAMPLES, y + (Math.floor(sample / SAMPLES) + 0.5) / SAMPLES);
    sum += dark === undefined ? behind : dark ? scene.dark : scene.light;
  }
  return sum / (SAMPLES * SAMPLES);
}

/** Out of focus: three passes of a tent, which come near a disc of confusion of `radius` pixels. */
function soften(picture: Picture, radius: number): Picture {
  const { width, height } = picture;
  let data = Float32Array.from(picture.data);
  const reach = Math.ceil(radius);
  const weights = Array.from({ length: 2 * reach + 1 }, (_, i) => Math.max(0, radius + 1 - Math.abs(i - reach)));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  for (const step of [1, width]) {
    const out = new Float32Array(data.length);
    for (let i = 0; i < data.length; i++) {
      let sum = 0;
      for (let k = -reach; k <= reach; k++) sum += (weights[k + reach] ?? 0) * (data[i + k * step] ?? data[i] ?? 0);
      out[i] = sum / total;
    }
    data = out;
  }
  return { data: Uint8Array.from(data), width, height };
}

/** A lamp mirrored in the glass of a phone: bright in the middle of the picture, fading outwards. */
function addGlare(picture: Picture, strength: number): Picture {
  if (strength === 0) return picture;
  const { data, width, height } = picture;
  const out = new Uint8ClampedArray(data.length);
  for (let i = 0; i < data.length; i++) {
    const [dx, dy] = [((i % width) - width * 0.45) / 220, (Math.floor(i / width) - height * 0.42) / 120];
    const light = strength * Math.exp(-(dx * dx + dy * dy));
    const luma = data[i] ?? 0;
    out[i] = luma + (255 - luma) * Math.min(1, light * 1.15);
  }
  return { data: out, width, height };
}

/** The grain of a cheap sensor, near enough to normal: the sum of three even draws. */
function addNoise(picture: Picture, deviation: number, random: () => number): Picture {
  // A loop, since `from` with a function takes ten times as long.
  const data = new Uint8ClampedArray(picture.data.length);
  for (let i = 0; i < data.length; i++) {
    data[i] = (picture.data[i] ?? 0) + (random() + random() + random() - 1.5) * 2 * deviation;
  }
  return { ...picture, data };
}
