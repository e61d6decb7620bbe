import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { RulesKeeper } from '../../../electron/policy/rules.ts';
import { store as lay } from './repository-kit.ts';
import { DAY, HOUR, keep, kiosk, lands, newClock, NOW, pass, published, verdictAt, versionOf } from './rules-kit.ts';

describe('the clock', () => {
  const begun = async (): Promise<RulesKeeper> => {
    lands(3);
    const rules = keep();
    await rules.fetch();
    return rules;
  };

  test.each([
    ['as it should be', NOW, 'judged'],
    ['set back by what drift explains', NOW - 300, 'judged'],
    ['set back beyond', NOW - 301, 'clock-wrong'],
    ['in 1970, its battery dead', 0, 'clock-wrong'],
    ['on the last second', NOW - 60 + 7 * DAY - 1, 'judged'],
    ['at the end', NOW - 60 + 7 * DAY, 'policy-expired'],
    ['set forward to 2099', Date.UTC(2099, 0, 1) / 1000, 'policy-expired'],
  ])('%s', async (_case, now, expected) => {
    expect(verdictAt(await begun(), now)).toBe(expected);
  });

  test('that stood at 2099 for a while poisons nothing', async () => {
    const rules = await begun();
    kiosk.nowSeconds = Date.UTC(2099, 0, 1) / 1000;
    await rules.fetch();
    expect(rules.attempts()[0]?.fault).toBe('policy-expired');
    kiosk.nowSeconds = NOW + HOUR;
    expect(verdictAt(rules, kiosk.nowSeconds)).toBe('judged');
    expect(verdictAt(keep(), kiosk.nowSeconds)).toBe('judged');
  });

  test('that was set back does not keep newer rules away: signatures are held to the latest known moment', async () => {
    const rules = await begun();
    kiosk.nowSeconds = 0;
    lands(4);
    await rules.fetch();
    expect(versionOf(rules)).toBe(4);
    expect(verdictAt(rules, kiosk.nowSeconds)).toBe('clock-wrong');
  });

  test('that was set back revives no rules that have ended', async () => {
    const rules = await begun();
    kiosk.nowSeconds = NOW - DAY;
    lands(2, NOW - 20 * DAY);
    await rules.fetch();
    expect(versionOf(rules)).toBe(3);
    expect(rules.attempts()[0]?.fault).toMatch(/policy-rolled-back|policy-expired/u);
  });

  test('is held to the latest entry under a confirmed clock, and to what was signed before', async () => {
    await begun();
    kiosk.nowSeconds = NOW - DAY;
    kiosk.clock = newClock();
    kiosk.confirmedMs = (NOW + 2 * DAY) * 1000;
    expect(keep().current().clockFloor).toBe(NOW + 2 * DAY);
    kiosk.clock = newClock();
    kiosk.confirmedMs = null;
    rmSync(join(kiosk.folder, 'store'), { recursive: true });
    expect(keep().current().clockFloor).toBe(NOW - 60);
  });

  test('that is set back after days without a network is wrong, by the time that has passed since', async () => {
    const rules = await begun();
    pass(3 * DAY);
    expect(verdictAt(rules, kiosk.nowSeconds)).toBe('judged');
    expect(verdictAt(rules, kiosk.nowSeconds - 300)).toBe('judged');
    expect(verdictAt(rules, kiosk.nowSeconds - 301)).toBe('clock-wrong');
  });

  test('that is set back while the kiosk is off is wrong, by the last entry under a confirmed clock', async () => {
    await begun();
    pass(3 * DAY);
    expect(kiosk.clock.now().isConfirmed).toBe(true);
    kiosk.confirmedMs = kiosk.clock.now().epochMs;
    kiosk.nowSeconds = NOW + DAY;
    kiosk.clock = newClock();
    const rules = keep();
    expect(verdictAt(rules, NOW + DAY)).toBe('clock-wrong');
    expect(verdictAt(rules, NOW + 3 * DAY)).toBe('judged');
  });

  test('is confirmed by rules that were signed within the last two hours, not by those it had', async () => {
    await begun();
    expect(kiosk.clock.now().isConfirmed).toBe(true);
    kiosk.clock = newClock();
    const rules = keep();
    await rules.fetch();
    expect(kiosk.clock.now().isConfirmed).toBe(false);
    lands(4, NOW - 2 * HOUR - 1);
    await rules.fetch();
    expect(kiosk.clock.now().isConfirmed).toBe(false);
    lands(5, NOW - HOUR);
    await rules.fetch();
    expect(kiosk.clock.now().isConfirmed).toBe(true);
  });

  test('that jumps to 2099 is confirmed no more, and rules are too old by it', async () => {
    const rules = await begun();
    kiosk.nowSeconds = Date.UTC(2099, 0, 1) / 1000;
    expect(kiosk.clock.now().isConfirmed).toBe(false);
    expect(verdictAt(rules, kiosk.nowSeconds)).toBe('policy-expired');
  });

  test('that began in 2099 may be put right at any time: an unconfirmed clock says nothing', async () => {
    lands(3);
    await keep().fetch();
    kiosk.nowSeconds = Date.UTC(2099, 0, 1) / 1000;
    kiosk.clock = newClock();
    const rules = keep();
    expect(verdictAt(rules, kiosk.nowSeconds)).toBe('policy-expired');
    kiosk.nowSeconds = NOW + HOUR;
    expect(verdictAt(rules, kiosk.nowSeconds)).toBe('judged');
    expect(verdictAt(rules, NOW - 361)).toBe('clock-wrong');
  });

  test('that began eight hours ahead, and is set by the network after the first fetch, is right at once', async () => {
    lands(3);
    kiosk.nowSeconds = NOW + 8 * HOUR;
    kiosk.clock = newClock();
    const rules = keep();
    await rules.fetch();
    expect(kiosk.clock.now().isConfirmed).toBe(false);
    pass(20);
    kiosk.nowSeconds -= 8 * HOUR;
    expect(verdictAt(rules, kiosk.nowSeconds)).toBe('judged');
  });

  test('that began an hour ahead is doubted for no longer than until the next hour’s timestamp, nor after a restart', async () => {
    lands(3);
    kiosk.nowSeconds = NOW + HOUR;
    kiosk.clock = newClock();
    const rules = keep();
    await rules.fetch();
    expect(kiosk.clock.now().isConfirmed).toBe(true);
    kiosk.confirmedMs = kiosk.clock.now().epochMs;
    kiosk.nowSeconds -= HOUR;
    expect(verdictAt(rules, kiosk.nowSeconds)).toBe('clock-wrong');
    pass(HOUR);
    lands(4, kiosk.nowSeconds - 60);
    await rules.fetch();
    expect(verdictAt(rules, kiosk.nowSeconds)).toBe('judged');
    kiosk.clock = newClock();
    expect(verdictAt(keep(), kiosk.nowSeconds)).toBe('judged');
  });

  test.each([
    ['six minutes', 360],
    ['twenty hours', 20 * HOUR],
  ])('is right again within the hour where the publisher’s was %s ahead and is put right', async (_case, ahead) => {
    const rules = await begun();
    for (let hour = 0; hour < 3; hour += 1) {
      pass(HOUR);
      lands(4 + hour, kiosk.nowSeconds + ahead);
      await rules.fetch();
      expect(verdictAt(rules, kiosk.nowSeconds)).toBe('clock-wrong');
      expect(kiosk.clock.now().isConfirmed).toBe(false);
    }
    pass(HOUR);
    lands(9, kiosk.nowSeconds - 60);
    await rules.fetch();
    expect(rules.attempts()[0]?.fault).toBeNull();
    expect(verdictAt(rules, kiosk.nowSeconds)).toBe('judged');
    expect(kiosk.clock.now().isConfirmed).toBe(true);
  });

  test.each([
    ['less than a day', 20 * HOUR],
    ['two days', 2 * DAY],
  ])('that is %s behind judges nobody once the network is there, and again when it is right', async (_case, behind) => {
    lands(3);
    await keep().fetch();
    pass(behind + HOUR);
    kiosk.nowSeconds -= behind;
    kiosk.clock = newClock();
    const rules = keep();
    lands(4, kiosk.nowSeconds + behind - 60);
    await rules.fetch();
    expect(verdictAt(rules, kiosk.nowSeconds)).toBe('clock-wrong');
    kiosk.nowSeconds += behind;
    await rules.fetch();
    expect(verdictAt(rules, kiosk.nowSeconds)).toBe('judged');
  });

  test('that was confirmed and set back for days is not made right by a timestamp that was held back', async () => {
    const rules = await begun();
    pass(6 * DAY);
    kiosk.nowSeconds -= 6 * DAY;
    expect(verdictAt(rules, kiosk.nowSeconds)).toBe('clock-wrong');
    lands(4, NOW + HOUR - 60);
    kiosk.nowSeconds += HOUR;
    await rules.fetch();
    expect(verdictAt(rules, kiosk.nowSeconds)).toBe('clock-wrong');
    expect(kiosk.clock.now().isConfirmed).toBe(false);
  });

  test('is right after a restart, too, where a publisher that was ahead is right again', async () => {
    const rules = await begun();
    pass(HOUR);
    lands(4, kiosk.nowSeconds + 20 * HOUR);
    await rules.fetch();
    pass(HOUR);
    lands(5, kiosk.nowSeconds - 60);
    await rules.fetch();
    expect(verdictAt(rules, kiosk.nowSeconds)).toBe('judged');
    kiosk.clock = newClock();
    expect(verdictAt(keep(), kiosk.nowSeconds)).toBe('judged');
  });

  test('that is days behind is doubted still where a stick has nothing newer', async () => {
    lands(3);
    await keep().fetch();
    const held = published(3);
    pass(2 * DAY + HOUR);
    kiosk.nowSeconds -= 2 * DAY;
    kiosk.clock = newClock();
    const rules = keep();
    lands(4, kiosk.nowSeconds + 2 * DAY);
    await rules.fetch();
    lay(join(kiosk.folder, 'stick'), held);
    await rules.fetchFromAll([join(kiosk.folder, 'stick')]);
    expect(rules.attempts()[0]?.fault).toBeNull();
    expect(verdictAt(rules, kiosk.nowSeconds)).toBe('clock-wrong');
  });

  test('that is confirmed is not doubted for a timestamp of years to come', async () => {
    const rules = await begun();
    pass(HOUR);
    lands(4, NOW + 20 * 365 * DAY);
    await rules.fetch();
    expect(rules.attempts()[0]?.fault).toBe('policy-post-dated');
    expect(verdictAt(rules, kiosk.nowSeconds)).toBe('judged');
  });
});

