import { join } from 'node:path';
import { app, BrowserWindow, Menu, powerSaveBlocker, screen, session, type Session } from 'electron';
import type { Events } from '../shared/contract.ts';
import type { Launch } from './launch.ts';
import { leaveWithCtrlQ } from './leaving.ts';
import type { Log } from './log.ts';
import { ORIGIN, serveWindow } from './protocol.ts';
import { endWhenHung, reloadWhenGone } from './window-kept.ts';
import { lockWindow } from './window-lock.ts';

/** The kiosk's only window, as the rest of the app knows it. */
export interface KioskWindow {
  tell<E extends keyof Events>(event: E, payload: Events[E]): void;
  focus(): void;
  /** It has answered a `ping`. */
  answered(): void;
  /** Loads another page, and that one again whenever the window is loaded anew. */
  show(page: Page): void;
}

/** `first`: of a kiosk that is not set up; `set-up`: of one that has enrolled, until IT has finished. */
export type Page = 'kiosk' | 'first' | 'set-up';

function addressOf(page: Page): string {
  return `${ORIGIN}/index.html${page === 'kiosk' ? '' : '?set-up'}`;
}

/** @param leave what Ctrl+Q does where it may: at a demo, and before there is a kiosk */
export function openWindow(
  launch: Launch,
  log: Log,
  first: Page = 'kiosk',
  leave: () => void = app.quit.bind(app),
): KioskWindow {
  let page = first;
  Menu.setApplicationMenu(null);
  powerSaveBlocker.start('prevent-display-sleep');
  restrict(session.defaultSession, log);
  serveWindow(session.defaultSession, join(app.getAppPath(), 'out', 'renderer'));
  const window = new BrowserWindow({
    ...(launch.windowSize ?? largeAsScreen()),
    frame: launch.windowSize !== null,
    useContentSize: true,
    show: true,
    backgroundColor: '#0f172a',
    webPreferences: {
      preload: join(app.getAppPath(), 'out', 'preload', 'preload.cjs'),
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      spellcheck: false,
      devTools: !app.isPackaged,
      backgroundThrottling: false,
      autoplayPolicy: 'no-user-gesture-required',
    },
  });
  if (launch.windowSize === null) fillScreen(window);
  stayInside(window, log);
  // Before it is set up nobody stands before it but IT.
  leaveWithCtrlQ(window, () => launch.isDemo || page === 'first', leave);
  if (!launch.isDemo) {
    lockWindow(window, () => {
      log.write('request-refused', { what: 'close' });
    });
  }
  const load = (): void => void window.loadURL(addressOf(page));
  reloadWhenGone(window, log, load);
  const tell: KioskWindow['tell'] = (event, payload) => {
    if (!window.isDestroyed()) window.webContents.send(event, payload);
  };
  const answered = endWhenHung(window, log, () => {
    tell('ping', null);
  });
  load();
  return {
    tell,
    answered,
    focus: () => {
      if (window.isMinimized()) window.restore();
      window.focus();
    },
    show(next) {
      page = next;
      if (!window.isDestroyed()) load();
    },
  };
}

/**
 * Where there is no window manager, a window fills the screen by its size: a pixel higher, because one that is just as large
 * is made a pixel smaller by Chromium, lest a window manager should make it fill the screen unasked.
 */
function largeAsScreen(): Electron.Rectangle {
  const { bounds } = screen.getPrimaryDisplay();
  return { ...bounds, height: bounds.height + 1 };
}

/** Asked for before the window is there, it would have the size again that it was made with as soon as it is shown. */
function fillScreen(window: BrowserWindow): void {
  window.webContents.once('did-navigate', () => {
    window.setKiosk(true);
    window.setFullScreen(true);
  });
}

/** The window gets the camera's picture and no other permission, device or download. */
function restrict(from: Session, log: Log): void {
  const isCamera = (permission: string, kinds: readonly (string | undefined)[], url: string): boolean =>
    permission === 'media' && url.startsWith(ORIGIN) && !kinds.includes('audio');
  from.setPermissionRequestHandler((_contents, permission, answer, details) => {
    const kinds = 'mediaTypes' in details ? (details.mediaTypes ?? []) : [];
    const isAllowed = isCamera(permission, kinds, details.requestingUrl);
    if (!isAllowed) log.write('request-refused', { what: permission });
    answer(isAllowed);
  });
  from.setPermissionCheckHandler((_contents, permission, origin, { mediaType }) =>
    isCamera(permission, [mediaType], origin),
  );
  from.setDevicePermissionHandler(() => false);
  from.on('will-download', (event) => {
    event.preventDefault();
  });
  from.webRequest.onBeforeRequest((details, answer) => {
    answer({ cancel: !details.url.startsWith(`${ORIGIN}/`) && !details.url.startsWith('devtools://') });
  });
}

function stayInside(window: BrowserWindow, log: Log): void {
  const { webContents } = window;
  const refuse = (what: string) => (event: Electron.Event) => {
    event.preventDefault();
    log.write('request-refused', { what });
  };
  webContents.on('will-navigate', refuse('navigation'));
  webContents.on('will-redirect', refuse('redirect'));
  webContents.on('will-attach-webview', refuse('webview'));
  webContents.setWindowOpenHandler(() => {
    log.write('request-refused', { what: 'window' });
    return { action: 'deny' };
  });
}
