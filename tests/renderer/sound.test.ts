import { expect, test } from 'vitest';
import { SOUNDS, whatLoads, type Tone } from '../../renderer/ui/sound.ts';

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

test('a clip that does not load leaves the others to be heard, and is told of once', async () => {
  let faults = 0;
  const told = (): void => {
    faults += 1;
  };
  const lost = (): Promise<string> => Promise.reject(new Error('not there'));
  expect(await whatLoads([lost(), Promise.resolve('first'), lost(), Promise.resolve('second')], told)).toEqual([
    'first',
    'second',
  ]);
  expect(faults).toBe(1);
  expect(await whatLoads([Promise.resolve('first')], told)).toEqual(['first']);
  expect(faults).toBe(1);
});
