import type { KioskStatus } from '../../shared/contract.ts';
import type { Kiosk } from '../../tests/journeys/kiosk.ts';
import { launchAtRest, sendAway, type Meet } from './meet.ts';
import { tellAlso, tellOutcome } from './told.ts';

const NOBODY: KioskStatus['guards'] = { list: [], fault: null, onDuty: null, openTo: null, access: 'locked' };

/** What is wrong with the kiosk itself, by what its line is called. Those that lock it last. */
const PROBLEMS: readonly (readonly [problem: string, untrue: Partial<KioskStatus>])[] = [
  ['journal-full', { journal: 'full' }],
  ['journal-damaged', { journal: 'damaged' }],
  ['journal-set-aside', { journal: 'set-aside' }],
  ['journal-nearly-full', { journal: 'nearly-full' }],
  ['venue-type-unknown', { isVenueTypeUnknown: true }],
  ['settings-reset', { areSettingsReset: true }],
  ['guards-none', { guards: NOBODY }],
  ['guards-damaged', { guards: { ...NOBODY, fault: 'guards-damaged' } }],
];

/** So long that it stays for every look: of an outcome that has not been decided yet. */
const STAYS_LONG = { ageMs: -60_000 };

/** A code that is being asked about, and each problem of the kiosk itself; where it has no guards, what opens to them as well. */
export async function meetProblems(folder: string, window: string, meet: Meet): Promise<void> {
  const kiosk = await launchAtRest(folder, window);
  const { page } = kiosk;
  await tellOutcome(kiosk, { serial: 1, source: 'camera', result: { kind: 'asking' }, durationMs: 5, ...STAYS_LONG });
  await page.waitForSelector('[data-verdict="asking"]');
  await meet('asking', kiosk);
  await sendAway(kiosk);
  await tellAlso(kiosk, { journal: 'nearly-full', isVenueTypeUnknown: true, areSettingsReset: true });
  await page.locator('.alert__more').waitFor();
  await meet('problems-several', kiosk);
  await page.locator('.alert__more').click();
  await page.getByRole('dialog').waitFor();
  await meet('problems-all', kiosk);
  await sendAway(kiosk);
  await tellAlso(kiosk, { journal: 'ok', isVenueTypeUnknown: false, areSettingsReset: false });
  for (const [problem, untrue] of PROBLEMS) {
    await tellAlso(kiosk, untrue);
    await page.waitForSelector(`[data-problem="${problem}"]`);
    await meet(`problem-${problem}`, kiosk);
    if (untrue.guards === undefined) continue;
    await page.locator('[data-open="settings"]').click();
    await page.getByRole('dialog').getByRole('alert').waitFor();
    await meet(`problem-${problem}-unlock`, kiosk);
    await sendAway(kiosk);
  }
  await kiosk.app.close();
}

/** What the window gets in place of a camera: `busy` and its like are refused by these names of DOMException. */
const CAMERAS = {
  busy: 'NotReadableError',
  denied: 'NotAllowedError',
  frozen: 'still',
  covered: 'black',
  unplugged: 'NotFoundError',
} as const;

/** Every fault of a camera but that there is none, each until the next. */
export async function meetCameraFaults(folder: string, window: string, meet: Meet): Promise<void> {
  const kiosk = await launchAtRest(folder, window);
  for (const [fault, gives] of Object.entries(CAMERAS)) {
    await changeCamera(kiosk, gives);
    await kiosk.page.waitForSelector(`[data-camera="${fault}"]`);
    await meet(`camera-${fault}`, kiosk);
  }
  await kiosk.app.close();
}

/**
 * Chromium's fake camera has no faults: another takes its place, and it is unplugged. No function in it has a name, for which
 * the compiler of this file would put in something that the window does not have.
 */
async function changeCamera({ page }: Kiosk, gives: (typeof CAMERAS)[keyof typeof CAMERAS]): Promise<void> {
  await page.evaluate((how) => {
    navigator.mediaDevices.getUserMedia = () => {
      if (how !== 'still' && how !== 'black') return Promise.reject(new DOMException('as a browser refuses', how));
      const canvas = Object.assign(document.createElement('canvas'), { width: 1280, height: 720 });
      const context = canvas.getContext('2d');
      // Each time it is painted there is a frame.
      if (how === 'black') setInterval(() => context?.fillRect(0, 0, canvas.width, canvas.height), 50);
      return Promise.resolve(canvas.captureStream());
    };
    const stream = document.querySelector('video')?.srcObject;
    const [track] = stream instanceof MediaStream ? stream.getVideoTracks() : [];
    track?.stop();
    track?.dispatchEvent(new Event('ended'));
  }, gives);
}

/**
 * The screen that could not be drawn, and the one before anything is known: both have both languages, and no look of their own.
 *
 * @param pathOf where the picture of a screen is to be
 */
export async function shootWithoutKiosk(
  pathOf: (name: string) => string,
  folder: string,
  window: string,
): Promise<void> {
  const { app, page } = await launchAtRest(folder, window);
  // It is loaded anew after a moment, which is no part of the picture.
  await page.evaluate(() => {
    globalThis.setTimeout = (() => 0) as unknown as typeof setTimeout;
  });
  await app.evaluate(({ BrowserWindow }) => {
    BrowserWindow.getAllWindows()[0]?.webContents.send('status', {});
  });
  await page.locator('.broken').waitFor();
  await page.screenshot({ path: pathOf('broken') });
  await app.evaluate(({ BrowserWindow }) => {
    BrowserWindow.getAllWindows()[0]?.webContents.ipc.handle('call', () => new Promise(() => undefined));
  });
  await page.reload();
  await page.locator('.starting').waitFor();
  await page.screenshot({ path: pathOf('starting') });
  await app.close();
}
