import { join } from 'node:path';
import { fc, test } from '@fast-check/vitest';
import { expect } from 'vitest';
import { verifyChain } from '../../../electron/store/chain.ts';
import { journalOver } from '../../../electron/store/journal.ts';
import { COLUMNS } from '../../../electron/store/row.ts';
import { openDatabase, readValue, type Database } from '../../../electron/store/sqlite.ts';
import type { NewEntry } from '../../../shared/journal.ts';
import { openJournal } from '../../../electron/store/open.ts';
import { freshFolder } from '../folders.ts';
import { OPTIONS } from './journal-kit.ts';

const bytes32 = fc.uint8Array({ minLength: 32, maxLength: 32 });
/** All that JavaScript calls a string: NUL, lone surrogates, four-byte characters. */
const anyText = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('', '\0', 'a\0b', '\ud800', '张*三', '𠮷'));
const orNull = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(arbitrary, { nil: null });

const anyEntry: fc.Arbitrary<NewEntry> = fc
  .record({
    type: fc.constantFrom('scan', 'manual', 'overrule', 'abnormal', 'gate', 'break', 'anchor'),
    refersTo: orNull(fc.uuid()),
    epochMs: fc.integer({ min: 0, max: 2 ** 48 - 1 }),
    offsetMinutes: fc.integer({ min: -720, max: 840 }),
    isClockConfirmed: fc.boolean(),
    source: orNull(fc.constantFrom('camera', 'serial', 'keyboard', 'id-card')),
    format: orNull(anyText),
    verdict: orNull(fc.constantFrom('admit', 'refer', 'refuse')),
    reasons: fc.array(anyText, { maxLength: 3 }),
    colour: orNull(fc.constantFrom('green', 'yellow', 'red')),
    testAgeSeconds: orNull(fc.maxSafeInteger()),
    maskedName: orNull(anyText),
    person: orNull(fc.tuple(bytes32, anyText)),
    policyVersion: orNull(fc.nat()),
    durationMs: orNull(fc.nat()),
    guard: orNull(anyText),
    lane: orNull(fc.constant('out' as const)),
    sealed: orNull(fc.uint8Array({ maxLength: 200 })),
  })
  .map(({ person, sealed, ...rest }) => ({
    ...rest,
    seal: sealed && (() => sealed),
    personKey: person?.[0] ?? null,
    personKeyId: person?.[1] ?? null,
  }));

/** A chain of these entries on a connection for which the triggers are gone: whoever has the file can do that. */
function withChain(entries: readonly NewEntry[], look: (database: Database, chain: string) => void): void {
  const path = join(folder, `${(made += 1)}.db`);
  const opened = openJournal(path, OPTIONS);
  if (!opened.ok) throw new Error(opened.fault);
  const { chain } = opened.value.journal;
  opened.value.journal.close();
  const database = openDatabase(path);
  // Many chains are made here, and none has to outlive a power cut.
  database.exec('pragma synchronous = off; pragma foreign_keys = off; pragma ignore_check_constraints = on');
  try {
    const journal = journalOver(database, path, chain, OPTIONS.random);
    for (const entry of entries) expect(journal.append(entry).ok).toBe(true);
    for (const trigger of ['entry_is_final', 'entry_is_owed', 'entry_leaves_in_order', 'sync_mark_moves_forward']) {
      database.exec(`drop trigger ${trigger}`);
    }
    look(database, chain);
  } finally {
    database.close();
  }
}

let made = 0;
let folder = '';
const RUNS = { numRuns: 40 };
const someEntries = fc.array(anyEntry, { minLength: 2, maxLength: 8 });

test('any entries, whatever is in them, make a chain that verifies, with one row changed or gone it does not', () => {
  folder = freshFolder();
  fc.assert(
    fc.property(someEntries, fc.nat(), fc.constantFrom(...COLUMNS), fc.nat(), (entries, which, column, at) => {
      withChain(entries, (database, chain) => {
        expect(verifyChain(database, chain)).toEqual({ entries: entries.length, brokenAt: null });
        const sequence = which % entries.length;
        database.exec('begin');
        change(database, sequence, column, at);
        const { brokenAt } = verifyChain(database, chain);
        expect(brokenAt, `${column} of ${sequence}`).not.toBeNull();
        expect(brokenAt).toBeLessThanOrEqual(sequence);
        database.exec('rollback');

        database.exec('begin');
        database.prepare('delete from entry where sequence = ?').run(which % (entries.length - 1));
        expect(verifyChain(database, chain).brokenAt).toBe(which % (entries.length - 1));
        database.exec('rollback');

        database.exec(`update sync_mark set acknowledged_through = ${entries.length - 1}`);
        database.prepare('delete from entry where sequence = ?').run(entries.length - 1);
        expect(verifyChain(database, chain).brokenAt, 'an acknowledged end').toBe(entries.length - 1);
      });
    }),
    RUNS,
  );
});

/** Changes one byte of one column: a bit of a number, a byte of text or bytes, or something where nothing was. */
function change(database: Database, sequence: number, column: string, at: number): void {
  const set = (value: string): void => {
    database.exec(`update entry set ${column} = ${value} where sequence = ${sequence}`);
  };
  const kind = readValue(database, `select typeof(${column}) from entry where sequence = ${sequence}`);
  if (column === 'sequence') set('sequence + 1000');
  else if (kind === 'integer') set(`(${column} | ${1 << (at % 20)}) - (${column} & ${1 << (at % 20)})`);
  else if (column === 'reasons') set(`'["x",' || substr(reasons, 2)`);
  else if (kind === 'null') set(NULLS[column] ?? "'x'");
  else {
    const hex = String(readValue(database, `select hex(${column}) from entry where sequence = ${sequence}`));
    const bytes = Buffer.from(hex, 'hex');
    if (bytes.length === 0) bytes.fill(0);
    const changed = bytes.length === 0 ? Buffer.of(0x78) : bytes;
    // The lowest bit keeps ASCII ASCII; a continuation byte stays one.
    if (bytes.length > 0) changed[at % bytes.length] = (changed[at % bytes.length] ?? 0) ^ 1;
    set(kind === 'text' ? `cast(x'${changed.toString('hex')}' as text)` : `x'${changed.toString('hex')}'`);
  }
}

const NULLS: Readonly<Record<string, string>> = {
  test_age_seconds: '0',
  policy_version: '0',
  duration_ms: '0',
  person_key: 'zeroblob(32)',
  sealed: "x''",
  anchor: "x''",
};
