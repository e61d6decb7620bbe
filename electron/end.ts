import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { app, BrowserWindow, Menu, powerSaveBlocker, screen, session } from 'electron';
import { LEAVE_PATH, mayLeave, pageOf, type EndView } from './decommission/page.ts';
import { dropState, type State } from './decommission/state.ts';
import { surroundingsOf } from './decommission/system.ts';
import { LEFT, leaveWithCtrlQ } from './leaving.ts';
import { ORIGIN, registerScheme } from './protocol.ts';
import { proxyOf } from './sync/proxy.ts';
import { openSystemStore } from './system-store.ts';
import { lockWindow } from './window-lock.ts';

/** So long it is read that nothing came of it, before the kiosk starts again. */
const READ_FOR_MS = 20_000;

/**
 * Ends the life of the kiosk in this profile, and shows how far it is, and then the report, until the machine is switched off or somebody
 * leaves, as whoever is there may: there is no kiosk any more.
 * Chromium has its files elsewhere: nothing writes into what is erased. To be called before the app is ready.
 */
export function showEnd(profile: string, state: State): void {
  const elsewhere = mkdtempSync(join(tmpdir(), 'sentinel-end-'));
  app.setPath('userData', elsewhere);
  const { HOME: home } = process.env;
  // Caches of what draws, and of what knows certificates: in the Debian package the user's home is the profile.
  process.env['HOME'] = elsewhere;
  registerScheme();
  void app.whenReady().then(async () => {
    const show = openEndWindow();
    show({ is: 'under-way', progress: null });
    try {
      // Loaded here: with it comes what speaks to hubs, which no other start wants.
      const { decommission } = await import('./decommission/decommission.ts');
      const proxy = state.kiosk === null ? 'DIRECT' : await session.defaultSession.resolveProxy(state.kiosk.hub);
      const done = await decommission({
        ...{ profile, report: state.report, choice: state.wanted ?? { is: 'sync' } },
        ...{ asksOfAbandoned: false, store: openSystemStore() },
        ...{ proxy: proxyOf(proxy), extraCa: process.env['NODE_EXTRA_CA_CERTS'] },
        now: () => new Date(),
        // This is the app, and it has let go of everything.
        isRunning: () => false,
        surroundings: surroundingsOf,
        tell: (progress) => {
          show({ is: 'under-way', progress });
        },
      });
      if (done.ok) show({ is: 'ended', report: done.value, file: state.report });
      else
        beginAgain(profile, home, () => {
          show({ is: 'refused', refusal: done.fault });
        });
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      process.stderr.write(`${why}\n`);
      show({ is: 'failed', why });
    }
  });
}

function beginAgain(profile: string, home: string | undefined, show: () => void): void {
  dropState(profile);
  show();
  setTimeout(() => {
    if (home !== undefined) process.env['HOME'] = home;
    // Else whoever has started this one starts the next.
    if (process.env['DIGITAL_SENTINEL_STARTED_ANEW_BY'] === undefined) app.relaunch();
    app.exit(0);
  }, READ_FOR_MS);
}

/** @returns what shows a page without scripts, which asks for nothing but its own style */
function openEndWindow(): (view: EndView) => void {
  Menu.setApplicationMenu(null);
  powerSaveBlocker.start('prevent-display-sleep');
  let view: EndView = { is: 'under-way', progress: null };
  const root = join(app.getAppPath(), 'out', 'renderer');
  session.defaultSession.protocol.handle('app', ({ url }) => {
    const path = new URL(url).pathname;
    const isStyle = /^\/assets\/[\w-]+\.css$/u.test(path);
    if (!isStyle && path !== '/ending.html') return new Response(null, { status: 404 });
    const text = readFileSync(join(root, path), 'utf8');
    const body = isStyle ? text : text.replace('<main></main>', () => `<main>${pageOf(view)}</main>`);
    const type = isStyle ? 'text/css; charset=utf-8' : 'text/html; charset=utf-8';
    return new Response(body, { headers: { 'content-type': type, 'content-security-policy': POLICY } });
  });
  session.defaultSession.setPermissionRequestHandler((_contents, _permission, answer) => {
    answer(false);
  });
  const window = new BrowserWindow({
    ...{ ...screen.getPrimaryDisplay().bounds, fullscreen: true, kiosk: true, backgroundColor: '#0f172a' },
    webPreferences: {
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      javascript: false,
      devTools: false,
    },
  });
  // There is no log any more.
  lockWindow(window, () => undefined);
  window.webContents.setWindowOpenHandler(() => ({ action: 'deny' }));
  const leave = (): void => {
    app.exit(LEFT);
  };
  leaveWithCtrlQ(window, () => mayLeave(view), leave);
  window.webContents.on('will-navigate', (event) => {
    event.preventDefault();
    // The page has no scripts: its key is a link.
    if (event.url === ORIGIN + LEAVE_PATH && mayLeave(view)) leave();
  });
  return (next) => {
    view = next;
    if (!window.isDestroyed()) void window.loadURL(`${ORIGIN}/ending.html`).catch(() => undefined);
  };
}

const POLICY = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
