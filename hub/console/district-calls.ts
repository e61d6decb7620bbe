import { z } from 'zod';
import { CHART_DAYS, type DistrictsPage, type ShownDistrict } from '../../shared/console/districts.ts';
import { districtStatus, localDay } from '../../shared/policy/district.ts';
import { districtSchema } from '../../shared/policy/policy.ts';
import { ok } from '../../shared/result.ts';
import { formatDate, parseDate } from '../../shared/time.ts';
import type { Hub } from '../hub.ts';
import type { ConsoleHandlers } from './asking.ts';
import { findPolicyHash, readPolicyAs } from './words.ts';

const figures = z.object({
  version: z.int(),
  parameters: z.object({ utcOffsetMinutes: z.int().default(0) }),
  districts: z.array(districtSchema).default([]),
});
type Figures = z.infer<typeof figures>;

/** How each district stands by the figures that the health office has signed, computed as kiosks compute it. */
export function districtCalls({ published, nowMs }: Hub): Pick<ConsoleHandlers, 'districts:list'> {
  return {
    'districts:list': async () => {
      const atMs = nowMs();
      const signed = await readFigures(published.policyFolder);
      return ok(signed === null ? { districts: [], policyVersion: null, atMs } : pageOf(signed, atMs));
    },
  };
}

/** Believing the repository, as the console's words do: kiosks look at its signatures, and no verdict hangs on this page. */
async function readFigures(folder: string | null): Promise<Figures | null> {
  const hash = folder === null ? null : await findPolicyHash(folder);
  return folder === null || hash === null ? null : readPolicyAs(figures, folder, hash);
}

function pageOf({ version, parameters, districts }: Figures, atMs: number): DistrictsPage {
  const today = localDay(Math.floor(atMs / 1000), parameters.utcOffsetMinutes);
  const shown = districts.map((one) => shownOf(one, today));
  return { districts: shown.toSorted((a, b) => (a.code < b.code ? -1 : 1)), policyVersion: version, atMs };
}

function shownOf({ code, name, population, cases }: Figures['districts'][number], today: number): ShownDistrict {
  const byDay = cases.flatMap(({ date, new: count }) => {
    const day = parseDate(date);
    return day.ok ? [{ day: day.value, new: count }] : [];
  });
  const { status, daysAgo, days } = districtStatus({ code, population, cases: byDay }, today);
  const past = Array.from({ length: CHART_DAYS }, (_, i) => {
    const day = today - (CHART_DAYS - 1 - i);
    return { date: formatDate(day), new: byDay.find((one) => one.day === day)?.new ?? null };
  });
  return {
    ...{ code, name, population, status, past },
    asOf: daysAgo === null ? null : formatDate(today - daysAgo),
    days: days.map(({ day, new: count }) => ({ date: formatDate(day), new: count })),
  };
}
