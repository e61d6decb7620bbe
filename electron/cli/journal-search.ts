import { parseArgs } from 'node:util';
import { VERDICTS } from '../../shared/verdict.ts';
import type { EntryType } from '../../shared/journal.ts';
import type { ScanSource } from '../../shared/scan.ts';
import { parseDateTime } from '../../shared/time.ts';
import { withoutUndefined } from '../../shared/without-undefined.ts';
import { isUnreadable } from '../store/faults.ts';
import type { Cursor, Filter } from '../store/find.ts';
import { openSearch } from '../store/search.ts';
import { UsageError, type World } from './command.ts';
import { writeLine, written } from './lines.ts';

const options = {
  from: { type: 'string' },
  to: { type: 'string' },
  verdict: { type: 'string' },
  type: { type: 'string' },
  reason: { type: 'string' },
  source: { type: 'string' },
  limit: { type: 'string' },
} as const;

const TYPES: Readonly<Record<EntryType, EntryType>> = {
  scan: 'scan',
  manual: 'manual',
  overrule: 'overrule',
  abnormal: 'abnormal',
  gate: 'gate',
  break: 'break',
  anchor: 'anchor',
};
const SOURCES: Readonly<Record<ScanSource, ScanSource>> = {
  camera: 'camera',
  serial: 'serial',
  keyboard: 'keyboard',
  'id-card': 'id-card',
  'venue-code': 'venue-code',
};

/** What `journal search` was asked. */
export interface Sought {
  readonly files: readonly string[];
  readonly filter: Filter;
  /** Entries, at most. */
  readonly limit: number;
}

/** @throws UsageError */
export function parseSearch(args: readonly string[]): Sought {
  const { values, positionals: files } = parseArgs({ args: [...args], options, allowPositionals: true });
  const { from, to, verdict, type, reason, source, limit } = values;
  const filter = withoutUndefined({
    fromMs: timeOf('--from', from),
    untilMs: timeOf('--to', to),
    verdict: oneOf('--verdict', verdict, VERDICTS),
    type: oneOf('--type', type, Object.values(TYPES)),
    source: oneOf('--source', source, Object.values(SOURCES)),
    reason,
  });
  return { files, filter, limit: limitOf(limit) };
}

function timeOf(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const time = parseDateTime(text);
  if (!time.ok) throw new UsageError(`${option} is a time with its zone, 2022-05-13T09:00:00+08:00`);
  return time.value * 1000;
}

function oneOf<T extends string>(option: string, text: string | undefined, known: readonly T[]): T | undefined {
  const found = known.find((one) => one === text);
  if (text !== undefined && found === undefined) throw new UsageError(`${option} is one of: ${known.join(', ')}`);
  return found;
}

function limitOf(text: string | undefined): number {
  if (text === undefined) return Number.MAX_SAFE_INTEGER;
  if (!/^[1-9]\d{0,9}$/u.test(text)) throw new UsageError('--limit is a number of entries');
  return Number(text);
}

const PAGE = 200;

/**
 * Writes what is found, newest first.
 *
 * @returns whether it came to the end: not where what it goes by cannot be read
 * @throws where the file is out of reach
 */
export async function writeFound(file: string, { filter, limit }: Sought, { stdout }: World): Promise<boolean> {
  const search = openSearch(file);
  try {
    let after: Cursor | null = null;
    for (let left = limit; left > 0; left -= PAGE) {
      const page = search.find(filter, after, Math.min(PAGE, left));
      for (const entry of page.entries) await writeLine(stdout, written(entry));
      if (page.next === null) return true;
      after = page.next;
    }
    return true;
  } catch (error) {
    if (isUnreadable(error)) return false;
    throw error;
  } finally {
    search.close();
  }
}
