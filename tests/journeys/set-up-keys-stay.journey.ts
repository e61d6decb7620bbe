import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { setUpEn } from '../../renderer/setup/text/en.ts';
import type { SetUpFault } from '../../shared/setup.ts';
import { startSimulated } from '../electron/simulators/simulated.ts';
import { sentinel } from './command-line.ts';
import { enrolByTicket, test } from './hub.ts';
import { scanByKeyboard } from './keyboard.ts';
import { expect, type Kiosk } from './kiosk.ts';
import { placesOf, shots, step } from './set-up.ts';
import { shortcomings } from './shortcomings.ts';
import { touching } from './touch.ts';

/** A kiosk, and for one of them a hub, on a machine that is busy with other things. */
test.setTimeout(300_000);

const FAULTS = Object.keys(setUpEn.fault) as SetUpFault[];

const SCREENS = (['zh-CN', 'en'] as const).flatMap((language) =>
  (
    [
      [1080, 1920],
      [1920, 1080],
    ] as const
  ).map(([width, height]) => ({ language, width, height })),
);

/** As if it stood before whoever speaks this language, on a screen of this size, and had just come up. */
async function become({ page }: Kiosk, { language, width, height }: (typeof SCREENS)[number]): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send('Emulation.setDeviceMetricsOverride', { width, height, deviceScaleFactor: 1, mobile: false });
  await page.evaluate(
    (wanted) => (globalThis as unknown as Window).sentinel.call('setup:settings', { language: wanted }),
    language,
  );
  await page.reload();
  await page.waitForSelector(`html[lang="${language}"] .set-up`);
}

/** What moved of a step's keys and fields, each with where it was and is. */
function moved(
  before: Record<string, readonly number[]>,
  now: Record<string, readonly number[]>,
): [string, readonly number[], readonly number[] | undefined][] {
  return Object.entries(before)
    .filter(([key, at]) => String(at) !== String(now[key]))
    .map(([key, at]) => [key, at, now[key]]);
}

/** So long the hub is asked, where it is looked at meanwhile. */
const ASKED_FOR_MS = 1500;

/** From now on enrolling ends with the fault that the main process's `fault` is, `hub-busy` after a while. */
async function refuseAll({ app }: Kiosk): Promise<void> {
  await app.evaluate(({ ipcMain }, askedForMs) => {
    type Handler = (event: unknown, name: string, ask: unknown) => unknown;
    // Electron gives nobody a handler that is there: all but these two calls are still answered by it.
    const before = (ipcMain as unknown as { _invokeHandlers: Map<string, Handler> })._invokeHandlers.get('call');
    ipcMain.removeHandler('call');
    ipcMain.handle('call', async (event, name: string, ask: unknown) => {
      if (name !== 'setup:stick' && name !== 'setup:typed') return before?.(event, name, ask);
      const { fault } = globalThis as unknown as { fault: string };
      if (fault === 'hub-busy') await new Promise((asked) => setTimeout(asked, askedForMs));
      return { ok: false, fault };
    });
  }, ASKED_FOR_MS);
}

async function whileAsked(page: Page): ReturnType<typeof placesOf> {
  await page.locator('.set-up__answer[data-is="asking"]').waitFor();
  return placesOf(page);
}

