import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeGuards } from '../../electron/guards/list.ts';
import { hashPin } from '../../electron/guards/pin.ts';
import { GUARD, SUPERVISOR } from './guarded.ts';
import type { Kiosk, Start } from './kiosk.ts';

/** @returns a venue's kiosk, which has no rules yet, with guards of its own */
export async function startVenue(start: (how: Start) => Promise<Kiosk>, folder: string): Promise<Kiosk> {
  const profile = join(folder, 'at-a-venue');
  mkdirSync(join(profile, 'venue'), { recursive: true });
  writeFileSync(join(profile, 'venue', 'venue.json'), '{}');
  writeGuards(
    join(profile, 'venue'),
    await Promise.all([GUARD, SUPERVISOR].map(async (guard) => ({ ...guard, pin: await hashPin(guard.pin) }))),
  );
  return await start({ venue: true, profile });
}

/** So that a page that is loaded anew does not stand as it did. */
export async function mark({ page }: Kiosk): Promise<void> {
  await page.evaluate(() => {
    (globalThis as unknown as { mark: string }).mark = 'not loaded anew';
  });
}

/** What somebody who gets out of the page, or at anything beside it, would change. */
export async function standing({ app, page }: Kiosk): Promise<unknown> {
  const inside = await page.evaluate(() => ({
    mark: (globalThis as unknown as { mark: unknown }).mark,
    url: location.href,
    history: history.length,
    scale: visualViewport?.scale,
    ratio: devicePixelRatio,
    size: [innerWidth, innerHeight],
    selected: String(getSelection()),
    isCaretShown: document.designMode,
  }));
  const outside = await app.evaluate(({ BrowserWindow, webContents }) => ({
    contents: webContents.getAllWebContents().length,
    windows: BrowserWindow.getAllWindows().map((window) => ({
      isVisible: window.isVisible(),
      isMinimized: window.isMinimized(),
      isKiosk: window.isKiosk(),
      bounds: window.getBounds(),
      zoom: window.webContents.getZoomFactor(),
      isDebugged: window.webContents.isDevToolsOpened(),
    })),
  }));
  return { inside, outside };
}

/** As a keyboard does: keys of Playwright's own are the page's alone, and the app hears of none. */
export async function pressCtrlQ({ app }: Pick<Kiosk, 'app'>): Promise<void> {
  await app.evaluate(({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents;
    for (const type of ['keyDown', 'keyUp'] as const)
      contents?.sendInputEvent({ type, keyCode: 'q', modifiers: ['control'] });
  });
}

/** Whatever Chromium, its menus and those around it have a meaning for. */
export const KEYS = [
  ...['Alt+F4', 'Control+w', 'Control+q', 'Control+Shift+W', 'Control+F4', 'Alt+Space', 'Alt+Tab', 'Meta', 'Meta+d'],
  ...['Control+r', 'Control+Shift+R', 'F5', 'Control+F5', 'Alt+ArrowLeft', 'Alt+ArrowRight', 'Backspace', 'Alt+Home'],
  ...['F11', 'Escape', 'Shift+Escape'],
  ...['F12', 'Control+Shift+I', 'Control+Shift+J', 'Control+Shift+C', 'Control+u', 'Control+p', 'Control+Shift+P'],
  ...['Control+s', 'Control+o', 'Control+n', 'Control+Shift+N', 'Control+t', 'Control+Shift+T', 'Control+Tab'],
  ...['Control+Equal', 'Control+Shift+Equal', 'Control+Minus', 'Control+Digit0', 'Control+NumpadAdd'],
  ...['Control+l', 'Control+k', 'F6', 'Control+f', 'F3', 'Control+g', 'Control+h', 'Control+j', 'Control+d'],
  ...['F1', 'F7', 'F10', 'Alt', 'Alt+f', 'ContextMenu', 'Shift+F10', 'Control+a', 'Control+c', 'Control+v'],
  ...[
    'Control+Alt+Delete',
    'Control+Alt+F2',
    'Control+Alt+Backspace',
    'Control+Alt+t',
    'Control+Escape',
    'PrintScreen',
  ],
] as const;
