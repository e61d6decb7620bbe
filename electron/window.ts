import { join } from 'node:path';
import { app, BrowserWindow, Menu, powerSaveBlocker, session, type Session } from 'electron';
import type { Events } from '../shared/contract.ts';
import type { Launch } from './launch.ts';
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
}

export function openWindow(launch: Launch, log: Log): KioskWindow {
  Menu.setApplicationMenu(null);
  powerSaveBlocker.start('prevent-display-sleep');
  restrict(session.defaultSession, log);
  serveWindow(session.defaultSession, join(app.getAppPath(), 'out', 'renderer'));
  const window = new BrowserWindow({
    ...(launch.windowSize ?? { fullscreen: true, kiosk: true }),
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
  stayInside(window, log);
  if (launch.isDemo) leaveWithCtrlQ(window);
  else lockWindow(window, log);
  reloadWhenGone(window, log);
  const tell: KioskWindow['tell'] = (event, payload) => {
    if (!window.isDestroyed()) window.webContents.send(event, payload);
  };
  const answered = endWhenHung(window, log, () => {
    tell('ping', null);
  });
  void window.loadURL(`${ORIGIN}/index.html`);
  return {
    tell,
    answered,
    focus: () => {
      if (window.isMinimized()) window.restore();
      window.focus();
    },
  };
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

/** A scanner types control characters as Control and a letter: one with other keys close to it is nobody's wish to leave. */
const ALONE_MS = 200;

function leaveWithCtrlQ(window: BrowserWindow): void {
  let leaving: ReturnType<typeof setTimeout> | undefined;
  let lastAt = -Infinity;
  window.webContents.on('before-input-event', (_event, { type, key, control }) => {
    if (type !== 'keyDown' || key === 'Control') return;
    clearTimeout(leaving);
    const at = performance.now();
    const isAlone = at - lastAt > ALONE_MS;
    lastAt = at;
    if (control && key.toLowerCase() === 'q' && isAlone) leaving = setTimeout(app.quit.bind(app), ALONE_MS);
  });
}