test('whichever fault is said of a ticket, or of what was typed, no key moves under the finger', async ({
  start,
  folder,
}) => {
  const kiosk = await start({ venue: true, profile: join(folder, 'profile'), shots: shots() });
  const { page } = kiosk;
  const hand = await touching(page);
  await step(page, 'language');
  await hand.press(page.locator('[data-language="zh-CN"]'));
  await step(page, 'hub');
  await refuseAll(kiosk);
  const isSaid = async (at: string, fault: SetUpFault): ReturnType<typeof placesOf> => {
    await kiosk.app.evaluate((_electron, said) => Object.assign(globalThis, { fault: said }), fault);
    await hand.press(page.locator(`[data-action="${at === 'hub' ? 'stick' : 'next'}"]`));
    const asked = fault === 'hub-busy' ? await whileAsked(page) : {};
    await page.locator(`[data-fault="${fault}"]`).waitFor();
    return asked;
  };
  const found: unknown[] = [];
  for (const screen of SCREENS) {
    const name = `${screen.language}-${screen.width}`;
    await become(kiosk, screen);
    for (const at of ['hub', 'typed']) {
      if (at === 'typed') {
        await hand.press(page.locator('[data-action="type"]'));
        await page.locator('.typed__field').first().waitFor();
        await page.locator('input[name="hub"]').fill('hub.example:8443');
        await page.locator('input[name="code"]').fill('ABCD-EFGH-JKMN-PQRS');
      }
      const before = await placesOf(page);
      for (const fault of FAULTS) {
        const asked = await isSaid(at, fault);
        // The way back is not there while it is asked, and nothing has moved into its place.
        const meanwhile = moved(before, asked).filter(([, , now]) => now !== undefined);
        found.push(...meanwhile.map((one) => [name, at, 'asking', ...one]));
        found.push(...moved(before, await placesOf(page)).map((one) => [name, at, fault, ...one]));
      }
      await isSaid(at, 'provision-malformed');
      await page.screenshot({ path: test.info().outputPath(`${at}-${name}.png`) });
      found.push(...(await shortcomings(kiosk)).map((one) => [name, at, one]));
    }
  }
  expect(found).toEqual([]);
});

test('when a scanner types, or a reader first reads, no key of the readers’ step moves', async ({
  start,
  folder,
  hub,
}) => {
  const profile = join(folder, 'profile');
  mkdirSync(profile);
  const link = join(folder, 'scanner');
  const reader = await startSimulated('scanner', '--link', link);
  try {
    await sentinel('devices', 'add', '--profile', profile, '--role', 'scanner', '--port', link);
    await enrolByTicket(profile, await hub.ticket('north'));
    const progress = { step: 'readers', camera: null, isSoundHeard: null };
    writeFileSync(join(profile, 'venue', 'set-up.json'), JSON.stringify(progress));
    const kiosk = await start({ venue: true, profile, shots: shots() });
    const found: unknown[] = [];
    for (const screen of SCREENS) {
      const name = `${screen.language}-${screen.width}`;
      await become(kiosk, screen);
      await stands(kiosk.page);
      const before = await placesOf(kiosk.page);
      await scanByKeyboard(kiosk.page, hub.code(1));
      await kiosk.page.locator('[data-device="keyboard"] [data-heard="code"]').waitFor();
      reader.tell({ do: 'scan', text: hub.code(2) });
      await kiosk.page.locator('[data-device="scanner-1"] [data-heard="code"]').waitFor();
      found.push(...moved(before, await placesOf(kiosk.page)).map((one) => [name, ...one]));
      await kiosk.page.screenshot({ path: test.info().outputPath(`readers-${name}.png`) });
      found.push(...(await shortcomings(kiosk)).map((one) => [name, one]));
      // Nor while the ports are asked again, and once they have answered.
      await kiosk.page.locator('[data-action="look"]').click();
      const looking = moved(before, await placesOf(kiosk.page)).filter(([, , now]) => now !== undefined);
      found.push(...looking.map((one) => [name, 'looking', ...one]));
      await stands(kiosk.page);
      found.push(...moved(before, await placesOf(kiosk.page)).map((one) => [name, 'looked', ...one]));
    }
    expect(found).toEqual([]);
  } finally {
    await reader.stop();
  }
});

async function stands(page: Page): Promise<void> {
  await step(page, 'readers');
  await expect(page.locator('[data-action="look"]')).toBeEnabled({ timeout: 60_000 });
  await expect(page.locator('[data-device="scanner-1"]')).toHaveAttribute('data-state', 'ready', { timeout: 30_000 });
}
