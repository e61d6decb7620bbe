import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import type { ChainReport } from '../../../electron/store/chain.ts';
import type { Entry } from '../../../shared/journal.ts';
import { openOutbox } from '../../../electron/store/outbox.ts';
import { listSetAside } from '../../../electron/store/set-aside.ts';
import { inspectJournal } from '../../../electron/store/inspect.ts';
import { freshFolder } from '../folders.ts';
import { entryAt, NINE } from './journal-entries.ts';
import { open } from './journal-kit.ts';
import { runUntilKilled } from './kill-kit.ts';

const ROUNDS = 5;
const patience = { timeout: 120_000 };

test('whenever the appending process is killed, every entry it was promised is there', patience, async () => {
  const path = join(freshFolder(), 'journal.db');
  for (let round = 0; round < ROUNDS; round += 1) {
    const said = await runUntilKilled('appendForEver', path, (lines) => lines.length > 40 + round * 37);
    const promised = Number(said.at(-1));
    const { journal, setAside } = open(path);
    expect(setAside).toBeNull();
    const { entries, brokenAt } = journal.verify();
    expect(brokenAt).toBeNull();
    // One more may be on disk: written, but its promise not yet given when the process ended.
    expect([promised + 1, promised + 2]).toContain(entries);
    expect(journal.append(entryAt(NINE))).toMatchObject({ ok: true, value: { sequence: entries } });
    journal.close();
  }
});

test('whenever the purging process is killed, what is left is a chain, and the purge goes on', patience, async () => {
  const path = join(freshFolder(), 'journal.db');
  open(path).journal.close();
  for (let round = 0; round < ROUNDS; round += 1) {
    const said = await runUntilKilled('purgeForEver', path, (lines) => lines.length > 15 + round * 11);
    const { journal, setAside } = open(path);
    expect(setAside).toBeNull();
    expect(journal.verify().brokenAt).toBeNull();
    const outbox = openOutbox(path, () => NINE);
    // Whatever it had said was acknowledged is so; what was not is all there.
    const promised = Math.max(...said.map(Number));
    expect(outbox.mark().through).toBeGreaterThanOrEqual(promised);
    const { through } = outbox.mark();
    expect(outbox.next(through, 500)?.hole ?? null).toBeNull();
    outbox.close();
    journal.close();
  }
});

test(
  'whenever the process that sets aside is killed, no file loses its log and no chain its name',
  patience,
  async () => {
    const path = join(freshFolder(), 'journal.db');
    for (let round = 0; round < ROUNDS; round += 1) {
      const said = await runUntilKilled('beginForEver', path, (lines) => lines.length > 3 + round * 2);
      open(path).journal.close();
      const kept = listSetAside(path).map((it) => readAll(it.path));
      expect(kept.length).toBeGreaterThanOrEqual(said.length - 1);
      for (const [n, { report, chain, entries }] of kept.entries()) {
        // Three at least, all of them in a log that was never folded back, and the first names the chain before.
        expect(report.brokenAt).toBeNull();
        expect(entries.length).toBeGreaterThanOrEqual(n === 0 ? 3 : 4);
        const follower = kept[n + 1]?.entries[0]?.anchor;
        if (follower !== undefined) expect(follower).toMatchObject({ chain, sequence: entries.length - 1 });
      }
      expect(readdirSync(dirname(path)).filter((name) => name.endsWith('.aside'))).toEqual([]);
    }
  },
);

function readAll(path: string): { chain: string; report: ChainReport; entries: (Entry | undefined)[] } {
  const found = inspectJournal(path);
  if ('fault' in found) throw new Error(found.fault);
  const all = { chain: found.chain, report: found.verify(), entries: [...found.entries()] };
  found.close();
  return all;
}
