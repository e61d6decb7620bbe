import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { ChangeableSettings } from '../../shared/contract.ts';
import { writeFilm } from '../../tests/journeys/film.ts';
import { changeSettings, launchKiosk, type Kiosk, type Start } from '../../tests/journeys/kiosk.ts';

/** Called once a state is on the screen, which is looked at and left as it is. */
export type Meet = (name: string, kiosk: Kiosk) => Promise<unknown>;

/** How a screen may look, for the hand that the kiosk is set to if none is said. */
export type Look = Pick<ChangeableSettings, 'language' | 'theme' | 'textSize'> &
  Partial<Pick<ChangeableSettings, 'hand'>>;

/** Of the demo's list: whom a locked kiosk opens to. */
const GUARD = { guard: 'G1', pin: '246801' } as const;

/** A kiosk before whose camera nobody is. */
export async function launchAtRest(folder: string, window: string, how: Start = {}): Promise<Kiosk> {
  await mkdir(folder, { recursive: true });
  const film = join(folder, 'film.mjpeg');
  await writeFilm(film, [{ codes: [], seconds: 1 }]);
  const kiosk = await launchKiosk(film, how.profile ?? join(folder, 'profile'), { window, ...how });
  await kiosk.page.waitForSelector('[data-camera="running"]');
  return kiosk;
}

/** Waits until the screen looks so, texts and all. A locked kiosk is opened for it, and locked again. */
export async function putOn(kiosk: Kiosk, look: Look): Promise<void> {
  const isLocked = (await kiosk.page.locator('[data-locked="true"]').count()) > 0;
  if (isLocked) await ask(kiosk, 'kiosk:unlock', GUARD);
  await changeSettings(kiosk, look);
  if (isLocked) await ask(kiosk, 'kiosk:lock', null);
  await kiosk.page.waitForFunction(({ language, theme, textSize, hand }) => {
    const { lang, dataset } = document.documentElement;
    const isLook = lang === language && dataset['theme'] === theme && dataset['textSize'] === String(textSize);
    return isLook && (hand === undefined || document.querySelector(`.kiosk[data-hand="${hand}"]`) !== null);
  }, look);
  await kiosk.page.locator(`[data-locked="${isLocked}"]`).waitFor();
  // The texts come with the next drawing.
  await kiosk.page.evaluate(
    () =>
      new Promise((resolve) => {
        requestAnimationFrame(() => requestAnimationFrame(resolve));
      }),
  );
}

function ask({ page }: Kiosk, call: string, asked: unknown): Promise<unknown> {
  return page.evaluate(
    ([name, argument]) =>
      (
        globalThis as unknown as { sentinel: { call(name: string, argument: unknown): Promise<unknown> } }
      ).sentinel.call(name, argument),
    [call, asked] as const,
  );
}

/** Longer than keys are held back until it is sure that no scanner types them. */
const GONE_WITHIN_MS = 1000;
const TRIES = 10;

/** Sends a verdict or a page away by Escape, again where the verdict is too new to be sent away. */
export async function sendAway({ page }: Kiosk): Promise<void> {
  const above = page.locator('.outcome, .sheet');
  for (let tries = 0; tries < TRIES; tries += 1) {
    await page.keyboard.press('Escape');
    const isGone = await above.waitFor({ state: 'detached', timeout: GONE_WITHIN_MS }).then(
      () => true,
      () => false,
    );
    if (isGone) return;
  }
  throw new Error('what lies over the screen does not go away');
}
