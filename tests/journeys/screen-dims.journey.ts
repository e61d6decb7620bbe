import { en } from '../../renderer/text/en.ts';
import { changeSettings, expect, journalRows, test, type Kiosk, type Start } from './kiosk.ts';
import { demoTexts } from './visitors.ts';

type StartKiosk = (how?: Start) => Promise<Kiosk>;

/** @returns a kiosk in English whose clock is the test's, with nobody at it */
async function startLeftAlone(start: StartKiosk, how: Start = {}): Promise<Kiosk> {
  const kiosk = await start(how);
  await changeSettings(kiosk, { language: 'en' });
  await kiosk.page.waitForSelector('html[lang="en"]');
  await kiosk.page.clock.install();
  // From here on by the test's clock.
  await kiosk.page.locator('h1').click();
  return kiosk;
}

const isDim = ({ page }: Kiosk, how: string): Promise<void> =>
  expect(page.locator('main')).toHaveAttribute('data-dim', how);

test('with nobody there the screen is dimmed after ten minutes; the first touch or key wakes it and does nothing else', async ({
  start,
}) => {
  const kiosk = await startLeftAlone(start);
  const { page } = kiosk;
  const gear = page.getByRole('button', { name: en.settings.open, exact: true });
  const sheet = page.getByRole('dialog', { name: en.settings.title });
  await page.clock.fastForward('09:50');
  await isDim(kiosk, 'off');
  await page.clock.fastForward('00:10');
  await isDim(kiosk, 'dark');
  await page.screenshot({ path: test.info().outputPath('dim-en.png') });

  const box = (await gear.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
  await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
  await isDim(kiosk, 'off');
  await expect(sheet).toHaveCount(0);
  await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
  await expect(sheet).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(sheet).toHaveCount(0);

  await gear.focus();
  await page.clock.fastForward('10:00');
  await isDim(kiosk, 'dark');
  await page.keyboard.press('Enter');
  await isDim(kiosk, 'off');
  await expect(sheet).toHaveCount(0);
  await page.clock.fastForward('00:01');
  await page.keyboard.press('Enter');
  await expect(sheet).toBeVisible();
});

test('beneath it the camera reads on, a visitor wakes it, and no verdict is ever dimmed', async ({ start }) => {
  const { 'green-47h': green, red } = await demoTexts();
  const kiosk = await startLeftAlone(start, {
    shots: [
      { codes: [], seconds: 15 },
      { codes: [green], seconds: 3 },
      { codes: [], seconds: 600 },
    ],
  });
  await kiosk.page.clock.fastForward('10:00');
  await isDim(kiosk, 'dark');
  await kiosk.sees('all-checks-passed');
  await isDim(kiosk, 'off');
  expect(journalRows(kiosk.directory)).toHaveLength(1);

  await kiosk.submit(red);
  await kiosk.sees('colour-red');
  await kiosk.page.clock.fastForward('31:00');
  await isDim(kiosk, 'off');
  await expect(kiosk.page.locator('.outcome')).toBeVisible();
});

test('what is wrong with the kiosk stays readable, and it is dimmed when the settings say', async ({ start }) => {
  const kiosk = await startLeftAlone(start, { withoutCamera: true });
  const { page } = kiosk;
  await changeSettings(kiosk, { dimAfterMinutes: 5 });
  await expect(page.locator('main')).toHaveAttribute('data-camera', 'missing');
  await page.clock.fastForward('05:00');
  await isDim(kiosk, 'readable');
  await page.screenshot({ path: test.info().outputPath('dim-readable-en.png') });
  await page.locator('h1').click({ force: true });
  await changeSettings(kiosk, { dimAfterMinutes: 0, theme: 'dark', language: 'zh-CN' });
  await page.clock.fastForward('40:00');
  await isDim(kiosk, 'off');
  await changeSettings(kiosk, { dimAfterMinutes: 30 });
  await page.clock.fastForward('29:00');
  await isDim(kiosk, 'off');
  await page.clock.fastForward('01:00');
  await isDim(kiosk, 'readable');
  await page.screenshot({ path: test.info().outputPath('dim-readable-dark-zh-CN.png') });
});
