import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { codeProofOf } from '../../../electron/crypto.ts';
import { newKeyPair } from '../../../electron/key-pair.ts';
import { hubKeyOf } from '../../../electron/sync/answer.ts';
import { enrol } from '../../../electron/sync/enrol.ts';
import { meetHub } from '../../../electron/sync/meet.ts';
import { learnTicket, parseTyped } from '../../../electron/sync/typed.ts';
import { fail, ok } from '../../../shared/result.ts';
import { PATHS, type TicketAnswer } from '../../../shared/wire.ts';
import { freshFolder } from '../folders.ts';
import { CODE, startFakeHub, type FakeHub } from './fake-hub.ts';
import { certify, LONG, ofServer } from './tls/certificates.ts';
import { startFront } from './tls/front.ts';

let hub: FakeHub;

beforeEach(async () => {
  hub = await startFakeHub();
});

const learn = (code = CODE, at = hub.url): ReturnType<typeof learnTicket> =>
  learnTicket({ hub: at, code }, null, undefined);

const hashOf = (text: string): Buffer => createHash('sha256').update(text).digest();

/** What somebody who knows a code says of a key and a root. */
function provenBy(code: string, { hubKeyId, policyRoot }: Omit<TicketAnswer, 'proof'>): TicketAnswer {
  const named = { hubKey: Buffer.from(hubKeyId, 'base64url'), policyRoot: Buffer.from(policyRoot, 'base64') };
  return { hubKeyId, policyRoot, proof: codeProofOf(hashOf(code), named).toString('base64') };
}

const keyId = (): string => hubKeyOf(newKeyPair('ed25519').publicKey.export({ format: 'jwk' }).x ?? '').id;

test('address and code make the ticket that the hub would have shown, and nobody hears the code', async () => {
  expect(await learn()).toEqual(ok(hub.ticket()));
  expect(hub.heard.map(({ path }) => path)).toEqual([PATHS.ticket]);
  expect(hub.heard[0]?.body).not.toContain(CODE);
  expect(hub.heard[0]?.body).not.toContain(hashOf(CODE).toString('base64'));
});

test('over TLS that nobody vouches for it learns the same, and tells no more; enrolling is refused there', async () => {
  const own = await certify(null, { name: 'hub', life: LONG, extensions: ofServer('127.0.0.1') });
  const { url } = await startFront(hub.url, [own]);
  const learnt = await learn(CODE, url);
  expect(learnt).toEqual(ok(hub.ticket({ hub: url })));
  const directory = join(freshFolder(), 'venue');
  mkdirSync(directory);
  const enrolled = await enrol({
    ...{ ticket: learnt.ok ? learnt.value : '', directory, store: null, owed: () => 0 },
    meet: (ticket, key) => meetHub(ticket, key, null, undefined),
  });
  expect(enrolled).toEqual(fail('certificate-untrusted'));
  expect(readdirSync(directory)).toEqual([]);
});

test.each<[string, (honest: TicketAnswer) => unknown]>([
  ['a key of its own, with the hub’s proof', (honest) => ({ ...honest, hubKeyId: keyId() })],
  ['another root, with the hub’s proof', (honest) => ({ ...honest, policyRoot: hashOf('{}').toString('base64') })],
  [
    'key and root of its own, proven by a code that it has guessed',
    () => provenBy('ABCD-EFGH-JKMN-PQRT', { hubKeyId: keyId(), policyRoot: hashOf('{}').toString('base64') }),
  ],
  ['the hub’s own, proven by another code', (honest) => provenBy('0000-0000-0000-0000', honest)],
  ['a proof of 31 bytes', (honest) => ({ ...honest, proof: `${honest.proof.slice(0, 40)}AA==` })],
  ['a proof of 33 bytes', (honest) => ({ ...honest, proof: `${honest.proof.slice(0, 40)}AAAA` })],
  ['the id of the code in the proof’s place', (honest) => ({ ...honest, proof: idHeard() })],
])('who says %s has not proven to be the hub', async (_what, says) => {
  hub.twist = { learns: (honest) => ({ body: says(honest) }) };
  expect(await learn()).toEqual(fail('hub-not-proven'));
  hub.twist = {};
  expect(await learn()).toEqual(ok(hub.ticket()));
});

