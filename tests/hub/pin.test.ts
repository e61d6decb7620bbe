import { expect, test } from 'vitest';
import { keepHasher } from '../../hub/pin.ts';

test('PINs that come at once are hashed one after another, in their order, also after one that failed', async () => {
  let [underWay, most] = [0, 0];
  const hashPin = keepHasher(async (pin) => {
    underWay += 1;
    most = Math.max(most, underWay);
    await new Promise(setImmediate);
    underWay -= 1;
    if (pin === '2') throw new Error('no memory');
    return `hash of ${pin}`;
  });
  const hashed = await Promise.allSettled(['1', '2', '3'].map(hashPin));
  expect(hashed.map((one) => (one.status === 'fulfilled' ? one.value : null))).toEqual([
    'hash of 1',
    null,
    'hash of 3',
  ]);
  expect(most).toBe(1);
});
