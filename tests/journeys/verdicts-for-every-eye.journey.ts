import { en } from '../../renderer/text/en.ts';
import { changeSettings, expect, test } from './kiosk.ts';
import { difference, holdStill, look, seeAs, VISIONS, type Sight } from './vision.ts';
import { demoTexts } from './visitors.ts';

/** WCAG 2.2 SC 1.4.3, though the word is large: who looks stands three metres away. */
const WORD_CONTRAST = 4.5;
/** Five times what the eye just tells apart side by side; one is remembered from the visitor before. */
const LIGHTNESS_APART = 12;
/** In so many of a hundred fields two outlines differ at least. */
const OUTLINE_APART = 0.15;

const SCREENS = {
  admit: 'green-47h',
  refer: 'yellow',
  refuse: 'red',
  hint: 'not-a-health-code',
} as const;

for (const [theme, window] of [
  ['light', '1080x1920'],
  ['dark', '1920x1080'],
] as const)
  test(`verdicts differ in lightness, outline and words for every eye, ${theme}, ${window}`, async ({ start }) => {
    const kiosk = await start({ window });
    const { page } = kiosk;
    await changeSettings(kiosk, { language: 'en', theme });
    await page.waitForSelector(`html[lang="en"][data-theme="${theme}"]`);
    const texts = await demoTexts();
    await holdStill(page);
    const seen = new Map<string, Sight>();
    for (const [screen, visitor] of [...Object.entries(SCREENS), ['progress', null] as const]) {
      await kiosk.submit(visitor === null ? 'shc:/1/3/00' : texts[visitor]);
      await page.evaluate(() => Promise.all(document.getAnimations().map((animation) => animation.finished)));
      const word = screen === 'progress' ? 'read' : en.verdict[screen as keyof typeof SCREENS];
      await expect(page.locator('.outcome__word')).toContainText(word);
      for (const vision of VISIONS) {
        await seeAs(page, vision);
        const path = test.info().outputPath(`${screen}-${vision}.png`);
        const sight = await look(page, await page.screenshot({ path, animations: 'disabled' }));
        seen.set(`${screen} ${vision}`, sight);
        expect(sight.contrast, `the word of ${screen}, ${vision}`).toBeGreaterThanOrEqual(WORD_CONTRAST);
      }
      await seeAs(page, 'none');
    }
    const at = (screen: string, vision: string): Sight => {
      const sight = seen.get(`${screen} ${vision}`);
      if (sight === undefined) throw new Error('not looked at');
      return sight;
    };
    const screens = [...Object.keys(SCREENS), 'progress'];
    for (const vision of VISIONS) {
      test.info().annotations.push({
        type: vision,
        description: screens.map((one) => `${one} L* ${at(one, vision).lightness.toFixed(0)}`).join(', '),
      });
      for (const [a, b] of pairsOf(screens))
        expect(
          difference(at(a, vision).outline, at(b, vision).outline),
          `${a}, ${b}, ${vision}`,
        ).toBeGreaterThanOrEqual(OUTLINE_APART);
      for (const [a, b] of pairsOf(['admit', 'refer', 'refuse'])) {
        const apart = Math.abs(at(a, vision).lightness - at(b, vision).lightness);
        expect(apart, `${a}, ${b}, ${vision}`).toBeGreaterThanOrEqual(LIGHTNESS_APART);
      }
    }
  });

function pairsOf(all: readonly string[]): [string, string][] {
  return all.flatMap((a, i) => all.slice(i + 1).map((b): [string, string] => [a, b]));
}
