import { readFile } from 'node:fs/promises';
import type { ElectronApplication } from '@playwright/test';
import { join } from 'node:path';
import { demoTexts } from './visitors.ts';
import { expect, test } from './kiosk.ts';

test('a crashed window comes back with the refusal it was showing', async ({ start }) => {
  const { red: text } = await demoTexts();
  const kiosk = await start({
    shots: [
      { codes: [text], seconds: 2 },
      { codes: [], seconds: 60 },
    ],
  });
  const { serial } = await kiosk.sees('colour-red');
  const log = join(kiosk.directory, 'logs', 'kiosk.log');
  // The crash takes the answer to this very call along now and then, so nothing waits for it.
  kiosk.app
    .evaluate(({ BrowserWindow }) => {
      setTimeout(() => BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer(), 0);
    })
    .catch(() => undefined);
  await expect.poll(async () => (await readFile(log, 'utf8')).includes('window-reloaded')).toBe(true);
  await expect.poll(() => serialOnScreen(kiosk.app)).toBe(String(serial));
});

/** Asked through the main process, since the test's own view of the window ended with the crash. */
async function serialOnScreen(app: ElectronApplication): Promise<string | null> {
  const script = `document.querySelector('[data-serial]')?.dataset.serial ?? null`;
  const answer: unknown = await app.evaluate(
    ({ BrowserWindow }, code) => BrowserWindow.getAllWindows()[0]?.webContents.executeJavaScript(code),
    script,
  );
  return typeof answer === 'string' ? answer : null;
}
