import { ok, type Result } from '../result.ts';
import type { Engine, EngineOptions } from './engine.ts';
import { enlarge, sharpen } from './filters.ts';
import { crop, packPicture, type Picture } from './picture.ts';
import { mergeCodes, readView, type QrCode, type ReadFault, type View } from './read.ts';

/** More than four codes in view are nobody's health code; the visitor is asked to show one in any case. */
const MAX_LIVE_SYMBOLS = 4;

const LIVE: EngineOptions = { binarizer: 'local', maxSymbols: MAX_LIVE_SYMBOLS, isThorough: false };

interface Rescue {
  readonly options: EngineOptions;
  view(picture: Picture): View;
}

/** Tried in turn, one a frame, when a frame shows nothing. Never a smaller picture: small codes would be gone. */
const RESCUES: readonly Rescue[] = [
  { options: { ...LIVE, isThorough: true }, view: whole },
  { options: LIVE, view: (picture) => twice(whole(picture)) },
  { options: { ...LIVE, binarizer: 'global' }, view: whole },
  { options: LIVE, view: (picture) => sharp(twice(middle(picture))) },
];

/** What the reader of a stream of frames remembers between two of them. */
export interface RescuePlan {
  /** Milliseconds saved up for rescue passes. */
  readonly credit: number;
  /** Which rescue is next. */
  readonly turn: number;
  /** What each rescue took the last time; nothing is known of those not yet run. */
  readonly costs: readonly (number | undefined)[];
}

export const FIRST_PLAN: RescuePlan = { credit: 0, turn: 0, costs: [] };

/** What a missed frame may put aside for a rescue: a sixth of the 66 ms between frames at 15 a second. */
const SAVED_PER_MISS_MS = 11;

/** One enlarged pass on a slow machine; saving more would only let rescues follow one another. */
const MOST_CREDIT_MS = 120;

export interface FrameReading {
  readonly codes: QrCode[];
  readonly plan: RescuePlan;
}

/**
 * Reads one frame of a stream: the whole frame, and after a miss one rescue pass whenever enough time was saved for it.
 *
 * @param now monotonic milliseconds, read to learn what a pass costs on this machine
 */
export function readFrame(
  engine: Engine,
  picture: Picture,
  plan: RescuePlan,
  now: () => number,
): Result<FrameReading, ReadFault> {
  const packed = packPicture(picture);
  if (!packed.ok) return packed;
  const frame = packed.value;
  const direct = readView(engine, whole(frame), LIVE);
  if (!direct.ok) return direct;
  if (direct.value.length > 0) return ok({ codes: mergeCodes([], direct.value), plan: { ...plan, turn: 0 } });
  const credit = Math.min(MOST_CREDIT_MS, plan.credit + SAVED_PER_MISS_MS);
  const turn = affordableTurn(plan);
  const rescue = RESCUES[turn];
  if (rescue === undefined || credit < (plan.costs[turn] ?? 0)) return ok({ codes: [], plan: { ...plan, credit } });
  return runRescue(rescue, engine, frame, { ...plan, turn, credit }, now);
}

/** The next rescue that this machine can ever save up for; a frame of a larger camera can cost too much for some. */
function affordableTurn({ turn, costs }: RescuePlan): number {
  const order = RESCUES.map((_, offset) => (turn + offset) % RESCUES.length);
  return order.find((index) => (costs[index] ?? 0) <= MOST_CREDIT_MS) ?? turn;
}

function runRescue(
  rescue: Rescue,
  engine: Engine,
  frame: Picture,
  plan: RescuePlan,
  now: () => number,
): Result<FrameReading, ReadFault> {
  const before = now();
  const rescued = readView(engine, rescue.view(frame), rescue.options);
  if (!rescued.ok) return rescued;
  const cost = now() - before;
  const isFound = rescued.value.length > 0;
  return ok({
    codes: mergeCodes([], rescued.value),
    plan: {
      credit: Math.max(0, plan.credit - cost),
      // What helped once helps again: the same visitor holds the same code the same way.
      turn: isFound ? plan.turn : (plan.turn + 1) % RESCUES.length,
      costs: RESCUES.map((_, index) => (index === plan.turn ? cost : aged(plan.costs[index]))),
    },
  });
}

/** A pass is slow the first time, before its code is warm: what seemed out of reach is tried again in the end. */
function aged(cost: number | undefined): number | undefined {
  return cost === undefined || cost <= MOST_CREDIT_MS ? cost : cost * 0.9;
}

function whole(picture: Picture): View {
  return { picture, scale: 1, x: 0, y: 0 };
}

/** Where the aiming frame asks for the code. Sharpening a whole enlarged frame would take longer than a frame lasts. */
function middle(picture: Picture): View {
  const [width, height] = [Math.ceil(picture.width * 0.5), Math.ceil(picture.height * 0.7)];
  const [x, y] = [(picture.width - width) >> 1, (picture.height - height) >> 1];
  return { picture: crop(picture, { x, y, width, height }), scale: 1, x, y };
}

function twice(view: View): View {
  return { ...view, picture: enlarge(view.picture), scale: 2 * view.scale };
}

function sharp(view: View): View {
  return { ...view, picture: sharpen(view.picture, 3, 2) };
}
