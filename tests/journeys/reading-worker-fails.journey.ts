import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { demoTexts } from './visitors.ts';
import { expect, test, type Kiosk } from './kiosk.ts';

/** Nothing to see for as long as the worker needs to come back, then a visitor. */
async function startWithLateVisitor(start: (how: object) => Promise<Kiosk>): Promise<Kiosk> {
  const { 'green-47h': text } = await demoTexts();
  const kiosk = await start({
    shots: [
      { codes: [], seconds: 12 },
      { codes: [text], seconds: 30 },
    ],
  });
  await kiosk.page.waitForSelector('[data-camera="running"]');
  return kiosk;
}

test('a reading worker that hangs is said in words and started anew', async ({ start }) => {
  const kiosk = await startWithLateVisitor(start);
  // Never comes back, so nobody waits for it.
  kiosk.page
    .workers()[0]
    ?.evaluate('for (;;);')
    .catch(() => undefined);
  await kiosk.page.waitForSelector('[data-camera="frozen"]');
  await kiosk.page.waitForSelector('[data-camera="running"]');
  await kiosk.sees('all-checks-passed');
});

test('a reading worker that throws is noted and started anew', async ({ start }) => {
  const kiosk = await startWithLateVisitor(start);
  await kiosk.page.workers()[0]?.evaluate(`setTimeout(() => { throw new Error('a bug'); }, 0)`);
  await expect
    .poll(async () => readFile(join(kiosk.directory, 'logs', 'kiosk.log'), 'utf8'))
    .toContain('camera-worker-failed');
  await kiosk.sees('all-checks-passed');
});
