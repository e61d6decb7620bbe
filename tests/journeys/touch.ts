import type { Locator, Page } from '@playwright/test';
import { expect } from './kiosk.ts';

/** How somebody gets at what is on the screen. */
export interface Hand {
  press(target: Locator): Promise<void>;
  tick(target: Locator): Promise<void>;
  pin(digits: string): Promise<void>;
}

/** Of a glove that bounces, or of somebody who is in a hurry. */
const TWICE_WITHIN_MS = 250;

/** A page that has just come takes no touch and no key for a moment. */
async function untilTaken(target: Locator): Promise<void> {
  await expect.poll(() => target.evaluate((one) => one.closest('[inert]') === null)).toBe(true);
}

/** A finger that is not waited for. */
interface Finger extends Hand {
  /** Taps, and a moment later there once more, whatever is there by then. */
  pressTwice(target: Locator): Promise<void>;
}

/** Taps, as a touch screen sends them: no mouse comes near. */
export async function touching(page: Page): Promise<Finger> {
  const session = await page.context().newCDPSession(page);
  const press = async (target: Locator, times = 1): Promise<void> => {
    await target.scrollIntoViewIfNeeded();
    await untilTaken(target);
    const box = await target.boundingBox();
    if (box === null) throw new Error('nothing to touch');
    const at = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
    for (let n = 0; n < times; n += 1) {
      if (n > 0) await page.waitForTimeout(TWICE_WITHIN_MS);
      await session.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [at] });
      await session.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
    }
  };
  return {
    press: (target) => press(target),
    pressTwice: (target) => press(target, 2),
    tick: (target) => press(target),
    async pin(digits) {
      for (const digit of digits) await press(page.locator('.pin__key', { hasText: digit }));
      await expect(page.locator('.pin__enter')).toBeEnabled();
      await press(page.locator('.pin__enter'));
    },
  };
}

/** No screen has more to step through, the gate's keys included. */
const MOST_TABS = 60;

/** A key that was pressed is gone, lies beneath what it has opened, or stays in. */
const IS_PRESSED = (all: Element[]): boolean =>
  all.every((one) => one.closest('[inert]') !== null || one.getAttribute('aria-pressed') === 'true');

/** Tab to get somewhere, Enter and Space to press; digits are typed. */
export function typing(page: Page): Hand & {
  /** Goes there, and presses nothing. */
  reach(target: Locator): Promise<void>;
} {
  const reach = async (target: Locator): Promise<void> => {
    await target.waitFor();
    await untilTaken(target);
    for (let n = 0; n < MOST_TABS; n += 1) {
      if (await target.evaluate((one) => one.contains(document.activeElement))) return;
      await page.keyboard.press('Tab');
    }
    throw new Error('cannot be reached by keyboard');
  };
  return {
    reach,
    async press(target) {
      await reach(target);
      await page.keyboard.press('Enter');
      await expect.poll(() => target.evaluateAll(IS_PRESSED)).toBe(true);
    },
    async tick(target) {
      await reach(target);
      await page.keyboard.press('Space');
      await expect(target.locator('input')).toBeChecked();
    },
    async pin(digits) {
      await reach(page.locator('.pin__field input'));
      await page.keyboard.type(digits, { delay: 90 });
      await expect(page.locator('.pin__field input')).toHaveValue(digits);
      await page.keyboard.press('Enter');
    },
  };
}

/** Runs in the window: notes by what each input came. */
export const WATCH_INPUTS = `
  globalThis.inputs = [];
  addEventListener('pointerdown', ({ pointerType }) => inputs.push(pointerType), { capture: true });
  addEventListener('keydown', () => inputs.push('key'), { capture: true });
`;
