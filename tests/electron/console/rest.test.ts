import { expect, test } from 'vitest';
import { openRest, REST_MS } from '../../../electron/console/rest.ts';

test('what can wait rests as soon as somebody comes, and has half of the time however many come', () => {
  let nowMs = 0;
  const rest = openRest(() => nowMs);
  expect(rest.leftMs()).toBe(0);
  rest.begin();
  expect(rest.leftMs()).toBe(REST_MS);
  nowMs += REST_MS - 1;
  rest.begin();
  expect(rest.leftMs()).toBe(1);
  nowMs += 1;
  expect(rest.leftMs()).toBe(0);

  let restedMs = 0;
  for (let ms = 0; ms < 100 * REST_MS; ms += 1) {
    rest.begin();
    if (rest.leftMs() > 0) restedMs += 1;
    nowMs += 1;
  }
  expect(restedMs).toBe(50 * REST_MS);
});
