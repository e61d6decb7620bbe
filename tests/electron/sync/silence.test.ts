import { expect, test } from 'vitest';
import { keepPatience, type Knock, type Limits, type Patience } from '../../../electron/sync/silence.ts';

const LIMITS: Limits = { request: 500, silent: 20, knock: 40, again: 5 };
const ANSWERS: Knock = () => Promise.resolve(true);

/** A request that ends after so long, or with its signal. */
function lasting(ms: number): (signal: AbortSignal) => Promise<{ ok: boolean }> {
  return (signal) =>
    new Promise((resolve) => {
      const timer = setTimeout(() => {
        resolve({ ok: true });
      }, ms);
      signal.addEventListener('abort', () => {
        clearTimeout(timer);
        resolve({ ok: false });
      });
    });
}

function patience(limits: Limits = LIMITS): Patience {
  return keepPatience(() => performance.now(), limits);
}

test('a request that stays silent while the hub answers a knock is given up', async () => {
  expect(await patience().ask('kind', ANSWERS, lasting(10_000))).toEqual({ ok: false });
});

test('nobody is knocked at for a request that is answered in time', async () => {
  let knocks = 0;
  const knock: Knock = () => Promise.resolve((knocks += 1) > 0);
  expect(await patience({ ...LIMITS, silent: 400 }).ask('kind', knock, lasting(0))).toEqual({ ok: true });
  expect(knocks).toBe(0);
});

test('while no knock is answered a request waits, and is knocked for again, until its time is over', async () => {
  let knocks = 0;
  const knock: Knock = (signal) => {
    knocks += 1;
    return new Promise((resolve) => {
      signal.addEventListener('abort', () => {
        resolve(false);
      });
    });
  };
  const startedAt = performance.now();
  expect(await patience().ask('kind', knock, lasting(10_000))).toEqual({ ok: false });
  expect(performance.now() - startedAt).toBeGreaterThan(450);
  expect(knocks).toBeGreaterThan(3);
});

test('a hub that takes longer than others for one kind of request is given more and more time for it', async () => {
  const keeping = patience();
  const slow = lasting(120);
  const tries: boolean[] = [];
  while (tries.at(-1) !== true) tries.push((await keeping.ask('slow', ANSWERS, slow)).ok);
  expect(tries.length).toBeGreaterThan(2);
  expect(await keeping.ask('slow', ANSWERS, slow)).toEqual({ ok: true });
  expect(await keeping.ask('other', ANSWERS, slow)).toEqual({ ok: false });
});
