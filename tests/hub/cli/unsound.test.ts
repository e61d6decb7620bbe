import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { backup } from '../../../hub/cli/backup.ts';
import { EXIT, type Command } from '../../../hub/cli/command.ts';
import { restore } from '../../../hub/cli/restore.ts';
import { createDatabase, NOON, openMigrated } from '../database.ts';
import { makeChain } from '../journal.ts';
import { deliver, insertKiosk } from '../store/delivering.ts';

let parent: string;

beforeAll(async () => {
  parent = await mkdtemp(join(tmpdir(), 'sentinel-unsound-'));
});

afterAll(async () => {
  await rm(parent, { recursive: true });
});

async function run(command: Command, url: string, args: string[]): Promise<{ exit: number; lines: object[] }> {
  const lines: object[] = [];
  const answer = (line: object): Promise<void> => Promise.resolve(void lines.push(line));
  const variables = { DATABASE_URL: url, HUB_FOLDER: join(parent, 'none') };
  const exit = await command.run(args, { variables, answer, nowMs: () => NOON, newId: randomUUID });
  return { exit, lines };
}

test.each([
  ['with a chain that does not hold together', true, EXIT.unsound],
  ['whose chains are whole', false, EXIT.ok],
])('a hub %s is backed up and restored, and both commands say which it is', async (_which, isSpoilt, exit) => {
  const url = await createDatabase();
  const database = await openMigrated(url);
  const [kiosk, spoilt] = [await insertKiosk(database), makeChain(4)];
  for (const chain of [makeChain(3), spoilt]) await deliver(database, kiosk, chain, NOON);
  const { chain } = spoilt;
  if (isSpoilt) await sql`delete from entry where chain = ${chain}::uuid and sequence = 1`.execute(database.store);
  await database.close();
  const folder = join(parent, randomUUID());
  const line = { venue: 'mall', chain, kiosk: kiosk.id, found: [{ wrong: 'lack', sequence: 1 }] };
  const told = isSpoilt ? [line] : [];
  for (const [command, args, target] of [
    [backup, ['--to', folder], url],
    [restore, ['--from', folder, '--another-key'], await createDatabase()],
  ] as const) {
    const { exit: exited, lines } = await run(command, target, [...args]);
    expect(exited).toBe(exit);
    expect(lines.filter((it) => 'found' in it)).toEqual(told);
    expect(lines.at(-1)).toMatchObject({ entries: isSpoilt ? 6 : 7, wrong: told.length, stray: 0 });
  }
});
