import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { consoleAnswers, type Answers } from '../../../electron/console/answers.ts';
import type { Asking } from '../../../electron/console/asking.ts';
import { writeExport } from '../../../electron/console/export.ts';
import type { ConsoleData, LogExport } from '../../../hub/console/data.ts';
import type { ConsoleAsk, ConsoleReply } from '../../../shared/console/calls.ts';
import type { LogFilter } from '../../../shared/console/log.ts';
import type { Overview } from '../../../shared/console/overview.ts';
import { reasonWordsOf } from '../../../shared/console/reason-words.ts';
import type { KioskStatus } from '../../../shared/contract.ts';
import { encodeEntry, type Entry } from '../../../shared/journal.ts';
import type { Batch } from '../../../shared/wire.ts';

/** Entries as the journal has them are what the hub is sent: both have the same, and so the console must show the same. */
export interface Source {
  readonly list: (ask: ConsoleAsk<'list'>) => Promise<ConsoleReply<'list'>>;
  readonly count: (filter: LogFilter) => Promise<ConsoleReply<'count'>>;
  readonly overview: (ask: ConsoleAsk<'overview'>) => Promise<Overview>;
  /** `null`: there is no such entry. */
  readonly detail: (id: string) => Promise<ConsoleReply<'detail'> | null>;
  /** The bytes of the file. */
  readonly exported: (ask: LogExport) => Promise<Buffer>;
}

export const GATE = 'north';

/** What a kiosk says of itself; nothing else of it is asked for here. */
const STATUS = {
  settings: { venueType: 'mall', language: 'zh-CN', direction: 'in', devices: [], gate: null },
  venueTypes: [],
  guards: { list: [] },
  policy: { ageSeconds: 7200 },
  sync: null,
} as unknown as KioskStatus;

export function answersOf(asking: Asking, atMs: number): Answers {
  return consoleAnswers({
    asking,
    clock: { now: () => ({ epochMs: atMs, offsetMinutes: 480 }), monotonicMs: () => 0 },
    status: () => STATUS,
    gate: () => GATE,
    policy: () => null,
    openTo: () => null,
    keyOf: () => ({ key: new Uint8Array(32) }),
    enter: () => null,
  });
}

/** @param folder where it may write */
export function kioskSource(asking: Asking, journalPath: string, folder: string, atMs: number): Source {
  const answers = answersOf(asking, atMs);
  const get = async <T>(
    answer: Promise<{ ok: true; value: T } | { ok: false; fault: string }> | undefined,
  ): Promise<T> => {
    const told = await answer;
    if (told?.ok !== true) throw new Error(told?.fault ?? 'no answer');
    return told.value;
  };
  return {
    list: (ask) => get(answers.list?.(ask)),
    count: (filter) => get(answers.count?.({ filter })),
    overview: (ask) => get(answers.overview?.(ask)),
    detail: async (id) => {
      const told = answers.detail?.({ id });
      const found = await told;
      return found?.ok === false && found.fault === 'not-found' ? null : get(told);
    },
    exported: async (ask) => {
      const words = [...reasonWordsOf(null).values()];
      const reasons = words.flatMap(({ code, says }) => (says === null ? [] : [[code, says[ask.language]] as const]));
      const plan = { ...ask, journalPath, gate: GATE, reasons: new Map(reasons), folder, name: `log.${ask.format}` };
      const following = { rows: () => undefined, isCancelled: () => false, pause: () => Promise.resolve() };
      const { name } = await get(writeExport(plan, following));
      return readFileSync(join(folder, name));
    },
  };
}

export function hubSource(data: ConsoleData, venue = 'mall'): Source {
  return {
    list: (ask) => data.list(venue, ask),
    count: (filter) => data.count(venue, filter),
    overview: (ask) => data.overview(venue, ask, false),
    detail: (id) => data.detail(venue, id),
    exported: async (ask) => {
      const pieces: Uint8Array[] = [];
      for await (const { bytes } of data.exportLog(venue, ask)) pieces.push(bytes);
      return Buffer.concat(pieces);
    },
  };
}

/** What a kiosk sends of its journal. */
export function batchOf(entries: readonly Entry[]): Batch {
  const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
  return {
    chain: entries[0]?.chain ?? '',
    entries: entries.map((entry) => ({
      sequence: entry.sequence,
      previousHash: base64(entry.previousHash),
      bytes: base64(encodeEntry(entry)),
    })),
  };
}
