import { en } from '../../renderer/text/en.ts';
import { changeSettings, expect, test } from './kiosk.ts';

test('a page that somebody left open closes by itself after two minutes without a touch, and not before', async ({
  start,
}) => {
  const kiosk = await start();
  const { page } = kiosk;
  await changeSettings(kiosk, { language: 'en' });
  await page.waitForSelector('html[lang="en"]');
  await page.clock.install();
  const sheet = page.getByRole('dialog', { name: en.privacy.title });
  await page.getByRole('button', { name: en.privacy.open, exact: true }).click();
  await expect(sheet).toBeVisible();

  await page.clock.fastForward('01:50');
  await expect(sheet).toBeVisible();
  // Whoever reads on touches it: the two minutes begin anew.
  await sheet.getByText(en.privacy.neverTitle).click();
  await page.clock.fastForward('01:50');
  await expect(sheet).toBeVisible();

  await page.clock.fastForward('00:10');
  await expect(sheet).toHaveCount(0);
  await expect(page.locator('.shell')).not.toHaveAttribute('inert');
});
