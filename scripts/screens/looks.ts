import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { openDesign } from '../../tests/journeys/design.ts';
import { writeFilm } from '../../tests/journeys/film.ts';
import { changeSettings, launchKiosk } from '../../tests/journeys/kiosk.ts';
import { holdStill, seeAs, VISIONS } from '../../tests/journeys/vision.ts';
import { demoTexts } from '../../tests/journeys/visitors.ts';

/** The design system's page, in each language and look. */
export async function shootDesign(out: string): Promise<void> {
  const design = await openDesign();
  for (const language of ['zh-CN', 'en'] as const)
    for (const theme of ['light', 'dark'] as const) {
      await design.show(language, theme);
      await design.page.screenshot({ path: join(out, `design-${language}-${theme}.png`), fullPage: true });
    }
  for (const language of ['zh-CN', 'en'] as const) {
    await design.show(language, 'light', { hand: 'left', textSize: 200 });
    await design.page.screenshot({ path: join(out, `design-${language}-left-200.png`), fullPage: true });
  }
  await design.close();
}

const SEEN = ['green-47h', 'yellow', 'red', 'not-a-health-code'] as const;

/** Verdicts as those see them who tell colours apart otherwise, or not at all; into a folder of their own. */
export async function shootVisions(out: string, folder: string): Promise<void> {
  const into = join(out, 'vision');
  await mkdir(into, { recursive: true });
  const film = join(folder, 'film.mjpeg');
  await writeFilm(film, [{ codes: [], seconds: 1 }]);
  const kiosk = await launchKiosk(film, join(folder, 'profile'), { window: '1920x1080' });
  const { page } = kiosk;
  const texts = await demoTexts();
  await holdStill(page);
  for (const [theme, seen] of [
    ['light', SEEN],
    ['dark', ['paper', 'test-old', 'idle']],
  ] as const) {
    await changeSettings(kiosk, { theme });
    await page.waitForSelector(`html[data-theme="${theme}"]`);
    for (const screen of seen) {
      if (screen === 'idle') {
        await page.keyboard.press('Escape');
        await page.waitForSelector('[data-showing="idle"]');
      } else await kiosk.submit(texts[screen]);
      for (const vision of VISIONS) {
        await seeAs(page, vision);
        await page.screenshot({ path: join(into, `${screen}-${theme}-${vision}.png`), animations: 'disabled' });
      }
      await seeAs(page, 'none');
    }
  }
  await kiosk.app.close();
}