function idHeard(): string {
  return (JSON.parse(hub.heard.at(-1)?.body ?? '') as { codeId: string }).codeId;
}

test('who passes on what the hub says of itself is not taken for the hub', async () => {
  const between = await startFakeHub();
  const [hubKeyId, policyRoot] = [hubKeyOf(hub.hubKey).id, hashOf(hub.root.toString())];
  const said = provenBy(CODE, { hubKeyId, policyRoot: policyRoot.toString('base64') });
  between.twist = { learns: () => ({ body: said }) };
  expect(await learn(CODE, between.url)).toEqual(ok(hub.ticket({ hub: between.url })));
  const ticket = { hub: between.url, code: CODE, hubKey: Buffer.from(hubKeyId, 'base64url'), policyRoot };
  const met = await meetHub(ticket, newKeyPair('ed25519').privateKey, null, undefined);
  expect(met).toEqual(fail('hub-of-another'));
});

test.each([
  ['that it does not know the code', 403, { fault: 'code-unknown' }, 'code-unknown'],
  ['that the code is over', 403, { fault: 'code-expired' }, 'code-expired'],
  ['that the code was used', 403, { fault: 'code-used' }, 'code-used'],
  ['that it has no folder of rules', 404, { fault: 'policy-folder-not-set' }, 'policy-folder-not-set'],
  ['that it has no root', 404, { fault: 'policy-root-missing' }, 'policy-root-missing'],
  ['as one of an earlier release', 404, { fault: 'not-found' }, 'hub-of-another-release'],
  ['that there were too many tries', 429, { fault: 'too-many-requests' }, 'too-many-requests'],
  ['that it is busy', 503, { fault: 'hub-busy' }, 'hub-busy'],
  ['that its database is gone', 503, { fault: 'database-unavailable' }, 'gateway-trouble'],
  ['as a gateway', 502, 'Bad Gateway', 'gateway-trouble'],
  ['what this release does not know', 403, { fault: 'moon-in-the-wrong-phase' }, 'refused'],
  ['that the page is elsewhere', 302, '', 'answer-not-of-the-hub'],
  ['something else', 200, { hello: 'world' }, 'answer-not-of-the-hub'],
  ['a key that is none', 200, { hubKeyId: 'short', policyRoot: '', proof: '' }, 'answer-not-of-the-hub'],
  ['more than any hub does', 200, 'x'.repeat(100_000), 'answer-not-of-the-hub'],
])('who says %s makes no ticket', async (_what, status, body, fault) => {
  hub.twist = { learns: () => ({ status, body }) };
  expect(await learn()).toEqual(fail(fault));
});

test('a page to log in at is not the hub, a code of another hub is unknown, and nobody at all is said', async () => {
  expect(await learn('ABCD-EFGH-JKMN-PQRT')).toEqual(fail('code-unknown'));
  expect(await learn(CODE, 'http://127.0.0.1:9')).toEqual(fail('hub-unreachable'));
  hub.twist = { saysHtml: true };
  expect(await learn()).toEqual(fail('answer-not-of-the-hub'));
});

test('what is typed is read before anybody is asked', () => {
  expect(parseTyped(' Hub.Example:8443', 'abcdefghjkmnpqrs')).toEqual(
    ok({ hub: 'https://hub.example:8443', code: CODE }),
  );
  expect(parseTyped('hub.example/x', CODE)).toEqual(fail('address-malformed'));
  expect(parseTyped('hub.example', 'ABCD')).toEqual(fail('code-malformed'));
});
