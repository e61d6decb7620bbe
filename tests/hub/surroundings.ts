import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { Batch } from '../../shared/wire.ts';
import { PATHS } from '../../shared/wire.ts';
import { z } from 'zod';
import { lastHash, slice } from './journal.ts';
import type { Kiosk } from './kiosk.ts';
import { startProcess, type HubProcess } from './processes.ts';
import { askAsAdministrator, enrol } from './server.ts';

/** Real processes on a machine that is busy with another check. */
export const PATIENCE_MS = 180_000;

/** A folder with the secrets that the processes of one hub share. */
export interface Surroundings {
  readonly folder: string;
  /** The administrator's token. */
  readonly administrator: string;
  /** Variables that name the files. */
  readonly secrets: Readonly<Record<string, string>>;
  readonly startHub: (databaseUrl: string, variables?: Record<string, string>) => Promise<HubProcess>;
  readonly enrolAt: (kiosk: Kiosk, url: string) => Promise<string>;
  readonly remove: () => Promise<void>;
}

export async function makeSurroundings(): Promise<Surroundings> {
  const folder = await mkdtemp(join(tmpdir(), 'sentinel-hub-'));
  await chmod(folder, 0o755);
  const administrator = randomBytes(32).toString('hex');
  const secret = async (name: string, value = randomBytes(32).toString('base64url')): Promise<string> => {
    await writeFile(join(folder, name), value);
    return join(folder, name);
  };
  const secrets = {
    HUB_CHALLENGE_KEY_FILE: await secret('challenge-key'),
    HUB_ADMINISTRATOR_FILE: await secret('administrator', `${administrator}\n`),
    HUB_SCRAPER_FILE: await secret('scraper'),
    HUB_KEY_FILE: await secret('hub-key'),
    HUB_VENUE_KEY_FILE: await secret('venue-key'),
  };
  return {
    folder,
    administrator,
    secrets,
    startHub: (databaseUrl, variables = {}) =>
      startProcess('hub/server.ts', { DATABASE_URL: databaseUrl, ...secrets, ...variables }),
    enrolAt: (kiosk, url) => enrol(kiosk, (path, body) => askAsAdministrator(url + path, body, administrator)),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

const standSchema = z.object({ epoch: z.string(), through: z.int() });
const acknowledged = z.object({ epoch: z.string(), through: z.int(), hash: z.string() });

/** After which the hub counts as gone for good. */
const GONE_MS = 60_000;
/** Between tries: who is tried has to start meanwhile. */
const PAUSE_MS = 20;

/**
 * Sends a chain as a kiosk does: asks where the hub stands, goes on from there in pieces, repeats what got no answer, and
 * asks again when the hub's epoch is another one.
 *
 * @param onAcknowledged called with the last sequence, each time
 */
export async function sendAll(
  kiosk: Kiosk,
  chain: Batch,
  piece: number,
  onAcknowledged: (through: number) => void = () => undefined,
): Promise<void> {
  let epoch: string | null = null;
  let through = -1;
  let lastHeard = performance.now();
  while (through < chain.entries.length - 1) {
    if (performance.now() - lastHeard > GONE_MS) throw new Error('the hub does not come back');
    if (epoch === null) {
      const stand = await ask(kiosk, chain.chain);
      if (stand !== null) ({ epoch, through } = stand);
      else await setTimeout(PAUSE_MS);
      continue;
    }
    const part = slice(chain, through + 1, through + 1 + piece);
    const answer = await kiosk.send(part).catch(() => null);
    const taken = acknowledged.safeParse(answer?.body);
    if (answer?.status === 409) epoch = null;
    if (answer?.status !== 200 || !taken.success) {
      await setTimeout(PAUSE_MS);
      continue;
    }
    lastHeard = performance.now();
    if (taken.data.hash !== lastHash(part)) throw new Error('an acknowledgement of something else');
    epoch = taken.data.epoch === epoch ? epoch : null;
    through = taken.data.through;
    onAcknowledged(through);
  }
}

async function ask(kiosk: Kiosk, chain: string): Promise<z.infer<typeof standSchema> | null> {
  const answer = await kiosk.post(PATHS.chain, { chain, sequence: 0 }).catch(() => null);
  return answer?.status === 200 ? standSchema.parse(answer.body) : null;
}
