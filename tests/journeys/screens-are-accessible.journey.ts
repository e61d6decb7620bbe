import { en } from '../../renderer/text/en.ts';
import { demoTexts } from './visitors.ts';
import { withGate } from './gate.ts';
import { changeSettings, expect, isSeen, test } from './kiosk.ts';
import { shortcomings } from './shortcomings.ts';

/** One of each look. */
const LOOKS = [
  'green-47h',
  'red',
  'paper',
  'not-a-health-code',
  'smart-card',
  'eu-vaccinated',
  'expired',
  'revoked',
] as const;

for (const window of ['1080x1920', '1920x1080']) {
  test(`every screen at ${window} meets WCAG AA and can be touched with gloves`, async ({ start }) => {
    const kiosk = await start({ window });
    await changeSettings(kiosk, { language: 'en' });
    await kiosk.page.waitForSelector('[data-camera="running"]');
    await kiosk.page.waitForSelector('html[lang="en"]');
    expect(await shortcomings(kiosk)).toEqual([]);
    for (const sheet of [en.settings, en.privacy]) {
      await kiosk.page.getByRole('button', { name: sheet.open, exact: true }).click();
      await kiosk.page.getByRole('dialog').waitFor();
      expect(await shortcomings(kiosk)).toEqual([]);
      await kiosk.page.keyboard.press('Escape');
      await kiosk.page.getByRole('dialog').waitFor({ state: 'detached' });
    }
    await kiosk.page.getByRole('button', { name: en.settings.open, exact: true }).click();
    await kiosk.page.getByRole('button', { name: en.settings.rules, exact: true }).click();
    await kiosk.page.getByRole('dialog', { name: en.rules.title }).waitFor();
    const texts = await demoTexts();
    await kiosk.page.getByLabel(en.rules.explain).fill(texts['yellow']);
    await kiosk.page.getByRole('button', { name: en.rules.ask, exact: true }).click();
    await kiosk.page.getByRole('status').getByText(en.verdict.refer).waitFor();
    expect(await shortcomings(kiosk)).toEqual([]);
    await kiosk.page.keyboard.press('Escape');
    await kiosk.page.getByRole('dialog').waitFor({ state: 'detached' });
    for (const visitor of LOOKS) {
      await kiosk.submit(texts[visitor]);
      expect(await shortcomings(kiosk)).toEqual([]);
    }
    await kiosk.submit('shc:/1/3/00');
    expect(await shortcomings(kiosk)).toEqual([]);
  });

  test(`so does every screen at ${window} on which a guard decides`, async ({ start }) => {
    const kiosk = await start({ window });
    const { page } = kiosk;
    // One way lying in the light, upright in the dark: nothing of either look depends on the other.
    const look = window === '1080x1920' ? ({ theme: 'dark', hand: 'left' } as const) : ({ theme: 'light' } as const);
    await changeSettings(kiosk, { language: 'en', volume: 0, ...look });
    await page.waitForSelector('[data-camera="running"]');
    await page.waitForSelector('.bar__muted');
    expect(await shortcomings(kiosk)).toEqual([]);
    await kiosk.submit((await demoTexts()).red);
    await isSeen(page);
    await page.locator('[data-action="abnormal"]').click();
    expect(await shortcomings(kiosk)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.locator('.foot__past').click();
    await page.locator('.past__visit').waitFor();
    expect(await shortcomings(kiosk)).toEqual([]);
    await page.locator('.past__visit .button:not([data-action])').click();
    for (const next of ['[data-reason="office-asked"]', '.by-hand__verdict--admit']) {
      expect(await shortcomings(kiosk)).toEqual([]);
      await page.locator(next).click();
    }
    await page.locator('.pin').waitFor();
    expect(await shortcomings(kiosk)).toEqual([]);
    for (const digit of '86420975') await page.locator('.pin__key', { hasText: digit }).click();
    await page.locator('.pin__enter').click();
    await page.locator('.by-hand__fault:not(:empty)').waitFor();
    expect(await shortcomings(kiosk)).toEqual([]);
  });

  test(`so does every screen at ${window} with a gate's bar at its foot, held open as well`, async ({
    start,
    folder,
  }) => {
    const { profile, board } = await withGate(folder);
    try {
      const kiosk = await start({ window, profile });
      await changeSettings(kiosk, { language: 'en' });
      await kiosk.page.waitForSelector('[data-camera="running"]');
      await kiosk.page.waitForSelector('[data-gate-state="ready"]');
      const texts = await demoTexts();
      for (const isHeld of [false, true]) {
        expect(await shortcomings(kiosk)).toEqual([]);
        for (const visitor of LOOKS) {
          await kiosk.submit(texts[visitor]);
          expect([visitor, ...(await shortcomings(kiosk))]).toEqual([visitor]);
        }
        if (isHeld) continue;
        await kiosk.page.keyboard.press('Escape');
        await kiosk.page.locator('.gate__hold').click({ delay: 1200 });
        await kiosk.page.waitForSelector('.gate__reasons');
      }
    } finally {
      await board.stop();
    }
  });
}
