import { app, type BrowserWindow } from 'electron';
import type { Log } from './log.ts';
import { openWatchdog, TICK_MS } from './watchdog.ts';

const RELOAD_AFTER_MS = 300;
/** A window that crashes while it loads is given longer and longer rests, up to this. */
const MAX_RELOAD_AFTER_MS = 30_000;
/** After this long without a crash the rests start short again. */
const CALM_AFTER_MS = 60_000;

/** Chromium gives up, and ends the app, after some crashes of the process that draws; wanted before the app is ready. */
export function outliveHelpers(): void {
  app.commandLine.appendSwitch('disable-gpu-process-crash-limit');
}

/** Loads a window anew whose process has crashed. */
export function reloadWhenGone(window: BrowserWindow, log: Log, load: () => void): void {
  let times = 0;
  let lastAt = -Infinity;
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    log.write('window-gone', { reason });
    if (reason === 'clean-exit') return;
    const at = performance.now();
    times = at - lastAt > CALM_AFTER_MS ? 1 : times + 1;
    lastAt = at;
    setTimeout(
      () => {
        if (window.isDestroyed()) return;
        log.write('window-reloaded', { times });
        load();
      },
      Math.min(RELOAD_AFTER_MS * 2 ** (times - 1), MAX_RELOAD_AFTER_MS),
    );
  });
}

/**
 * Ends the process of a window that hangs; that it is gone has it loaded anew. Also tells the log of helpers that have gone,
 * which Chromium starts again.
 *
 * @param ask has the window answer
 * @returns to be called with each answer
 */
export function endWhenHung(window: BrowserWindow, log: Log, ask: () => void): () => void {
  const { webContents } = window;
  const watchdog = openWatchdog({
    monotonicMs: () => performance.now(),
    ask,
    hung(silentMs) {
      log.write('window-hung', { silentMs: Math.round(silentMs) });
      webContents.forcefullyCrashRenderer();
    },
  });
  const ticking = setInterval(() => {
    // Whoever debugs it has it stand still on purpose.
    if (webContents.isDevToolsOpened()) watchdog.began();
    else watchdog.tick();
  }, TICK_MS);
  window.on('closed', () => {
    clearInterval(ticking);
  });
  webContents.on('did-start-loading', watchdog.began);
  webContents.on('render-process-gone', watchdog.began);
  app.on('child-process-gone', (_event, { type, reason }) => {
    if (reason !== 'clean-exit') log.write('helper-gone', { type, reason });
  });
  return watchdog.answered;
}
