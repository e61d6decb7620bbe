import type { BrowserWindow } from 'electron';

/**
 * Exit status of an app that was left by who may: a supervisor, or anybody before it is a venue's kiosk and after its end. The unit
 * of scripts/package/debian does not start it again, and the terminal asks who logs in.
 */
export const LEFT = 10;

/** What was logged last is on the disk by then, and the window has its answer. */
export const LOGGED_WITHIN_MS = 500;

/** A scanner types control characters as Control and a letter: one with other keys close to it is nobody's wish to leave. */
const ALONE_MS = 200;

/** Ctrl+Q leaves, wherever on the page the keyboard is. @param mayLeave asked at each */
export function leaveWithCtrlQ(window: BrowserWindow, mayLeave: () => boolean, leave: () => void): void {
  let leaving: ReturnType<typeof setTimeout> | undefined;
  let lastAt = -Infinity;
  window.webContents.on('before-input-event', (_event, { type, key, control }) => {
    if (type !== 'keyDown' || key === 'Control') return;
    clearTimeout(leaving);
    const at = performance.now();
    const isAlone = at - lastAt > ALONE_MS;
    lastAt = at;
    if (control && key.toLowerCase() === 'q' && isAlone && mayLeave()) leaving = setTimeout(leave, ALONE_MS);
  });
}
