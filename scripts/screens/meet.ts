import type { ChangeableSettings } from '../../shared/contract.ts';
import { changeSettings, type Kiosk } from '../../tests/journeys/kiosk.ts';

/** Called once a state is on the screen, which is looked at and left as it is. */
export type Meet = (name: string, kiosk: Kiosk) => Promise<unknown>;

/** How a screen may look. */
export type Look = Pick<ChangeableSettings, 'language' | 'theme' | 'textSize'>;

/** Waits until the screen looks so, texts and all. */
export async function putOn(kiosk: Kiosk, look: Look): Promise<void> {
  await changeSettings(kiosk, look);
  await kiosk.page.waitForFunction(({ language, theme, textSize }) => {
    const { lang, dataset } = document.documentElement;
    return lang === language && dataset['theme'] === theme && dataset['textSize'] === String(textSize);
  }, look);
  // The texts come with the next drawing.
  await kiosk.page.evaluate(
    () =>
      new Promise((resolve) => {
        requestAnimationFrame(() => requestAnimationFrame(resolve));
      }),
  );
}
