import { expect, test } from 'vitest';
import { checkChallenge, makeChallenge } from '../../hub/challenge.ts';
import { NOON } from './database.ts';

const KEY = Buffer.alloc(32, 1);
const CHALLENGE = makeChallenge(KEY, NOON, (length) => Buffer.alloc(length, 2));
const fine = { ok: true, value: NOON };

test.each([
  ['a minute before its making, by another process’s clock', NOON - 60_000, fine],
  ['longer before', NOON - 60_001, { ok: false, fault: 'clocks-differ' }],
  ['a millisecond before its end', NOON + 899_999, fine],
  ['at its end', NOON + 900_000, { ok: false, fault: 'challenge-expired' }],
])('a challenge is judged %s', (_when, nowMs, expected) => {
  expect(checkChallenge(KEY, CHALLENGE, nowMs)).toEqual(expected);
});

test.each([
  ['nothing', ''],
  ['one under another key', makeChallenge(Buffer.alloc(32, 9), NOON, (length) => Buffer.alloc(length, 2))],
  ['one that is longer', `${CHALLENGE}AAAA`],
  ['the same in another spelling', `${CHALLENGE}=`],
  ['one that was moved on in time', `B${CHALLENGE.slice(1)}`],
])('%s is no challenge', (_what, challenge) => {
  expect(checkChallenge(KEY, challenge, NOON)).toEqual({ ok: false, fault: 'challenge-wrong' });
});
