import { beforeEach, describe, expect, test } from 'vitest';
import { primitives } from '../../electron/crypto.ts';
import { trustingHub } from '../../shared/credential/hub-trust.ts';
import { ok } from '../../shared/result.ts';
import { VISIT_HELD_MS } from '../../shared/visit.ts';
import { CARD } from '../shared/cards.ts';
import { COMPANY, HUB, passOf } from '../shared/credential/pass-kit.ts';
import { codeOf, GROUNDS, revoking } from '../shared/judge-kit.ts';
import { policyOf, writtenDemo } from '../shared/policy/policy-kit.ts';
import { door, entries, GREEN, lay, openDoor, pass, show } from './visits-kit.ts';

const PASS = passOf();
const ELSEWHERE = passOf({ places: ['演示市场'] });
const OTHERS = passOf({ maskedName: '李*四' });
const RED = codeOf({ colour: 'red' });

const trust = trustingHub(GROUNDS.trust, HUB.jwk, primitives.sha256);
const venue = {
  ...GROUNDS.venue,
  hasCardReader: true,
  hasThermometer: true,
  door: { venue: '演示商场', gate: '北门' },
};

beforeEach(() => {
  openDoor();
  door.grounds = { trust, venue };
});

describe('a pass and a code', () => {
  test('in this order: the code is waited for, and the two are one entry', () => {
    expect(show(PASS)).toBe('needs code');
    expect(entries()).toEqual([]);
    expect(show(GREEN)).toBe('admit all-checks-passed pass-valid');
    expect(entries()).toEqual(['serial admit all-checks-passed pass-valid']);
    expect(door.opened).toHaveLength(1);
  });

  test('in the other, where a pass is wanted of everybody', () => {
    const written = writtenDemo();
    const venueTypes = { mall: { ...written.venueTypes['mall'], present: [['code'], ['pass']] } };
    door.grounds = { trust, venue, policy: ok(policyOf({ ...written, venueTypes })) };
    expect(show(GREEN)).toBe('needs pass');
    expect(door.opened).toEqual([]);
    expect(show(PASS)).toBe('admit all-checks-passed pass-valid');
    expect(entries()).toEqual(['serial admit all-checks-passed pass-valid']);
  });

  test('do not make each other better: a red code is refused, a pass for elsewhere is referred', () => {
    show(PASS);
    expect(show(RED)).toBe('refuse colour-red pass-valid');
    show(ELSEWHERE);
    expect(show(GREEN)).toBe('refer pass-elsewhere');
    expect(door.opened).toEqual([]);
  });

  test('of two people are referred', () => {
    show(OTHERS);
    expect(show(GREEN)).toBe('refer pass-of-another');
  });

  test('are of two visitors when the one comes late', () => {
    show(PASS);
    pass(VISIT_HELD_MS + 1);
    expect(entries()).toEqual(['serial refer evidence-not-presented']);
    expect(show(GREEN)).toBe('admit all-checks-passed');
  });
});

test('a second pass is a second visitor’s: who has shown the first is journalled', () => {
  show(PASS);
  expect(show(OTHERS)).toBe('needs code');
  expect(entries()).toEqual(['serial refer evidence-not-presented']);
});

test('a pass of a company that was suspended is refused at once, and entered', () => {
  show(PASS);
  expect(show(GREEN)).toBe('admit all-checks-passed pass-valid');
  door.grounds = { trust, venue, revocations: revoking(`hub:${COMPANY}`) };
  pass(VISIT_HELD_MS + 1);
  expect(show(PASS)).toBe('refuse pass-revoked');
  expect(entries().at(-1)).toBe('serial refuse pass-revoked');
});

test('a card beside a pass says no more of health than it does alone', () => {
  show(PASS);
  expect(lay(CARD)).toBe('refer card-without-status pass-valid');
});

test('neither the journal nor the log has what a pass says beyond the masked name', () => {
  show(PASS);
  show(GREEN);
  const written = JSON.stringify([entries(), door.logged]);
  for (const secret of ['演示食品公司', COMPANY, '0a0b0c0d0e0f1011', PASS]) expect(written).not.toContain(secret);
});
