import type { ShownDistrict } from '../../../shared/console/districts.ts';
import { stepOf, type Size } from '../overview/chart.ts';

interface Bar {
  readonly date: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** One of the three days that decide. */
  readonly isCounted: boolean;
  readonly isReported: boolean;
}

interface CasesChart {
  readonly bars: readonly Bar[];
  /** Lines across, from the foot up, at round numbers. */
  readonly ticks: readonly { readonly value: number; readonly y: number }[];
  /** Where so many cases lie as are no longer few; `null`: above the scale. */
  readonly limitY: number | null;
}

/** How much of a day's place its bar takes. */
const BAR_SHARE = 0.68;

/** New cases of each day, on a scale of round numbers. @param limit in cases a day */
export function casesChartOf(
  {
    past,
    counted,
    limit,
  }: { readonly past: ShownDistrict['past']; readonly counted: ShownDistrict['days']; readonly limit: number },
  { width, height }: Size,
): CasesChart {
  const step = stepOf(Math.max(1, ...past.map((day) => day.new ?? 0)));
  const top = step.size * step.count;
  const yOf = (value: number): number => height - (value / top) * height;
  const place = width / Math.max(1, past.length);
  const dates = new Set(counted.map(({ date }) => date));
  return {
    bars: past.map(({ date, new: count }, i) => ({
      date,
      x: i * place + (place * (1 - BAR_SHARE)) / 2,
      y: yOf(count ?? 0),
      width: place * BAR_SHARE,
      height: height - yOf(count ?? 0),
      isCounted: dates.has(date),
      isReported: count !== null,
    })),
    ticks: Array.from({ length: step.count + 1 }, (_, i) => ({ value: i * step.size, y: yOf(i * step.size) })),
    limitY: limit > top ? null : yOf(limit),
  };
}
