import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { writeGuards } from '../../electron/guards/list.ts';
import { hashPin } from '../../electron/guards/pin.ts';
import { badgeText } from '../../shared/guard.ts';
import { en } from '../../renderer/text/en.ts';
import { changeSettings, expect, journalRows, test, type Kiosk } from './kiosk.ts';
import { demoTexts } from './visitors.ts';

const GUARD = { number: 'G21', name: '小周', role: 'guard', pin: '904713' } as const;
const SUPERVISOR = { number: 'S07', name: '老郑', role: 'supervisor', pin: '68203957' } as const;

/** @returns a profile whose kiosk has guards of its own */
async function withGuards(folder: string): Promise<string> {
  const profile = join(folder, 'guarded');
  mkdirSync(join(profile, 'demo'), { recursive: true });
  writeGuards(
    join(profile, 'demo'),
    await Promise.all([GUARD, SUPERVISOR].map(async (guard) => ({ ...guard, pin: await hashPin(guard.pin) }))),
  );
  return profile;
}

async function enter({ page }: Kiosk, pin: string): Promise<void> {
  for (const digit of pin) await page.locator('.pin__key', { hasText: digit }).click();
  await page.locator('.pin__enter').click();
}

const chosen = ({ page }: Kiosk): Promise<string | null> =>
  page.locator('.by-hand__guard[aria-pressed="true"]').getAttribute('data-guard');

/** Asks as a window would that has been taken over. */
function refused({ page }: Kiosk, call: string, ask: unknown): Promise<boolean> {
  return page.evaluate(
    ([name, asked]) =>
      (globalThis as unknown as { sentinel: { call(name: unknown, ask: unknown): Promise<unknown> } }).sentinel
        .call(name, asked)
        .then(
          () => false,
          () => true,
        ),
    [call, ask] as const,
  );
}

test('a kiosk with guards is locked until a badge and a PIN open it, visitors are served all the while', async ({
  start,
  folder,
}) => {
  const texts = await demoTexts();
  const profile = await withGuards(folder);
  const shots = [
    { codes: [], seconds: 4 },
    { codes: [badgeText(GUARD.number)], seconds: 4 },
    { codes: [], seconds: 600 },
  ];
  const kiosk = await start({ profile, shots });
  const { page } = kiosk;
  await changeSettings(kiosk, { language: 'en' });
  for (const [call, ask] of [
    ['past:read', null],
    ['settings:change', { volume: 0 }],
    ['settings:change', { language: 'zh-CN', direction: 'out' }],
    ['policy:fetch', null],
    ['policy:import', null],
    ['policy:explain', { text: texts.yellow }],
    ['clock:trust', null],
  ] as const) {
    expect([call, await refused(kiosk, call, ask)]).toEqual([call, true]);
  }

  // The badge, shown to the camera, opens the sheet with whose it is chosen.
  const sheet = page.getByRole('dialog', { name: en.byHand.shift.begin });
  await sheet.waitFor();
  expect(await chosen(kiosk)).toBe(GUARD.number);
  await kiosk.submit(texts['green-47h']);
  expect((await kiosk.sees('all-checks-passed')).verdict).toBe('admit');
  await page.locator('.outcome').waitFor({ state: 'detached' });
  await enter(kiosk, GUARD.pin);
  await sheet.waitFor({ state: 'detached' });
  await expect(page.locator('.bar__open')).toHaveText(en.lock.open.replace('{{name}}', GUARD.name));

  // A guard's things are a guard's; the rest waits for a supervisor.
  await page.locator('[data-open="settings"]').click();
  await expect(page.getByText(en.settings.volume)).toBeVisible();
  await expect(page.getByText(en.settings.venueType)).toHaveCount(0);
  expect(await refused(kiosk, 'settings:change', { volume: 1 })).toBe(false);
  expect(await refused(kiosk, 'settings:change', { direction: 'out' })).toBe(true);
  await page.locator('[data-open="supervisor"]').click();
  await expect(page.locator('.by-hand__ask')).toHaveText(en.lock.who);
  await page.locator(`[data-guard="${SUPERVISOR.number}"]`).click();
  await enter(kiosk, SUPERVISOR.pin);
  await expect(page.getByText(en.settings.venueType)).toBeVisible();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });

  // Locked by hand, and after the plug was pulled.
  await page.locator('[data-open="by-hand"]').click();
  await page.locator('[data-shift="lock"]').click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await page.locator('.foot__past').click();
  await expect(page.getByRole('dialog', { name: en.lock.title })).toBeVisible();
  await enter(kiosk, '00000000');
  await expect(page.locator('.by-hand__fault')).toContainText(en.byHand.fault['pin-wrong']);
  expect(journalRows(kiosk.directory).map(({ type, reasons, guard }) => [type, reasons, guard])).toEqual([
    ['scan', '["all-checks-passed"]', null],
    ['manual', '["shift-began"]', GUARD.number],
    ['manual', '["shift-ended"]', GUARD.number],
    ['manual', '["shift-began"]', SUPERVISOR.number],
  ]);
  await kiosk.kill();
  const again = await start({ profile });
  expect(await refused(again, 'past:read', null)).toBe(true);
});

