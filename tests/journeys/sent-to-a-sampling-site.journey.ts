import { putOn, sendAway } from '../../scripts/screens/meet.ts';
import { changeSettings, expect, isSeen, test } from './kiosk.ts';
import { FAR, withSites } from './sites.ts';
import { demoTexts } from './visitors.ts';

for (const window of ['1080x1920', '1920x1080'])
  test(`who has no test, or an old one, is shown the nearest sites that are open, at ${window}, and who may be ill is not`, async ({
    start,
    folder,
  }) => {
    const { office, profile, args } = await withSites(folder);
    try {
      const kiosk = await start({ profile, args, window });
      const { page } = kiosk;
      await changeSettings(kiosk, { language: 'en' });
      // The sites come with the rules, some seconds after the start.
      await expect.poll(() => office.asked.some((path) => path.includes('sites')), { timeout: 20_000 }).toBe(true);
      await expect(page.locator('[data-problem]')).toHaveCount(0);
      const texts = await demoTexts();
      for (const visitor of ['test-none', 'test-old'] as const) {
        await kiosk.submit(texts[visitor]);
        await expect(page.locator('.site-card')).toContainText('Park, north gate');
        await expect(page.locator('.site-card')).toContainText('wait 25 minutes');
        await expect(page.locator('.site-card')).toContainText('10 minutes ago');
      }
      const looks = (['zh-CN', 'en'] as const).flatMap((language) =>
        ([200, 100] as const).map((textSize) => ({ language, textSize, theme: 'light' }) as const),
      );
      for (const look of looks) {
        await putOn(kiosk, look);
        const path = test.info().outputPath(`nearest-${look.language}-${look.textSize}.png`);
        await page.screenshot({ path });
        const isWhole = await page.locator('.outcome__body').evaluate((body) => body.scrollHeight <= body.clientHeight);
        expect([look, isWhole]).toEqual([look, true]);
        // What the refusal is about is not what room is made of.
        await expect(page.locator('.facts dd', { hasText: '49' })).toBeVisible();
      }
      await isSeen(page);
      await page.locator('[data-action="sites"]').click();
      const names = page.locator('.sites [data-site]');
      await expect(names).toHaveCount(3);
      expect(await names.evaluateAll((all) => all.map((one) => (one as HTMLElement).dataset['site']))).toEqual([
        'park',
        'school',
        'stadium',
      ]);
      await page.screenshot({ path: test.info().outputPath('all.png') });
      await page.keyboard.press('Escape');
      await expect(page.getByRole('dialog')).toHaveCount(0);
      for (const visitor of ['red', 'positive', 'pending', 'green-47h'] as const) {
        await kiosk.submit(texts[visitor]);
        await expect(page.locator('.site-card')).toHaveCount(0);
      }
      // The next visitor has taken them off the screen.
      await sendAway(kiosk);
      await page.locator('.foot__past').click();
      const again = page.locator('.past__visit [data-action="sites"]');
      await expect(again).toHaveCount(2);
      await page.screenshot({ path: test.info().outputPath('past.png') });
      await again.first().click();
      await expect(names).toHaveCount(3);
    } finally {
      office.close();
    }
  });

for (const window of ['1080x1920', '1920x1080'])
  test(`where no site is within a walk of 15 minutes that is said with the nearest, at ${window}`, async ({
    start,
    folder,
  }) => {
    const { office, profile, args } = await withSites(folder, { place: FAR });
    try {
      const kiosk = await start({ profile, args, window });
      const { page } = kiosk;
      await expect.poll(() => office.asked.some((path) => path.includes('sites')), { timeout: 20_000 }).toBe(true);
      await expect(page.locator('[data-problem]')).toHaveCount(0);
      await kiosk.submit((await demoTexts())['test-old']);
      const card = page.locator('.site-card');
      await expect(card).toContainText('体育场采样点');
      await expect(card).toContainText('步行超过 15 分钟');
      const looks = (['zh-CN', 'en'] as const).flatMap((language) =>
        ([200, 100] as const).map((textSize) => ({ language, textSize, theme: 'light' }) as const),
      );
      for (const look of looks) {
        await putOn(kiosk, look);
        await page.screenshot({ path: test.info().outputPath(`far-${look.language}-${look.textSize}.png`) });
        const isWhole = await page.locator('.outcome__body').evaluate((body) => body.scrollHeight <= body.clientHeight);
        expect([look, isWhole]).toEqual([look, true]);
      }
      await isSeen(page);
      await page.locator('[data-action="sites"]').click();
      await expect(page.getByText('No open sampling site within 15 minutes on foot')).toBeVisible();
      await page.screenshot({ path: test.info().outputPath('far-all.png') });
    } finally {
      office.close();
    }
  });

for (const window of ['1080x1920', '1920x1080'])
  test(`who is let in with a test that soon runs out is shown the nearest site, at ${window}`, async ({
    start,
    folder,
  }) => {
    const { office, profile, args } = await withSites(folder, { rules: ['test-due-soon'] });
    try {
      const kiosk = await start({ profile, args, window });
      const { page } = kiosk;
      await expect.poll(() => office.asked.some((path) => path.includes('sites')), { timeout: 20_000 }).toBe(true);
      await expect(page.locator('[data-problem]')).toHaveCount(0);
      await kiosk.submit((await demoTexts())['green-47h']);
      const card = page.locator('.site-card');
      await expect(page.locator('.outcome')).toHaveAttribute('data-verdict', 'admit');
      await expect(card).toContainText('公园北门采样点');
      const looks = (['zh-CN', 'en'] as const).flatMap((language) =>
        ([200, 100] as const).map((textSize) => ({ language, textSize, theme: 'light' }) as const),
      );
      for (const look of looks) {
        await putOn(kiosk, look);
        await page.screenshot({ path: test.info().outputPath(`due-${look.language}-${look.textSize}.png`) });
        const isWhole = await page.locator('.outcome__body').evaluate((body) => body.scrollHeight <= body.clientHeight);
        expect([look, isWhole]).toEqual([look, true]);
      }
      await isSeen(page);
    } finally {
      office.close();
    }
  });

test('who is let in is not told that no site is near', async ({ start, folder }) => {
  const { office, profile, args } = await withSites(folder, { place: FAR, rules: ['test-due-soon'] });
  try {
    const kiosk = await start({ profile, args });
    const { page } = kiosk;
    await expect.poll(() => office.asked.some((path) => path.includes('sites')), { timeout: 20_000 }).toBe(true);
    await expect(page.locator('[data-problem]')).toHaveCount(0);
    const texts = await demoTexts();
    // It has its place and its sites.
    await kiosk.submit(texts['test-old']);
    await expect(page.locator('.site-card')).toHaveCount(1);
    await kiosk.submit(texts['green-47h']);
    await expect(page.locator('.outcome__further')).toContainText('8 小时内到期');
    await expect(page.locator('.site-card')).toHaveCount(0);
  } finally {
    office.close();
  }
});
