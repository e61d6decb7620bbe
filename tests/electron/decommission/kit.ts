import { randomBytes, type KeyObject } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { listFiles } from '../../../electron/decommission/erase.ts';
import type { DecommissionParts, Progress } from '../../../electron/decommission/decommission.ts';
import type { LastWords } from '../../../electron/decommission/hub.ts';
import type { Report } from '../../../electron/decommission/report.ts';
import type { Surroundings } from '../../../electron/decommission/system.ts';
import { writeGuards } from '../../../electron/guards/list.ts';
import { newKeyPair } from '../../../electron/key-pair.ts';
import { installEnrolment } from '../../../electron/sync/enrolment.ts';
import type { Retirement } from '../../../shared/wire.ts';
import { freshFolder } from '../folders.ts';
import { entryAt, NINE } from '../store/journal-entries.ts';
import { open } from '../store/journal-kit.ts';

export const KIOSK = '0180bab7-0c00-7000-8000-00000000a001';
/** Masked, as it is kept. */
export const MASKED = '演*示';
const NOISE_BYTES = 3000;

/** The folder of a kiosk that has enrolled and been used, and all that must not be found after it. */
export interface Used {
  readonly folder: string;
  readonly profile: string;
  readonly report: string;
  readonly entries: number;
  readonly privateKey: KeyObject;
  readonly needles: Readonly<Record<string, Uint8Array>>;
}

/** @param home another folder to lie in */
export function usedKiosk(
  entries = 3,
  home = freshFolder(),
  hub = { hub: 'http://127.0.0.1:9', hubKey: 'A'.repeat(43) },
): Used {
  const profile = join(home, 'profile');
  const venue = join(profile, 'venue');
  mkdirSync(join(venue, 'logs'), { recursive: true });
  const { privateKey } = newKeyPair('ed25519');
  const kioskKey = privateKey.export({ format: 'der', type: 'pkcs8' });
  const [venueKey, before, personKey] = [randomBytes(32), randomBytes(48), randomBytes(32)];
  installEnrolment(venue, {
    hubFile: { ...hub, kiosk: KIOSK, venue: '人民广场商场', gate: 'north' },
    ...{ kioskKey, venueKey, policyRoot: Buffer.from('{}'), endsJournal: null, keysBefore: [before], provision: null },
  });
  // Laid there as after a power cut, its log beside it.
  const elsewhere = join(freshFolder(), 'journal.db');
  const { journal } = open(elsewhere);
  for (let i = 0; i < entries; i += 1) journal.append(entryAt(NINE + i, { maskedName: MASKED, personKey }));
  for (const suffix of ['', '-wal', '-shm']) copyFileSync(elsewhere + suffix, join(venue, `journal.db${suffix}`));
  journal.close();
  const verifier = `$argon2id$v=19$m=8,t=1,p=1$${randomBytes(12).toString('base64')}$${randomBytes(24).toString('base64')}`;
  writeGuards(venue, [{ number: 'G07', name: '小王', role: 'guard', pin: verifier }]);
  const log = `{"event":"started","mark":"${randomBytes(16).toString('hex')}"}`;
  writeFileSync(join(venue, 'logs', 'kiosk.log'), `${log}\n`.repeat(40));
  const cached = randomBytes(NOISE_BYTES);
  mkdirSync(join(profile, 'Local Storage', 'leveldb'), { recursive: true });
  writeFileSync(join(profile, 'Local Storage', 'leveldb', '000003.log'), cached);
  writeFileSync(join(profile, 'Preferences'), '{}');
  writeFileSync(join(profile, 'empty'), '');
  symlinkSync('/nowhere', join(profile, 'SingletonCookie'));
  const text = (key: Uint8Array): Buffer => Buffer.from(Buffer.from(key).toString('base64'));
  return {
    ...{ folder: home, profile, report: join(home, 'report.txt'), entries, privateKey },
    needles: {
      'the kiosk’s key': text(kioskKey),
      'the key before': text(before),
      'the venue’s key': text(venueKey),
      'what proves a PIN': Buffer.from(verifier),
      'a person’s key': personKey,
      'a masked name': Buffer.from(MASKED),
      'a line of the log': Buffer.from(log),
      'a cached file': cached.subarray(0, 64),
    },
  };
}

/** Names of what is found in the bytes. */
export function foundIn(bytes: Buffer, { needles }: Pick<Used, 'needles'>): string[] {
  return Object.entries(needles).flatMap(([name, needle]) => (bytes.includes(Buffer.from(needle)) ? [name] : []));
}

/** All bytes of all files of a folder, one after the other. */
export function bytesIn(folder: string): Buffer {
  if (!existsSync(folder)) return Buffer.alloc(0);
  const { files } = listFiles(folder);
  return Buffer.concat(files.filter(({ kind }) => kind === 'file').map(({ path }) => readFileSync(join(folder, path))));
}

export const DISK: Surroundings = {
  ...{ fileSystem: 'ext4', overwritesInPlace: true, encryption: 'plain', hasSwap: false },
};

/** A hub that has everything and hears everything. */
export function goodHub(changes: Partial<LastWords> = {}): LastWords {
  return {
    send: () => Promise.resolve(null),
    ask: (chain, sequence) =>
      Promise.resolve({
        ...{ epoch: KIOSK, chain, through: sequence, hash: `${'A'.repeat(43)}=`, asked: { is: 'dropped' }, holes: [] },
      }),
    retire: () => Promise.resolve({ is: 'told', at: '2022-05-13T01:00:00.000Z' }),
    close: () => Promise.resolve(),
    ...changes,
  };
}

/** A hub that is not there. */
export function goneHub(): LastWords {
  return goodHub({
    send: () => Promise.resolve('hub-unreachable'),
    ask: () => Promise.resolve(null),
    retire: () => Promise.resolve({ is: 'not-told', why: 'hub-unreachable' }),
  });
}

export function partsOf(
  { profile, report }: Pick<Used, 'profile' | 'report'>,
  changes: Partial<DecommissionParts> = {},
): DecommissionParts & { readonly told: Progress[] } {
  const told: Progress[] = [];
  return {
    ...{ profile, report, choice: { is: 'sync' }, store: null, proxy: null, extraCa: undefined },
    asksOfAbandoned: true,
    now: () => new Date(NINE),
    isRunning: () => false,
    surroundings: () => DISK,
    tell: (progress) => told.push(progress),
    openHub: () => goodHub(),
    ...changes,
    told,
  };
}

/** A hub that notes what it hears at a kiosk's end. */
export function hearingHub(heard: Retirement[]): LastWords {
  return goodHub({
    retire: (retirement) => {
      heard.push(retirement);
      return Promise.resolve({ is: 'told', at: 'then' });
    },
  });
}

/** The report as it was written for machines. */
export function written(report: string): Report {
  return JSON.parse(readFileSync(`${report}.json`, 'utf8')) as Report;
}

/** Ends everything when a point is come to for the `skip`-th time. @param wanted `null`: any */
export function interruptAt(wanted: string | null, skip: number): (point: string) => void {
  let count = 0;
  return (point) => {
    if (wanted !== null && point !== wanted) return;
    if (count === skip) throw new Error('interrupted');
    count += 1;
  };
}
