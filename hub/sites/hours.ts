import type { ListedSite } from '../../shared/policy/sites.ts';

type Hours = ListedSite['hours'];

const ROUND_THE_CLOCK = '24h';
const EVERY_DAY = [1, 2, 3, 4, 5, 6, 7];
const DAYS = String.raw`[1-7](?:-[1-7])?`;
const TIME = String.raw`(?:[01]\d|2[0-3]):[0-5]\d`;
const PART = new RegExp(`^(?:(?<days>${DAYS}(?:,${DAYS})*) )?(?<opens>${TIME})-(?<closes>${TIME}|24:00)$`, 'u');

/**
 * Reads hours as a table's field has them: `1-5 08:00-20:00; 6,7 09:00-12:00`, weekdays from 1, Monday, and every day where
 * none are named; `24h`: round the clock; nothing: never.
 *
 * @returns `null`: they are written some other way
 */
export function parseHours(text: string): Hours | null {
  const trimmed = text.trim();
  if (trimmed === '') return [];
  if (trimmed === ROUND_THE_CLOCK) return [{ weekdays: EVERY_DAY, opens: '00:00', closes: '00:00' }];
  const parts = trimmed.split(';').map((part) => parsePart(part.trim()));
  return parts.every((part) => part !== null) ? parts : null;
}

function parsePart(text: string): Hours[number] | null {
  const { days, opens, closes } = PART.exec(text)?.groups ?? {};
  if (opens === undefined || closes === undefined) return null;
  const weekdays = days === undefined ? EVERY_DAY : days.split(',').flatMap(weekdaysOf);
  if (weekdays.length === 0 || new Set(weekdays).size !== weekdays.length) return null;
  return { weekdays: weekdays.sort((a, b) => a - b), opens, closes: closes === '24:00' ? '00:00' : closes };
}

/** `6-1` is from Saturday to Monday. */
function weekdaysOf(range: string): number[] {
  const [from = 1, to = from] = range.split('-').map(Number);
  return Array.from({ length: ((to - from + 7) % 7) + 1 }, (_, i) => ((from - 1 + i) % 7) + 1);
}

/** As {@link parseHours} reads it. */
export function formatHours(hours: Hours): string {
  return hours
    .map(({ weekdays, opens, closes }) => {
      const times = `${opens}-${closes}`;
      return weekdays.length === EVERY_DAY.length ? times : `${weekdays.join(',')} ${times}`;
    })
    .join('; ');
}
