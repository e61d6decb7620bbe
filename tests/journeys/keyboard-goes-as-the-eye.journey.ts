import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { en } from '../../renderer/text/en.ts';
import { zhCN } from '../../renderer/text/zh-CN.ts';
import { walk, wrongStops } from './focus.ts';
import { withGate } from './gate.ts';
import { changeSettings, expect, isSeen, test } from './kiosk.ts';
import { withSites } from './sites.ts';
import { demoTexts } from './visitors.ts';

const WAYS = [
  { language: 'zh-CN', window: '1080x1920', hand: 'right', theme: 'light' },
  { language: 'zh-CN', window: '1920x1080', hand: 'left', theme: 'dark' },
  { language: 'en', window: '1920x1080', hand: 'right', theme: 'light' },
  { language: 'en', window: '1080x1920', hand: 'left', theme: 'dark' },
] as const;

for (const { language, window, hand, theme } of WAYS) {
  const text = { 'zh-CN': zhCN, en }[language];

  test(`Tab goes through every screen as the eye does, and each key has a name: ${language}, ${window}, ${hand} hand`, async ({
    start,
    folder,
  }) => {
    test.setTimeout(180_000);
    const { office, profile: sites, args } = await withSites(folder);
    const { profile, board } = await withGate(folder);
    joinSettings(sites, profile);
    try {
      const kiosk = await start({ window, profile, args });
      const { page } = kiosk;
      const isRight = async (screen: string): Promise<void> => {
        expect([screen, ...wrongStops(await walk(page), language)]).toEqual([screen]);
      };
      await changeSettings(kiosk, { language, hand, theme });
      await page.waitForSelector(`[data-hand="${hand}"] [data-gate-state="ready"]`);
      await page.waitForSelector('[data-camera="running"]');
      await expect.poll(() => office.asked.some((path) => path.includes('sites')), { timeout: 20_000 }).toBe(true);
      await expect(page.locator('[data-problem]')).toHaveCount(0);
      await isRight('idle');

      await openByKeyboard(page, text.settings.open, text.settings.title);
      await isRight('settings');
      await openByKeyboard(page, text.settings.rules, text.rules.title);
      await isRight('rules');
      await closeSheet(page);
      await expect(key(page, text.settings.open)).toBeFocused();
      await openByKeyboard(page, text.privacy.open, text.privacy.title);
      await isRight('privacy');
      await closeSheet(page);
      await expect(key(page, text.privacy.open)).toBeFocused();

      await openByKeyboard(page, text.byHand.open, text.byHand.title);
      await isRight('by hand: why');
      await press(page.locator('[data-shift="begin"]'));
      await expect(page.getByLabel(text.byHand.pin)).toBeFocused();
      await isRight('by hand: a shift');
      await closeSheet(page);
      await openByKeyboard(page, text.byHand.open, text.byHand.title);
      await press(page.locator('[data-reason="child"]'));
      await expect(page.locator('.by-hand__ask')).toBeFocused();
      await isRight('by hand: what');
      await press(page.locator('.by-hand__verdict--admit'));
      await expect(page.getByLabel(text.byHand.pin)).toBeFocused();
      await isRight('by hand: who');
      // What is pressed most lies on the side of the hand.
      const side = { left: -1, right: 1 }[hand];
      expect(await sideOf(page, '.pin__enter', '[data-digit="5"]')).toBe(side);
      if (window === '1920x1080') expect(await sideOf(page, '.pin', '.by-hand__guards')).toBe(side);
      await page.screenshot({ path: test.info().outputPath('who.png') });
      await closeSheet(page);
      await expect(key(page, text.byHand.open)).toBeFocused();

      const visitors = await demoTexts();
      for (const [visitor, action, title] of [
        ['yellow', 'overrule', text.byHand.overrule],
        ['red', 'abnormal', text.abnormal.title],
        ['test-old', 'sites', text.sites.title],
      ] as const) {
        await kiosk.submit(visitors[visitor]);
        await isRight(visitor);
        await isSeen(page);
        await press(page.locator(`[data-action="${action}"]`));
        await expect(page.getByRole('dialog', { name: title, exact: true })).toBeVisible();
        await isRight(action);
        await closeSheet(page);
      }
      await kiosk.submit('shc:/1/3/00');
      await isRight('a part of a code');
      await dismiss(page);

      await openByKeyboard(page, text.past.open, text.past.title);
      await page.locator('.past__visit').first().waitFor();
      await isRight('past');
      await closeSheet(page);
      await expect(key(page, text.past.open)).toBeFocused();

      await page.locator('.gate__hold').click({ delay: 1200 });
      await page.waitForSelector('.gate__reasons');
      await isRight('the gate held open');
    } finally {
      await board.stop();
      office.close();
    }
  });
}

