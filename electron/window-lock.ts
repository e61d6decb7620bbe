import { app, type BrowserWindow } from 'electron';

/** Two windows that want the focus both take turns: a wedge scanner types into ours again before its next scan. */
const BACK_AFTER_MS = 250;

/** No page back by a swipe, no zoom by two fingers: Chromium's own, and wanted before the app is ready. */
export function forbidGestures(): void {
  app.commandLine.appendSwitch('disable-pinch');
  app.commandLine.appendSwitch('overscroll-history-navigation', '0');
}

/**
 * Keeps the public at the kiosk's screen: its window is not closed, put away, shrunk or zoomed, whichever keys somebody finds.
 *
 * No key is kept from the page for it: there is no menu, so none means anything to Chromium, and scanners that are keyboards
 * type control characters as Control and a letter. What a compositor or the kernel does with keys (another terminal, SysRq) is
 * denied where they are set up: scripts/package/debian.
 *
 * @param refused hears that it was told to close
 */
export function lockWindow(window: BrowserWindow, refused: () => void): void {
  const { webContents } = window;
  let isLeaving = false;
  // The app itself ends, or the system wants it to.
  app.on('before-quit', () => {
    isLeaving = true;
  });
  window.on('close', (event) => {
    if (isLeaving) return;
    event.preventDefault();
    refused();
  });
  const putBack = (how: () => void) => () => {
    if (!isLeaving && !window.isDestroyed()) how();
  };
  window.on(
    'minimize',
    putBack(() => {
      window.restore();
    }),
  );
  window.on(
    'hide',
    putBack(() => {
      window.show();
    }),
  );
  window.on(
    'leave-full-screen',
    putBack(() => {
      window.setKiosk(true);
      window.setFullScreen(true);
    }),
  );
  // Whoever takes the keyboard may have taken these too: a window manager has keys and a menu for both.
  const inFront = (): void => {
    window.setVisibleOnAllWorkspaces(true);
    window.setAlwaysOnTop(true);
  };
  const toFocus = putBack(() => {
    inFront();
    if (!window.isFocused()) window.focus();
  });
  window.on('blur', () => setTimeout(toFocus, BACK_AFTER_MS));
  inFront();
  webContents.setIgnoreMenuShortcuts(true);
  webContents.on('did-finish-load', () => {
    webContents.setZoomFactor(1);
    void webContents.setVisualZoomLevelLimits(1, 1);
  });
}
