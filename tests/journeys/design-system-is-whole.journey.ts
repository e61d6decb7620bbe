import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import type { CameraState } from '../../shared/contract.ts';
import { openDesign } from './design.ts';

const TOKENS = join(import.meta.dirname, '..', '..', 'renderer', 'ui', 'tokens.css');

/** By type: one that comes to be is asked for here. */
const CAMERAS: Readonly<Record<CameraState, true>> = {
  starting: true,
  running: true,
  missing: true,
  busy: true,
  denied: true,
  unplugged: true,
  frozen: true,
  covered: true,
};

/** What components keep to themselves how far they have come to, by what is to be seen then and nowhere before. */
const STATES: Readonly<Record<string, string>> = {
  'ByHandSheet, why': '[data-reason="no-phone"]',
  'ByHandSheet, the same visitor?': '[data-same="yes"]',
  'ByHandSheet, the same, of whom it is final': '.by-hand__stop',
  'ByHandSheet, what': '.by-hand__verdict--admit',
  'ByHandSheet, who': '.pin__enter:disabled',
  'ByHandSheet, a wrong PIN and its wait': '.by-hand__fault:not(:empty)',
  'PastSheet, with sampling sites': '[data-action="sites"]',
  'Sheet, muted': '.sheet__head [data-sound="muted"]',
  'OnScreenKeys, all live': '[data-key="o"]:enabled',
  'OnScreenKeys, a code’s live': '[data-key="o"]:disabled',
  'refuse, muted': '.outcome [data-sound="muted"]',
  'refuse, with a site for a test': '.site-card',
  ...Object.fromEntries(
    Object.keys(CAMERAS)
      .filter((state) => state !== 'running')
      .map((state) => [`CameraStage, ${state}`, '.stage__fault']),
  ),
  'CameraStage, running': '.stage__frame',
  'CameraStage, several codes in view': '.stage__several',
  Invitation: '.invite__large',
  DemoBand: '.band',
  Starting: '.starting',
  Broken: '.broken',
};

/** Every language and look, and for who guards with the left hand and reads large text. */
const LOOKS = [
  ...(['zh-CN', 'en'] as const).flatMap((language) =>
    (['light', 'dark'] as const).map((theme) => ({ language, theme, hand: 'right', textSize: 100 }) as const),
  ),
  { language: 'zh-CN', theme: 'light', hand: 'left', textSize: 200 },
  { language: 'en', theme: 'dark', hand: 'left', textSize: 200 },
] as const;

test('the design system’s page shows every token and every screen and state, in both languages and looks, for either hand and large text, and axe finds nothing', async () => {
  const design = await openDesign();
  const { page } = design;
  const troubles: string[] = [];
  page.on('pageerror', ({ message }) => troubles.push(message));
  try {
    for (const { language, theme, ...how } of LOOKS) {
      await design.show(language, theme, how);
      const shown = await page.locator('[data-shows]').evaluateAll((all) =>
        all.map((one) => {
          const { width, height } = one.firstElementChild?.getBoundingClientRect() ?? { width: 0, height: 0 };
          return { name: one.getAttribute('data-shows') ?? '', isSeen: width > 0 && height > 0 };
        }),
      );
      expect(shown.filter(({ isSeen }) => !isSeen)).toEqual([]);
      for (const [name, selector] of Object.entries(STATES))
        await expect(page.locator(`[data-shows="${name}"]`).locator(selector), name).not.toHaveCount(0);
      expect(await page.locator(`[data-hand="${how.hand}"] .outcome`).count()).toBeGreaterThan(10);
      const tokens = new Set(readFileSync(TOKENS, 'utf8').match(/(?<=^\s+)--[\w-]+(?=:)/gmu));
      expect([...tokens].filter((token) => !shown.some(({ name }) => name.startsWith(`${token} `)))).toEqual([]);
      const axe = new AxeBuilder({ page })
        .setLegacyMode(true)
        .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']);
      const { violations } = await axe.analyze();
      const found = violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
      expect([language, theme, ...found]).toEqual([language, theme]);
      await page.screenshot({
        path: test.info().outputPath(`${language}-${theme}-${how.hand}-${how.textSize}.png`),
        fullPage: true,
      });
    }
    expect(troubles).toEqual([]);
  } finally {
    await design.close();
  }
});
