import { ok, type Result } from '../result.ts';
import type { Engine, EngineOptions } from './engine.ts';
import { blur, enlarge, flatten, sharpen, shrink, stretch } from './filters.ts';
import { crop, packPicture, type Picture } from './picture.ts';
import { mergeCodes, readView, type QrCode, type ReadFault, type View } from './read.ts';

/** A sheet of codes may hold dozens; there is no visitor waiting. */
const MAX_STILL_SYMBOLS = 64;

const LOCAL: EngineOptions = { binarizer: 'local', maxSymbols: MAX_STILL_SYMBOLS, isThorough: true };
const GLOBAL: EngineOptions = { ...LOCAL, binarizer: 'global' };

/** Above this an enlarged picture would cost seconds; such a picture is enlarged in tiles. */
const ENLARGE_UP_TO_PIXELS = 2_500_000;

/** How long one picture may take. No pass begins after it. */
export interface StillBudget {
  /** Milliseconds while nothing was found. */
  readonly untilFirstMs: number;
  /** Milliseconds, once there was a code, in which further codes are looked for. */
  readonly furtherMs: number;
}

const STILL_BUDGET: StillBudget = { untilFirstMs: 1800, furtherMs: 500 };

interface Try {
  readonly options: EngineOptions;
  view(): View;
}

/**
 * Reads a still picture by every means there is, within a budget, and returns all that any pass found.
 *
 * @param now monotonic milliseconds
 * @param others engines that are asked too where the first finds nothing
 */
export function readStill(
  engine: Engine,
  picture: Picture,
  now: () => number,
  others: readonly Engine[] = [],
  budget: StillBudget = STILL_BUDGET,
): Result<QrCode[], ReadFault> {
  const packed = packPicture(picture);
  if (!packed.ok) return packed;
  const start = now();
  let codes: QrCode[] = [];
  let last: Result<QrCode[], ReadFault> = ok([]);
  for (const [reader, attempt] of plan(engine, others, packed.value)) {
    const spent = now() - start;
    if (spent > (codes.length > 0 ? budget.furtherMs : budget.untilFirstMs)) break;
    if (reader !== engine && codes.length > 0) break;
    last = readView(reader, attempt.view(), attempt.options);
    if (last.ok) codes = mergeCodes(codes, last.value);
  }
  return codes.length > 0 || last.ok ? ok(codes) : last;
}

function* plan(engine: Engine, others: readonly Engine[], picture: Picture): Generator<[Engine, Try]> {
  for (const attempt of firstTries(picture)) yield [engine, attempt];
  for (const other of others)
    yield [other, { options: { ...LOCAL, maxSymbols: 4 }, view: () => shrunk(picture, 1000) }];
  for (const attempt of lateTries(picture)) yield [engine, attempt];
}

/** In order of what each has been seen to add, for the time it takes. */
function* firstTries(picture: Picture): Generator<Try> {
  const longest = Math.max(picture.width, picture.height);
  yield { options: LOCAL, view: () => whole(picture) };
  for (const side of [1200, 800, 500, 2000]) {
    if (side < longest * 0.9) yield { options: LOCAL, view: () => shrunk(picture, side) };
  }
  yield { options: GLOBAL, view: () => shrunk(picture, 1600) };
  const middle = shrunk(picture, 1000);
  yield { options: LOCAL, view: () => through(middle, (it) => blur(it, 1)) };
  if (picture.width * picture.height <= ENLARGE_UP_TO_PIXELS)
    yield { options: LOCAL, view: () => doubled(whole(picture)) };
  yield { options: LOCAL, view: () => through(middle, (it) => sharpen(it, 2, 2)) };
  yield { options: GLOBAL, view: () => through(middle, (it) => flatten(it, Math.ceil(it.width / 16))) };
  yield { options: GLOBAL, view: () => through(middle, stretch) };
}

function* lateTries(picture: Picture): Generator<Try> {
  const middle = shrunk(picture, 1000);
  yield { options: LOCAL, view: () => through(middle, (it) => blur(it, 2)) };
  yield { options: GLOBAL, view: () => through(middle, (it) => flatten(blur(it, 1), Math.ceil(it.width / 40))) };
  yield { options: GLOBAL, view: () => shrunk(picture, 600) };
  if (picture.width * picture.height <= ENLARGE_UP_TO_PIXELS) {
    yield { options: LOCAL, view: () => through(doubled(whole(picture)), (it) => sharpen(it, 3, 2)) };
  }
  for (const tile of tilesOf(picture)) yield { options: LOCAL, view: () => doubled(tile()) };
  yield { options: LOCAL, view: () => through(middle, (it) => blur(it, 3)) };
  yield { options: LOCAL, view: () => shrunk(picture, 350) };
}

/** Nine overlapping parts, each half as wide and high as the picture, the middle one first. */
function tilesOf(picture: Picture): (() => View)[] {
  const [width, height] = [Math.ceil(picture.width / 2), Math.ceil(picture.height / 2)];
  const [xs, ys] = [
    [0, picture.width >> 2, picture.width - width],
    [0, picture.height >> 2, picture.height - height],
  ];
  const corners = ys.flatMap((y) => xs.map((x) => ({ x, y })));
  const middleFirst = [...corners.splice(4, 1), ...corners];
  return middleFirst.map(
    ({ x, y }) =>
      () =>
        shrunkView({ picture: crop(picture, { x, y, width, height }), scale: 1, x, y }, 1200),
  );
}

function whole(picture: Picture): View {
  return { picture, scale: 1, x: 0, y: 0 };
}

function shrunk(picture: Picture, longest: number): View {
  return shrunkView(whole(picture), longest);
}

function shrunkView(view: View, longest: number): View {
  const picture = shrink(view.picture, longest);
  return { ...view, picture, scale: (view.scale * picture.width) / view.picture.width };
}

function doubled(view: View): View {
  return { ...view, picture: enlarge(view.picture), scale: view.scale * 2 };
}

function through(view: View, filter: (picture: Picture) => Picture): View {
  return { ...view, picture: filter(view.picture) };
}
