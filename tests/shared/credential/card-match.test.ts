import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { primitives } from '../../../electron/crypto.ts';
import { checkCard, matchTag } from '../../../shared/credential/card-match.ts';
import { bytesOf, hexOf } from './codes.ts';

const { sha256 } = primitives;
const NUMBER = '11010519491231002X';
const SALT = bytesOf(8);
const CARD = { name: '张小三', documentNumber: NUMBER };
const PAPER = {
  kind: 'paper',
  maskedName: '张*三',
  cardMatch: { salt: SALT, tag: matchTag(SALT, NUMBER, sha256) },
} as const;

test('the tag is the first two bytes of SHA-256 over salt and number', () => {
  const digest = createHash('sha256').update(SALT).update(NUMBER, 'ascii').digest();
  expect(hexOf(matchTag(SALT, NUMBER, sha256))).toBe(digest.subarray(0, 2).toString('hex'));
});

test('another salt makes another tag of the same number', () => {
  const tags = Array.from({ length: 100 }, (_, first) => hexOf(matchTag(bytesOf(8, first), NUMBER, sha256)));
  expect(new Set(tags).size).toBeGreaterThan(95);
});

describe('a paper code', () => {
  test.each([
    ['with its own card', CARD, null],
    ['with the card of another number', { ...CARD, documentNumber: '110105199003076013' }, 'card-mismatch'],
    ['with the card of another name', { ...CARD, name: '李小四' }, 'card-mismatch'],
    ['with the card of a name that is masked alike', { ...CARD, name: '张大三' }, null],
    ['with a card whose name is padded', { ...CARD, name: ' 张小三　' }, null],
    ['with a card of no number', { ...CARD, documentNumber: '' }, 'card-mismatch'],
  ])('%s', (_case, card, expected) => {
    expect(checkCard(PAPER, card, true, sha256)).toBe(expected);
    // A guard may have typed the card in where there is no reader.
    expect(checkCard(PAPER, card, false, sha256)).toBe(expected);
  });

  test('without a card asks for it where one can be read', () => {
    expect(checkCard(PAPER, null, true, sha256)).toBe('card-needed');
    expect(checkCard(PAPER, null, false, sha256)).toBe('card-reader-missing');
  });

  test('without a tag matches no card', () => {
    expect(checkCard({ ...PAPER, cardMatch: null }, CARD, true, sha256)).toBe('card-mismatch');
  });

  test.each([new Uint8Array(0), PAPER.cardMatch.tag.subarray(0, 1)])('with part of a tag matches no card', (tag) => {
    expect(checkCard({ ...PAPER, cardMatch: { salt: SALT, tag } }, CARD, true, sha256)).toBe('card-mismatch');
  });
});

describe('a code on a phone', () => {
  test.each([
    ['张*三', '张小三', null],
    ['张*三', '张大三', null],
    ['张*', '张三', null],
    ['张*三', '李小四', 'card-mismatch'],
    ['张*', '张小三', 'card-mismatch'],
    ['阿*提', '阿里木·买买提', null],
    // A foreigner's papers agree neither in script nor in order.
    ['A* B*', 'BERG ANNA', null],
    ['A* M* B*', 'BERG ANNA', 'card-not-compared'],
    ['A* B*', '安娜', 'card-not-compared'],
    ['张*三', 'ZHANG XIAOSAN', 'card-not-compared'],
    [null, '张小三', 'card-not-compared'],
    ['', '张小三', 'card-not-compared'],
  ])('of %s, with the card of %s: %s', (maskedName, name, expected) => {
    for (const kind of ['dynamic', null] as const) {
      expect(checkCard({ kind, maskedName, cardMatch: null }, { ...CARD, name }, true, sha256)).toBe(expected);
    }
  });
});

test.each(['dynamic', null] as const)('a code of kind %s asks for no card', (kind) => {
  expect(checkCard({ ...PAPER, kind }, null, true, sha256)).toBeNull();
});
