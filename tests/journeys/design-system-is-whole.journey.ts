import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { openDesign } from './design.ts';

const TOKENS = join(import.meta.dirname, '..', '..', 'renderer', 'ui', 'tokens.css');

test('the design system’s page shows every token and every screen, in both languages and looks, and axe finds nothing', async () => {
  const design = await openDesign();
  const { page } = design;
  const troubles: string[] = [];
  page.on('pageerror', ({ message }) => troubles.push(message));
  try {
    for (const language of ['zh-CN', 'en'] as const)
      for (const theme of ['light', 'dark'] as const) {
        await design.show(language, theme);
        const shown = await page.locator('[data-shows]').evaluateAll((all) =>
          all.map((one) => {
            const { width, height } = one.firstElementChild?.getBoundingClientRect() ?? { width: 0, height: 0 };
            return { name: one.getAttribute('data-shows') ?? '', isSeen: width > 0 && height > 0 };
          }),
        );
        expect(shown.filter(({ isSeen }) => !isSeen)).toEqual([]);
        const tokens = new Set(readFileSync(TOKENS, 'utf8').match(/(?<=^\s+)--[\w-]+(?=:)/gmu));
        expect([...tokens].filter((token) => !shown.some(({ name }) => name.startsWith(`${token} `)))).toEqual([]);
        const axe = new AxeBuilder({ page })
          .setLegacyMode(true)
          .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']);
        const { violations } = await axe.analyze();
        const found = violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
        expect([language, theme, ...found]).toEqual([language, theme]);
        await page.screenshot({ path: test.info().outputPath(`${language}-${theme}.png`), fullPage: true });
      }
    expect(troubles).toEqual([]);
  } finally {
    await design.close();
  }
});
