import { afterEach, expect, test, vi } from 'vitest';
import { openSpeaker, SOUNDS, whatLoads, type Tone } from '../../renderer/ui/sound.ts';

const endOf = (tones: readonly Tone[]): number => Math.max(...tones.map(({ at, seconds }) => at + seconds));

test('an admit is two rising notes', () => {
  const [low, high] = SOUNDS.admit;
  expect(SOUNDS.admit).toHaveLength(2);
  expect(high?.hertz).toBeGreaterThan(low?.hertz ?? Infinity);
});

test('a referral is three level beeps with silence between', () => {
  const [first, second, third] = SOUNDS.refer;
  expect(new Set(SOUNDS.refer.map(({ hertz }) => hertz)).size).toBe(1);
  expect(second?.at).toBeGreaterThan(endOf(first === undefined ? [] : [first]));
  expect(third?.at).toBeGreaterThan(endOf(second === undefined ? [] : [second]));
});

test('a refusal is one tone, lower and longer than any other', () => {
  expect(SOUNDS.refuse).toHaveLength(1);
  const others = [...SOUNDS.admit, ...SOUNDS.refer, ...SOUNDS.hint];
  for (const { hertz, seconds } of others) {
    expect(SOUNDS.refuse[0]?.hertz).toBeLessThan(hertz);
    expect(SOUNDS.refuse[0]?.seconds).toBeGreaterThan(seconds);
  }
});

test('a hint is over in a twentieth of a second', () => {
  expect(endOf(SOUNDS.hint)).toBeLessThanOrEqual(0.05);
});

test('a clip that does not load leaves the others to be heard', async () => {
  const lost = (): Promise<string> => Promise.reject(new Error('not there'));
  expect(await whatLoads([lost(), Promise.resolve('first'), lost(), Promise.resolve('second')])).toEqual([
    'first',
    'second',
  ]);
});

afterEach(() => {
  vi.unstubAllGlobals();
});

test('where no sound can be made at all, each is told to have failed, and nothing is thrown', () => {
  vi.stubGlobal(
    'AudioContext',
    vi.fn(() => {
      throw new Error('no sound system');
    }),
  );
  const told: boolean[] = [];
  const speaker = openSpeaker((isWhole) => told.push(isWhole));
  speaker.open();
  expect(told).toEqual([]);
  speaker.play({ sound: 'refuse', clips: [], loudness: 1 });
  speaker.click(1);
  expect(told).toEqual([false, false]);
});
