import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { z } from 'zod';
import { makeChallenge } from '../../hub/challenge.ts';
import { openHubKey, sha256 } from '../../hub/crypto.ts';
import { saveCodes } from '../../hub/store/enrolment.ts';
import { headStatement } from '../../shared/statement.ts';
import { PATHS, type Batch } from '../../shared/wire.ts';
import { makeBatches, makeBenchKiosk, signPost, signStatement, type SignedPost } from '../bench/hub/kiosks.ts';
import { NOON } from './database.ts';
import { startHub, type TestHub } from './server.ts';

/** Requests and answers as they went over the network, with the hub's surroundings the same each time. */
const FILE = join(import.meta.dirname, 'wire-v1.exchanges.json');

const exchangeSchema = z.object({
  name: z.string(),
  request: z.object({
    path: z.string(),
    headers: z.record(z.string(), z.string()),
    /** base64, as it travelled. */
    body: z.string(),
  }),
  answer: z.object({ status: z.int(), headers: z.record(z.string(), z.string()), body: z.string() }),
});
export type Exchange = z.infer<typeof exchangeSchema>;

export function readExchanges(): Exchange[] {
  return z.array(exchangeSchema).parse(JSON.parse(readFileSync(FILE, 'utf8')));
}

export const EXCHANGES = FILE;

const EPOCH = '0180bab7-0c00-7000-8000-0000000000e1';
const CODE = '0123-4567-89AB-CDEF';
const CHAIN = '0180bab7-0c00-7000-8000-0000000000c1';
const KIOSK = makeBenchKiosk(1);
export const HUB_KEY = openHubKey(sha256('hub key of the recorded exchanges'));

/** A hub whose secrets, clock and database are those of the recording. */
export async function startRecordedHub(): Promise<TestHub> {
  const secrets = {
    challengeKey: sha256('challenge key of the recorded exchanges'),
    administrator: 'administrator',
    scraper: 'scraper',
    hubKey: HUB_KEY,
    venueMaster: sha256('venue key of the recorded exchanges'),
  };
  const server = await startHub({}, {}, { secrets, newId: () => KIOSK.id });
  await server.hub.database.store.updateTable('hub_epoch').set({ epoch: EPOCH }).execute();
  const code = { codeHash: sha256(CODE), venue: 'mall', gate: 'north', expiresAt: new Date(NOON + 600_000) };
  await saveCodes(server.hub.database.store, [code]);
  return server;
}

/** The recorded requests as a later release would send them. @param more added to every message, at its top */
export function withMore(exchanges: readonly Exchange[], more: object): readonly (readonly [string, SignedPost])[] {
  return exchanges.map(({ name, request: { path, body } }) => {
    const message = JSON.parse(gunzipSync(Buffer.from(body, 'base64')).toString()) as object;
    return [name, signPost(KIOSK, challenge(), path.replace(/\?.*$/u, ''), { ...message, ...more })];
  });
}

function challenge(): string {
  return makeChallenge(sha256('challenge key of the recorded exchanges'), NOON, (n) => Buffer.alloc(n, 7));
}

/** What this release's kiosks send, one after the other. */
export function requests(): readonly (readonly [string, SignedPost])[] {
  const [first, second, third, fourth] = makeBatches(CHAIN, 4, 3, NOON);
  const post = (path: string, message: unknown): SignedPost => signPost(KIOSK, challenge(), path, message);
  const report = {
    ...{ appVersion: '0.1.0', policyVersion: 1, policyAgeSeconds: 60, clockOffsetSeconds: -2, unsent: 6 },
    ...{ journal: 'fine', camera: 'fine', readers: [{ kind: 'serial', state: 'fine' }], keysAtRest: 'file' },
    settingsVersion: 0,
  };
  return [
    ['enrols', post(PATHS.enrol, { code: CODE, publicKey: KIOSK.publicKey })],
    ['uses the code again', post(PATHS.enrol, { code: CODE, publicKey: KIOSK.publicKey })],
    ['sends entries with a signed head', post(PATHS.entries, { ...first, head: signedHead(second) })],
    ['sends them again', post(PATHS.entries, first)],
    ['leaves entries out', post(PATHS.entries, third)],
    ['asks for an entry that was received', post(PATHS.chain, { chain: CHAIN, sequence: 1 })],
    ['asks for one that was not', post(PATHS.chain, { chain: CHAIN, sequence: 9 })],
    ['sends what comes next', post(PATHS.entries, second)],
    ['goes on after a hole', post(PATHS.entries, { ...fourth, hole: { from: 6, reason: 'damaged' } })],
    ['says how it is', post(PATHS.heartbeat, report)],
  ];
}

function signedHead(batch: Batch | undefined): NonNullable<Batch['head']> {
  const last = batch?.entries.at(-1);
  if (last === undefined) throw new Error('a batch without entries');
  const hash = sha256(Buffer.from(last.bytes, 'base64'));
  const statement = headStatement({ chain: CHAIN, sequence: last.sequence, hash });
  return { sequence: last.sequence, hash: hash.toString('base64'), signature: signStatement(KIOSK, statement) };
}

/** Sends a request as it is. */
export async function send(url: string, { path, headers, body }: SignedPost): Promise<Exchange['answer']> {
  // Whoever sends says the length of what it sends.
  const fields = Object.entries(headers).filter(([name]) => name !== 'content-length');
  const answer = await fetch(url + path, { method: 'POST', headers: fields, body: new Uint8Array(body) });
  const kept = ['content-type', 'content-digest', 'signature-input', 'signature'];
  const given = kept.flatMap((name) => {
    const value = answer.headers.get(name);
    return value === null ? [] : [[name, value] as const];
  });
  return { status: answer.status, headers: Object.fromEntries(given), body: await answer.text() };
}
