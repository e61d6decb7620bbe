import { readFile } from 'node:fs/promises';
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
  await kiosk.app.evaluate(({ BrowserWindow }) => {
    BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer();
  });
  await expect.poll(async () => (await readFile(log, 'utf8')).includes('window-reloaded')).toBe(true);
  await expect
    .poll(() =>
      kiosk.app.evaluate(({ BrowserWindow }) =>
        BrowserWindow.getAllWindows()[0]?.webContents.executeJavaScript(
          `document.querySelector('[data-serial]')?.dataset.serial ?? null`,
        ),
      ),
    )
    .toBe(String(serial));
});
