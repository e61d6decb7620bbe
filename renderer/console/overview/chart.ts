import type { Overview } from '../../../shared/console/overview.ts';
import { VERDICTS, type Verdict } from '../../../shared/verdict.ts';
import { totalOf } from './difference.ts';

/** Of a drawing, in whatever unit it is drawn: the top left is 0, 0. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** One verdict's part of an hour. */
interface Segment {
  readonly verdict: Verdict;
  readonly y: number;
  readonly height: number;
}

export interface Bar {
  /** When the hour begins. */
  readonly fromMs: number;
  readonly x: number;
  readonly width: number;
  /** From the foot up: admitted, referred, refused; none that is empty. */
  readonly segments: readonly Segment[];
  /** Where the same hour's line of a week before lies; `null`: nobody came. */
  readonly beforeY: number | null;
}

export interface Chart {
  readonly bars: readonly Bar[];
  /** Lines across, from the foot up, at round numbers. */
  readonly ticks: readonly { readonly value: number; readonly y: number }[];
}

type Hours = Overview['hours'];

/** How much of an hour's place its bar takes. */
const BAR_SHARE = 0.72;
/** Lines above the foot at most. */
const MAX_STEPS = 4;

/** Bars per hour, one verdict upon the other, on a scale of round numbers. */
export function chartOf(hours: Hours, { width, height }: Size): Chart {
  const step = stepOf(Math.max(1, ...hours.map(({ counts, weekBefore }) => Math.max(totalOf(counts), weekBefore))));
  const top = step.size * step.count;
  const yOf = (value: number): number => height - (value / top) * height;
  const place = width / Math.max(1, hours.length);
  return {
    bars: hours.map(({ fromMs, counts, weekBefore }, i) => ({
      fromMs,
      x: i * place + (place * (1 - BAR_SHARE)) / 2,
      width: place * BAR_SHARE,
      segments: segmentsOf(counts, yOf),
      beforeY: weekBefore === 0 ? null : yOf(weekBefore),
    })),
    ticks: Array.from({ length: step.count + 1 }, (_, i) => ({ value: i * step.size, y: yOf(i * step.size) })),
  };
}

function segmentsOf(counts: Hours[number]['counts'], yOf: (value: number) => number): Segment[] {
  let below = 0;
  return VERDICTS.toReversed().flatMap((verdict) => {
    const from = below;
    below += counts[verdict];
    return counts[verdict] === 0 ? [] : [{ verdict, y: yOf(below), height: yOf(from) - yOf(below) }];
  });
}

/** 1, 2 or 5 of a power of ten, whole, and as few of it as the largest needs. */
export function stepOf(largest: number): { readonly size: number; readonly count: number } {
  const power = 10 ** Math.max(0, Math.floor(Math.log10(largest / MAX_STEPS)));
  const size = [1, 2, 5, 10].map((digit) => digit * power).find((one) => one * MAX_STEPS >= largest) ?? largest;
  return { size, count: Math.max(1, Math.ceil(largest / size)) };
}
