import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { codeIdOf, codeProofOf, sha256 } from '../../hub/crypto.ts';
import { PATHS } from '../../shared/wire.ts';
import { makeKiosk, read, type Answer } from './kiosk.ts';
import { makeCode, startHub, type TestHub } from './server.ts';

let folder: string;
let server: TestHub;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sentinel-policy-'));
  for (const version of [1, 2]) writeFileSync(join(folder, `${version}.root.json`), `root ${version}`);
  server = await startHub({}, { policyFolder: folder });
});

afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

async function post(body: unknown, { url }: Pick<TestHub, 'url'> = server): Promise<Answer> {
  const headers = { 'content-type': 'application/json' };
  return read(await fetch(url + PATHS.ticket, { method: 'POST', headers, body: JSON.stringify(body) }));
}

const askFor = (code: string, hub?: Pick<TestHub, 'url'>): Promise<Answer> =>
  post({ codeId: codeIdOf(sha256(code)).toString('base64') }, hub);

/** What the hub is to answer for a code. */
function provenFor(code: string, root: string): object {
  const { keyId } = server.hub.secrets.hubKey;
  const named = { hubKey: Buffer.from(keyId, 'base64url'), policyRoot: sha256(root) };
  return {
    hubKeyId: keyId,
    policyRoot: named.policyRoot.toString('base64'),
    proof: codeProofOf(sha256(code), named).toString('base64'),
  };
}

async function enrolBy(code: string): Promise<number> {
  const kiosk = makeKiosk([server.url]);
  return (await kiosk.post(PATHS.enrol, { code, publicKey: kiosk.publicKey })).status;
}

test('who names a code by its id is told the hub’s key and the newest root, with the proof; the code is not used', async () => {
  const code = await makeCode(server.administrate);
  const answer = await askFor(code);
  expect(answer).toMatchObject({ status: 200, body: provenFor(code, 'root 2') });
  expect(answer.headers.get('cache-control')).toBe('no-store');
  expect(await askFor(code)).toMatchObject({ status: 200 });
  expect(await enrolBy(code)).toBe(200);
});

test('codes of a batch can be typed as well, and each has a proof of its own', async () => {
  const { body } = await server.administrate('/v1/enrolment-batches', { venue: 'mall', gates: ['north', 'south'] });
  const [first = '', second = ''] = (body as { codes: { code: string }[] }).codes.map(({ code }) => code);
  const proofs = [await askFor(first), await askFor(second)].map((answer) => answer.body);
  expect(proofs).toEqual([provenFor(first, 'root 2'), provenFor(second, 'root 2')]);
});

test('a code that nobody made is unknown, and so is its hash in the place of its id', async () => {
  expect(await askFor('AAAA-AAAA-AAAA-AAAA')).toMatchObject({ status: 403, body: { fault: 'code-unknown' } });
  const code = await makeCode(server.administrate);
  const byHash = await post({ codeId: sha256(code).toString('base64') });
  expect(byHash).toMatchObject({ status: 403, body: { fault: 'code-unknown' } });
});

test('a code that was used is answered while it lasts, for the answer may have been lost; after that it was used', async () => {
  const code = await makeCode(server.administrate);
  expect(await enrolBy(code)).toBe(200);
  expect(await askFor(code)).toMatchObject({ status: 200, body: provenFor(code, 'root 2') });
  server.passSeconds(600);
  expect(await askFor(code)).toMatchObject({ status: 403, body: { fault: 'code-used' } });
});

test.each([
  ['a second before its end', 599, { status: 200 }],
  ['at its end', 600, { status: 403, body: { fault: 'code-expired' } }],
])('a code lasts ten minutes here as well: %s', async (_when, seconds, answer) => {
  const code = await makeCode(server.administrate);
  server.passSeconds(seconds);
  expect(await askFor(code)).toMatchObject(answer);
});

test('a code that a hub of the release before has made has no id: it is unknown here, and enrols by its ticket', async () => {
  const code = 'GGGG-GGGG-GGGG-GGGG';
  const expires = new Date(server.hub.nowMs() + 600_000);
  const before = { code_hash: sha256(code), venue: 'mall', gate: 'north', expires_at: expires, used_by: null };
  await server.hub.database.store.insertInto('enrolment_code').values(before).execute();
  expect(await askFor(code)).toMatchObject({ status: 403, body: { fault: 'code-unknown' } });
  expect(await enrolBy(code)).toBe(200);
});

test.each([
  ['no folder of rules', null, 'policy-folder-not-set'],
  ['no root in it', import.meta.dirname, 'policy-root-missing'],
])('a hub that has %s says so, to whoever has a code', async (_what, policyFolder, fault) => {
  const hub = await startHub({}, { policyFolder });
  const code = await makeCode(hub.administrate);
  expect(await askFor(code, hub)).toMatchObject({ status: 404, body: { fault } });
  expect(await askFor('AAAA-AAAA-AAAA-AAAA', hub)).toMatchObject({ status: 403, body: { fault: 'code-unknown' } });
  await hub.close();
});

test('each try is counted as a guess, together with those of enrolling', async () => {
  const strict = await startHub({ perGuesser: 3 }, { policyFolder: folder });
  const code = await makeCode(strict.administrate);
  const kiosk = makeKiosk([strict.url]);
  await kiosk.post(PATHS.enrol, { code: 'AAAA-AAAA-AAAA-AAAA', publicKey: kiosk.publicKey });
  const answers = [];
  for (const tried of [code, 'AAAA-AAAA-AAAA-AAAA', code]) answers.push(await askFor(tried, strict));
  expect(answers.map(({ status }) => status)).toEqual([200, 403, 429]);
  expect(Number(answers[2]?.headers.get('retry-after'))).toBeGreaterThan(0);
  await strict.close();
});

test.each([
  ['no id', {}],
  ['an id of another length', { codeId: sha256('').subarray(2).toString('base64') }],
  ['a code in its place', { codeId: 'AAAA-AAAA-AAAA-AAAA' }],
])('%s is malformed', async (_what, body) => {
  expect(await post(body)).toMatchObject({ status: 400, body: { fault: 'request-malformed' } });
});

test('neither code nor id is in a log, and no two codes have one id', async () => {
  const { store } = server.hub.database;
  const code = await makeCode(server.administrate);
  await askFor(code);
  const id = codeIdOf(sha256(code));
  expect(server.logged.join('')).not.toContain(id.toString('base64'));
  expect(server.logged.join('')).not.toContain(code);
  const another = { code_hash: sha256('another'), venue: 'mall', gate: 'n', expires_at: new Date(), used_by: null };
  const again = store.insertInto('enrolment_code').values({ ...another, code_id: id });
  await expect(again.execute()).rejects.toThrow('unique');
});