describe('a clock that IT says is right', () => {
  const YEAR_2099 = Date.UTC(2099, 0, 1) / 1000;

  test('is believed although a publisher signed in 2099, and after a restart', async () => {
    lands(3, YEAR_2099);
    const rules = keep();
    await rules.fetch();
    expect(verdictAt(rules, kiosk.nowSeconds)).toBe('clock-wrong');
    kiosk.reset = { at: kiosk.nowSeconds, signedAt: rules.signedAt() };
    kiosk.clock.watch.trust();
    expect(verdictAt(rules, kiosk.nowSeconds)).toBe('judged');
    pass(HOUR);
    kiosk.clock = newClock();
    const again = keep();
    expect(verdictAt(again, kiosk.nowSeconds)).toBe('judged');
    expect(verdictAt(again, kiosk.reset.at - 301)).toBe('clock-wrong');
  });

  test('is believed after a restart also where the publisher was no more than hours ahead', async () => {
    lands(3, NOW + 20 * HOUR);
    const rules = keep();
    await rules.fetch();
    expect(verdictAt(rules, kiosk.nowSeconds)).toBe('clock-wrong');
    kiosk.reset = { at: kiosk.nowSeconds, signedAt: rules.signedAt() };
    kiosk.clock.watch.trust();
    expect(verdictAt(rules, kiosk.nowSeconds)).toBe('judged');
    pass(60);
    kiosk.clock = newClock();
    const again = keep();
    expect(verdictAt(again, kiosk.nowSeconds)).toBe('judged');
    pass(HOUR);
    lands(4, kiosk.nowSeconds - 60);
    await again.fetch();
    expect(kiosk.clock.now().isConfirmed).toBe(true);
  });

  test('is believed against what is signed years ahead, until something signed confirms it', async () => {
    lands(3);
    await keep().fetch();
    kiosk.clock = newClock();
    const rules = keep();
    lands(4, kiosk.nowSeconds + 2 * DAY);
    await rules.fetch();
    expect(verdictAt(rules, kiosk.nowSeconds)).toBe('clock-wrong');
    expect(rules.momentsSigned()).toContain(kiosk.nowSeconds + 2 * DAY);
    kiosk.reset = { at: kiosk.nowSeconds, signedAt: kiosk.nowSeconds + 2 * DAY };
    kiosk.clock.watch.trust();
    expect(verdictAt(rules, kiosk.nowSeconds)).toBe('judged');
    pass(HOUR);
    lands(5, kiosk.nowSeconds + 2 * DAY);
    await rules.fetch();
    expect(verdictAt(rules, kiosk.nowSeconds)).toBe('judged');
    kiosk.clock = newClock();
    const again = keep();
    await again.fetch();
    expect(verdictAt(again, kiosk.nowSeconds)).toBe('judged');
  });

  test('is confirmed by whatever is signed after that', async () => {
    lands(3, YEAR_2099);
    const rules = keep();
    await rules.fetch();
    kiosk.reset = { at: kiosk.nowSeconds, signedAt: rules.signedAt() };
    kiosk.clock.watch.trust();
    pass(5 * DAY);
    lands(4, kiosk.nowSeconds - 60);
    await rules.fetch();
    expect(rules.attempts()[0]?.fault).toBeNull();
    expect(kiosk.clock.now().isConfirmed).toBe(true);
    expect(verdictAt(rules, kiosk.nowSeconds)).toBe('judged');
  });
});
