import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { capture, type Finished } from '../../../scripts/processes.ts';
import { createDatabase, storedBytes } from '../database.ts';
import { makeChain, slice } from '../journal.ts';
import { makeKiosk } from '../kiosk.ts';
import { makeSurroundings, PATIENCE_MS, sendAll, type Surroundings } from '../surroundings.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..');

let surroundings: Surroundings;

beforeAll(async () => {
  surroundings = await makeSurroundings();
});

afterAll(async () => {
  await surroundings.remove();
});

/** `sentinel hub …`, on a database. */
function sentinelHub(databaseUrl: string, args: string[], variables: NodeJS.ProcessEnv = {}): Promise<Finished> {
  const own = { DATABASE_URL: databaseUrl, HUB_FOLDER: join(surroundings.folder, 'own') };
  const env = { ...process.env, ...own, ...variables };
  return capture(process.execPath, [join(ROOT, 'scripts', 'sentinel.mjs'), 'hub', ...args], { env });
}

/** The key that the hubs of these tests have. */
const keyed = (): NodeJS.ProcessEnv => ({ HUB_KEY_FILE: join(surroundings.folder, 'hub-key') });

const lastLine = (stdout: string): unknown => JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
const summary = z.object({ epoch: z.string(), entries: z.int() });

test(
  'a hub is backed up while entries stream in, lost, and restored: kiosks send what it lacks, and each entry is there once',
  async () => {
    const [lost, found] = [await createDatabase(), await createDatabase()];
    const folder = join(surroundings.folder, 'backup');
    const first = await surroundings.startHub(lost);
    const addresses = [first.url];
    const kiosks = Array.from({ length: 3 }, () => makeKiosk(addresses));
    for (const kiosk of kiosks) await surroundings.enrolAt(kiosk, first.url);
    const chains = kiosks.map(() => makeChain(1500));
    const backups: Promise<Finished>[] = [];
    let acknowledgements = 0;
    const onAcknowledged = (): void => {
      acknowledgements += 1;
      if (acknowledgements === 10) backups.push(sentinelHub(lost, ['backup', '--to', folder], keyed()));
    };
    // All but the last entries: those come when the hub has been restored.
    const most = chains.map((chain) => slice(chain, 0, 1400));
    await Promise.all(most.map((chain, i) => sendAll(kiosks[i] ?? makeKiosk([]), chain, 20, onAcknowledged)));
    const [taken] = await Promise.all(backups);
    expect(taken).toMatchObject({ code: 0 });
    const { epoch, entries } = summary.parse(lastLine(taken?.stdout ?? ''));
    expect(entries).toBeGreaterThanOrEqual(200);
    await first.end('SIGKILL');

    const restored = await sentinelHub(found, ['restore', '--from', folder], keyed());
    expect(restored).toMatchObject({ code: 0 });
    expect(lastLine(restored.stdout)).toMatchObject({ before: epoch, entries, dropped: [] });
    const second = await surroundings.startHub(found);
    addresses[0] = second.url;
    await Promise.all(chains.map((chain, i) => sendAll(kiosks[i] ?? makeKiosk([]), chain, 100)));
    for (const chain of chains) {
      expect(await storedBytes(found, chain.chain)).toEqual(chain.entries.map(({ bytes }) => bytes));
    }
    await second.end('SIGTERM');
  },
  PATIENCE_MS,
);

test(
  'what is wrong is said in a fault or a sentence, by exit codes that tell them apart',
  async () => {
    const nowhere = 'postgresql://127.0.0.1:1/hub';
    expect(await sentinelHub(nowhere, ['backup', '--to', join(surroundings.folder, 'none')])).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringContaining('the database does not answer') as unknown,
    });
    expect(await sentinelHub(nowhere, ['backup'])).toMatchObject({ code: 2, stdout: '' });
    expect(await sentinelHub(nowhere, ['back-up'])).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringContaining('sentinel hub COMMAND') as unknown,
    });
    expect(await sentinelHub(nowhere, ['restore', '--help'])).toMatchObject({ code: 0 });
    expect(await readdir(join(surroundings.folder, 'none'))).toEqual([]);
    const restored = await sentinelHub(await createDatabase(), [
      'restore',
      '--from',
      join(surroundings.folder, 'none'),
    ]);
    expect(restored.code).toBe(2);
    expect(lastLine(restored.stdout)).toMatchObject({ fault: 'backup-incomplete' });
  },
  PATIENCE_MS,
);

test(
  'a restore on a machine without the hub’s key is refused with both thumbprints, and one over a hub with its epoch',
  async () => {
    const folder = join(surroundings.folder, 'keyed');
    const url = await createDatabase();
    const hub = await surroundings.startHub(url);
    const whole = await sentinelHub(url, ['verify']);
    expect([whole.code, lastLine(whole.stdout)]).toMatchObject([0, { verified: true, chains: 0, wrong: 0 }]);
    const taken = await sentinelHub(url, ['backup', '--to', folder], keyed());
    const { epoch, hubKey } = z.object({ epoch: z.string(), hubKey: z.string() }).parse(lastLine(taken.stdout));
    const without = await sentinelHub(await createDatabase(), ['restore', '--from', folder]);
    expect([without.code, lastLine(without.stdout)]).toEqual([
      2,
      { restored: folder, fault: 'hub-key-of-another', hubKey: null, backupOf: hubKey },
    ]);
    const over = await sentinelHub(url, ['restore', '--from', folder], keyed());
    expect(over.code).toBe(2);
    expect(lastLine(over.stdout)).toMatchObject({ fault: 'database-not-empty', epoch, isHubRunning: true });
    const replaced = ['restore', '--from', folder, '--replace', epoch];
    expect(lastLine((await sentinelHub(url, replaced, keyed())).stdout)).toMatchObject({ fault: 'hub-running' });
    await hub.end('SIGTERM');
    expect(lastLine((await sentinelHub(url, replaced, keyed())).stdout)).toMatchObject({ before: epoch });
  },
  PATIENCE_MS,
);

test(
  'a wrong password of the database is said in a sentence, which does not have it',
  async () => {
    const url = (await createDatabase()).replace(/:[^:@/]+@/u, ':guessed@');
    const refused = await sentinelHub(url, ['backup', '--to', join(surroundings.folder, 'none')]);
    expect([refused.code, refused.stdout]).toEqual([1, '']);
    expect(refused.stderr).toContain('refuses the user or the password');
    expect(refused.stderr).not.toContain('guessed');
  },
  PATIENCE_MS,
);
