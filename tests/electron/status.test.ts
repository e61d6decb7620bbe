import { expect, test } from 'vitest';
import { openStatusDesk, type StatusDesk } from '../../electron/status.ts';
import type { PublicJwk } from '../../shared/primitives.ts';
import { fail, ok } from '../../shared/result.ts';
import type { StatusQuery } from '../../shared/status.ts';
import type { Lookup } from '../../shared/visit.ts';
import { Hub, type Question } from './status-kit.ts';
import { newKeyPair } from '../../electron/key-pair.ts';

const CARD: StatusQuery = { is: 'document-number', text: '11010519491231002X' };
const CODE: StatusQuery = { is: 'online-code', text: 'https://health-code.example/s?token=abcdefghijklmnop0123' };

function begin(query = CARD): { hub: Hub; desk: StatusDesk; question: Question; lookup: Promise<Lookup> } {
  const hub = new Hub();
  const desk = openStatusDesk(hub);
  const lookup = desk(query);
  const [question] = hub.questions;
  if (lookup === null || question === undefined) throw new Error('nothing was asked');
  return { hub, desk, question, lookup };
}

test.each([CARD, CODE])('$is: the provider reads what was asked, and nobody else can', ({ is, text }) => {
  const { question } = begin({ is, text });
  expect(question.query).toEqual({ is, text });
  expect(Buffer.from(question.sealed).includes(text)).toBe(false);
  expect(Buffer.from(question.sealed).includes(text.slice(0, 12))).toBe(false);
});

test('the same question is another one each time, so that an old answer fits no new one', () => {
  const { hub, desk, question } = begin();
  void desk(CARD);
  expect(Buffer.from(hub.questions[1]?.asked ?? [])).not.toEqual(Buffer.from(question.asked));
});

test('an answer comes with the hash of what it has to be signed for', async () => {
  const { question, lookup } = begin();
  question.answer(ok('DS1:…'));
  expect(await lookup).toEqual({ asked: question.asked, answer: ok('DS1:…') });
});

test.each([
  ['status-unknown', 'status-unknown'],
  ['provider-unavailable', 'status-unavailable'],
  ['too-many-requests', 'status-unavailable'],
  ['a fault of tomorrow', 'status-unavailable'],
])('the hub’s %s is told as %s', async (fault, expected) => {
  const { question, lookup } = begin();
  question.answer(fail(fault));
  expect((await lookup).answer).toEqual(fail(expected));
});

test('a connection that breaks is no answer', async () => {
  const { question, lookup } = begin();
  question.breakOff();
  expect((await lookup).answer).toEqual(fail('status-unavailable'));
});

test('after a second and a half there is none, whatever comes later', async () => {
  const { hub, question, lookup } = begin();
  expect(hub.waits.map(({ ms }) => ms)).toEqual([1500]);
  hub.waits[0]?.end();
  expect((await lookup).answer).toEqual(fail('status-unavailable'));
  expect(question.signal.aborted).toBe(true);
  question.answer(ok('DS1:…'));
  expect((await lookup).answer).toEqual(fail('status-unavailable'));
});

test('rules that name no provider leave nobody to ask', () => {
  const hub = new Hub();
  hub.jwk = undefined;
  expect(openStatusDesk(hub)(CARD)).toBeNull();
  expect([hub.questions, hub.timesUnusable]).toEqual([[], 0]);
});

test.each<[string, PublicJwk]>([
  ['of small order', { kty: 'OKP', crv: 'X25519', x: 'A'.repeat(43) }],
  ['of another kind', newKeyPair('ed25519').publicKey.export({ format: 'jwk' }) as PublicJwk],
])('nothing is sealed to a key %s, which is said once', (_case, jwk) => {
  const hub = new Hub();
  hub.jwk = jwk;
  const desk = openStatusDesk(hub);
  expect([desk(CARD), desk(CARD)]).toEqual([null, null]);
  expect([hub.questions, hub.timesUnusable]).toEqual([[], 1]);
});
