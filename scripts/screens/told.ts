import type { KioskStatus, Outcome } from '../../shared/contract.ts';
import { changeSettings, type Kiosk } from '../../tests/journeys/kiosk.ts';

/**
 * Has the window told from now on that this is so, whatever is: a disk is not filled for a picture. What it was told before
 * is forgotten.
 */
export async function tellAlso(kiosk: Kiosk, untrue: Partial<KioskStatus>): Promise<void> {
  await kiosk.app.evaluate(({ BrowserWindow }, changed) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents;
    if (contents === undefined) throw new Error('there is no window');
    const plain = Object.getPrototypeOf(contents) as typeof contents;
    contents.send = (event: string, told: object) => {
      plain.send.call(contents, event, event === 'status' ? { ...told, ...changed } : told);
    };
  }, untrue);
  // Anybody may change it, and with every change all is told.
  await changeSettings(kiosk, { language: 'en' });
}

/** Shows an outcome that no visitor had, as the next one. */
export async function tellOutcome({ app }: Kiosk, outcome: Outcome): Promise<void> {
  await app.evaluate(({ BrowserWindow }, told) => {
    BrowserWindow.getAllWindows()[0]?.webContents.send('outcome', told);
  }, outcome);
}
