import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ElectronApplication } from '@playwright/test';
import { expect, journalRows, test, type Kiosk } from './kiosk.ts';
import { demoTexts } from './visitors.ts';

/** A page that has not answered yet has a minute (electron/watchdog.ts), and a busy machine some time of its own. */
const HANGS_WITHIN = { timeout: 90_000 };

test.setTimeout(180_000);

const logOf = ({ directory }: Kiosk): Promise<string> => readFile(join(directory, 'logs', 'kiosk.log'), 'utf8');

/** Asked through the main process: a test's own view of a window ends with it. */
async function inWindow(app: ElectronApplication, code: string): Promise<unknown> {
  return await app.evaluate(
    ({ BrowserWindow }, script): Promise<unknown> | undefined =>
      BrowserWindow.getAllWindows()[0]?.webContents.executeJavaScript(script),
    code,
  );
}

const SERIAL = `document.querySelector('[data-serial]')?.dataset.serial ?? null`;

test('a window that hangs is loaded anew, shows what it showed, and the next visitor is judged', async ({ start }) => {
  const { red, 'green-47h': green } = await demoTexts();
  const kiosk = await start({ shots: [{ codes: [], seconds: 60 }] });
  await kiosk.submit(red);
  const { serial } = await kiosk.sees('colour-red');
  kiosk.page
    .evaluate(() => {
      for (;;);
    })
    .catch(() => undefined);
  await expect.poll(async () => (await logOf(kiosk)).includes('"event":"window-hung"'), HANGS_WITHIN).toBe(true);
  await expect.poll(async () => (await logOf(kiosk)).includes('"event":"window-reloaded"')).toBe(true);
  await expect.poll(() => inWindow(kiosk.app, SERIAL)).toBe(String(serial));
  await inWindow(kiosk.app, `sentinel.call('scan:submit', ${JSON.stringify({ source: 'camera', text: green })})`);
  await expect.poll(() => inWindow(kiosk.app, SERIAL)).toBe(String(serial + 1));
  expect(journalRows(kiosk.directory).map(({ verdict }) => verdict)).toEqual(['refuse', 'admit']);
});

test('the process that draws may crash as often as it likes', async ({ start }) => {
  const { 'green-47h': green } = await demoTexts();
  const kiosk = await start();
  for (let times = 1; times <= 6; times += 1) {
    const drawing = (): Promise<number> =>
      kiosk.app.evaluate(({ app }) => app.getAppMetrics().find(({ type }) => type === 'GPU')?.pid ?? 0);
    await expect.poll(drawing).toBeGreaterThan(0);
    process.kill(await drawing(), 'SIGKILL');
    await expect
      .poll(async () => (await logOf(kiosk)).match(/"event":"helper-gone","type":"GPU"/gu)?.length)
      .toBe(times);
  }
  await kiosk.submit(green);
  await expect(kiosk.page.locator('.outcome')).toBeVisible();
  await kiosk.page.screenshot({ path: test.info().outputPath('drawn.png') });
  expect((await kiosk.shown()).at(-1)?.verdict).toBe('admit');
});
