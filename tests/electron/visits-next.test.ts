import { beforeEach, describe, expect, test } from 'vitest';
import { fail, ok } from '../../shared/result.ts';
import { CARD, OTHER_CARD } from '../shared/cards.ts';
import { codeOf } from '../shared/judge-kit.ts';
import { GREEN, ONLINE, WITH_PROVIDER, door, entries, last, lay, openDoor, show } from './visits-kit.ts';

beforeEach(openDoor);

test('a code on a phone counts alone after a card that nobody knows anything of', () => {
  lay(OTHER_CARD);
  expect(show(GREEN)).toBe('admit all-checks-passed');
  lay(CARD);
  expect(show(codeOf())).toBe('admit all-checks-passed');
});

describe('the next visitor', () => {
  beforeEach(() => {
    door.grounds = { policy: WITH_PROVIDER };
  });

  test('shows an online code after a card that was referred', async () => {
    lay(OTHER_CARD);
    door.canAsk = true;
    expect(show(ONLINE)).toBe('asking');
    door.questions[0]?.answer(ok(codeOf({ answers: new Uint8Array(32).fill(7) })));
    await expect.poll(last).toBe('admit all-checks-passed checked-online');
  });

  test('shows a code while the card before is asked about: both are entered', async () => {
    door.canAsk = true;
    expect(lay(OTHER_CARD)).toBe('asking');
    expect(show(GREEN)).toBe('admit all-checks-passed');
    door.questions[0]?.answer(fail('status-unavailable'));
    await expect.poll(last).toBe('refer status-unavailable');
    expect(entries()).toEqual(['serial admit all-checks-passed', 'id-card refer status-unavailable']);
  });

  test('shows an online code while the card before is asked about: both are asked about', async () => {
    door.canAsk = true;
    lay(OTHER_CARD);
    expect(show(ONLINE)).toBe('asking');
    door.questions[1]?.answer(ok(codeOf({ answers: new Uint8Array(32).fill(7) })));
    await expect.poll(last).toBe('admit all-checks-passed checked-online');
    door.questions[0]?.answer(fail('status-unavailable'));
    await expect.poll(last).toBe('refer status-unavailable');
  });
});