test('a badge shown beside a refer is of the guard who decides it, and one of a stranger is said to be', async ({
  start,
  folder,
}) => {
  const texts = await demoTexts();
  const kiosk = await start({ profile: await withGuards(folder) });
  const { page } = kiosk;
  await changeSettings(kiosk, { language: 'en' });
  await kiosk.submit(texts.yellow);
  const badge = (number: string): Promise<boolean> =>
    refused(kiosk, 'scan:submit', { source: 'camera', text: badgeText(number) });
  expect(await badge(GUARD.number)).toBe(false);
  await page.locator('[data-reason="papers-seen"]').click();
  await page.locator('.by-hand__verdict--admit').click();
  expect(await chosen(kiosk)).toBe(GUARD.number);
  await badge('G99');
  await expect(page.locator('.by-hand__fault')).toHaveText(en.byHand.fault['guard-unknown']);
  await badge(SUPERVISOR.number);
  await expect(page.locator(`[data-guard="${SUPERVISOR.number}"]`)).toHaveAttribute('aria-pressed', 'true');
  await expect(page.locator('.by-hand__fault')).toBeEmpty();
  await enter(kiosk, SUPERVISOR.pin);
  expect((await kiosk.sees('admitted-by-hand')).verdict).toBe('admit');
  expect(journalRows(kiosk.directory)[1]).toMatchObject({ type: 'overrule', guard: SUPERVISOR.number });
});

test('while a PIN is entered a badge changes nothing, and who was chosen and is taken off the list is said to be', async ({
  start,
  folder,
}) => {
  const profile = await withGuards(folder);
  const kiosk = await start({ profile });
  const { page } = kiosk;
  await changeSettings(kiosk, { language: 'en' });
  const badge = (number: string): Promise<boolean> =>
    refused(kiosk, 'scan:submit', { source: 'camera', text: badgeText(number) });
  // Nobody's here: nothing opens, and the next page says nothing of it.
  await badge('G99');
  await page.locator('[data-open="by-hand"]').click();
  await page.locator('[data-reason="child"]').click();
  await page.locator('.by-hand__verdict--admit').click();
  expect(await chosen(kiosk)).toBe(GUARD.number);
  await expect(page.locator('.by-hand__fault')).toBeEmpty();
  await badge(SUPERVISOR.number);
  await expect(page.locator(`[data-guard="${SUPERVISOR.number}"]`)).toHaveAttribute('aria-pressed', 'true');
  await page.locator('.pin__key', { hasText: '6' }).click();
  await badge(GUARD.number);
  await badge('G99');
  expect(await chosen(kiosk)).toBe(SUPERVISOR.number);
  await expect(page.getByLabel(en.byHand.pin)).toHaveValue('6');
  await expect(page.locator('.by-hand__fault')).toBeEmpty();

  writeGuards(join(profile, 'demo'), [{ ...GUARD, pin: await hashPin(GUARD.pin) }]);
  // A change of settings has the status told anew.
  await changeSettings(kiosk, { language: 'zh-CN' });
  await changeSettings(kiosk, { language: 'en' });
  await expect(page.locator(`[data-guard="${GUARD.number}"]`)).toHaveAttribute('aria-pressed', 'true');
  await expect(page.locator('.by-hand__fault')).toHaveText(en.byHand.fault['guard-unknown']);
  await enter(kiosk, GUARD.pin);
  expect((await kiosk.sees('admitted-by-hand')).verdict).toBe('admit');
});