for (const [language, text] of Object.entries({ 'zh-CN': zhCN, en } as const)) {
  test(`a verdict is announced once and in words, whatever changes on its screen afterwards: ${language}`, async ({
    start,
  }) => {
    const kiosk = await start();
    const { page } = kiosk;
    const visitors = await demoTexts();
    await changeSettings(kiosk, { language: text === en ? 'en' : 'zh-CN' });
    await page.waitForSelector(`html[lang="${language}"]`);
    await page.evaluate(HEAR);
    for (const [visitor, verdict] of [
      ['green-47h', 'admit'],
      ['yellow', 'refer'],
      ['red', 'refuse'],
      ['not-a-health-code', 'hint'],
    ] as const) {
      await page.evaluate('heard.length = 0');
      await kiosk.submit(visitors[visitor]);
      const sentence = (await page.locator('.outcome__guard').textContent()) ?? '';
      const word = text.verdict[verdict];
      await expect.poll(() => page.evaluate<string[]>('heard')).toEqual([`${word} · ${sentence}`]);
      await expect(page.getByRole('heading', { name: word, exact: true })).toBeVisible();
    }
    // Who is decided by hand can be undone for ten seconds; that the key goes then is nothing to be heard.
    await page.evaluate('heard.length = 0');
    await refuseByHand(page);
    await page.locator('[data-reason="refused-by-hand"]').waitFor();
    await expect(page.locator('[data-action="undo"]')).toHaveCount(0, { timeout: 20_000 });
    const heard = await page.evaluate<string[]>('heard');
    expect(heard.filter((one) => one.includes(text.verdict.refuse))).toHaveLength(1);
  });
}

test('the focus waits for a verdict to go, on the screen and in a sheet', async ({ start }) => {
  const kiosk = await start();
  const { page } = kiosk;
  const visitors = await demoTexts();
  const gear = key(page, zhCN.settings.open);
  await gear.focus();
  await kiosk.submit(visitors.yellow);
  await dismiss(page);
  await expect(gear).toBeFocused();
  await openByKeyboard(page, zhCN.settings.open, zhCN.settings.title);
  const exit = page.getByRole('radio', { name: zhCN.direction.in, exact: true });
  await exit.focus();
  await kiosk.submit(visitors.red);
  await dismiss(page);
  await expect(exit).toBeFocused();
  await isSeen(page);
  await closeSheet(page);
  await expect(gear).toBeFocused();
});

/** @returns -1: it lies to the left of the other, 1: to the right, 0: neither */
async function sideOf(page: Page, one: string, other: string): Promise<number> {
  const [a, b] = await Promise.all([one, other].map((which) => page.locator(which).boundingBox()));
  if (!a || !b) throw new Error('not there');
  return a.x + a.width <= b.x ? -1 : b.x + b.width <= a.x ? 1 : 0;
}

/** One kiosk with what two have been set up with. */
function joinSettings(from: string, to: string): void {
  const [own, other] = [to, from].map((profile) => join(profile, 'demo', 'settings.json'));
  if (own === undefined || other === undefined) return;
  const settings = [other, own].map((path) => JSON.parse(readFileSync(path, 'utf8')) as object);
  writeFileSync(own, JSON.stringify({ ...settings[0], ...settings[1] }));
}

function key(page: Page, name: string): ReturnType<Page['getByRole']> {
  return page.getByRole('button', { name, exact: true });
}

async function press(target: ReturnType<Page['getByRole']>): Promise<void> {
  await target.focus();
  await target.press('Enter');
  await target.waitFor({ state: 'hidden' });
}

async function openByKeyboard(page: Page, name: string, title: string): Promise<void> {
  await key(page, name).focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: title, exact: true });
  await expect(dialog).toHaveAttribute('aria-modal', 'true');
  await expect(page.locator('.shell')).toHaveAttribute('inert');
}

async function closeSheet(page: Page): Promise<void> {
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
}

async function dismiss(page: Page): Promise<void> {
  await isSeen(page);
  await page.keyboard.press('Escape');
  await page.locator('.outcome').waitFor({ state: 'detached' });
}

/** Within a minute of a refusal: the kiosk asks whether it is the same visitor. */
async function refuseByHand(page: Page): Promise<void> {
  await dismiss(page);
  await page.locator('[data-open="by-hand"]').click();
  await isSeen(page);
  await page.locator('[data-same="no"]').click();
  await page.locator('[data-reason="child"]').click();
  await page.locator('.by-hand__verdict--refuse').click();
  await page.locator('[data-guard="G1"]').click();
  for (const digit of '246801') await page.locator('.pin__key', { hasText: digit }).click();
  await page.locator('.pin__enter').click();
}

/** Runs in the window: notes what screen readers are told at once, whichever region it enters. */
const HEAR = `
  globalThis.heard ??= [];
  globalThis.hearing?.disconnect();
  globalThis.hearing = new MutationObserver((changes) => {
    const regions = changes
      .filter(({ addedNodes, type }) => type === 'characterData' || addedNodes.length > 0)
      .map(({ target }) => (target instanceof Element ? target : target.parentElement)?.closest('[aria-live="assertive"], [role="alert"]'));
    for (const region of new Set(regions)) if (region && region.textContent !== '' && !region.closest('[inert]')) heard.push(region.textContent);
  });
  hearing.observe(document.body, { subtree: true, childList: true, characterData: true });
`;
