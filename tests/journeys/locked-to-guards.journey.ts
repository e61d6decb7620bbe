import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { GUARDS_FILE, writeGuards } from '../../electron/guards/list.ts';
import { badgeText } from '../../shared/guard.ts';
import { en } from '../../renderer/text/en.ts';
import { chosen, enter, GUARD, refused, startGuarded, SUPERVISOR, withGuards } from './guarded.ts';
import { changeSettings, expect, isSeen, journalRows, test, type Kiosk } from './kiosk.ts';
import { demoTexts } from './visitors.ts';

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
    ['shift:end', null],
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
  await isSeen(page);
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
  await expect(page.locator('.bar__open')).toHaveText(en.lock.open.replace('{{name}}', SUPERVISOR.name));

  // Locked by hand, and after the plug was pulled. Whose shift it is stays as it is, and nobody ends it who has not proven to be a guard.
  await page.locator('[data-open="by-hand"]').click();
  await expect(page.locator('[data-shift="end"]')).toBeVisible();
  await page.locator('[data-shift="lock"]').click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await expect(page.locator('.bar__open')).toHaveCount(0);
  await page.locator('[data-open="by-hand"]').click();
  await expect(page.getByText(en.byHand.shift.of.replace('{{name}}', GUARD.name))).toBeVisible();
  await expect(page.locator('[data-shift="end"]')).toHaveCount(0);
  expect(await refused(kiosk, 'shift:end', null)).toBe(true);
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await page.locator('.foot__past').click();
  await expect(page.getByRole('dialog', { name: en.lock.title })).toBeVisible();
  await enter(kiosk, '00000000');
  await expect(page.locator('.by-hand__fault')).toContainText(en.byHand.fault['pin-wrong']);
  expect(journalRows(kiosk.directory).map(({ type, reasons, guard }) => [type, reasons, guard])).toEqual([
    ['scan', '["all-checks-passed"]', null],
    ['manual', '["shift-began"]', GUARD.number],
  ]);
  await kiosk.kill();
  const again = await start({ profile });
  expect(await refused(again, 'past:read', null)).toBe(true);
});

async function askedByTouching({ app, page }: Kiosk): Promise<string[]> {
  const asked = await app.evaluateHandle(({ BrowserWindow }) => {
    const names: string[] = [];
    BrowserWindow.getAllWindows()[0]?.webContents.ipc.handle('call', (_event, name: string) => {
      names.push(name);
      return null;
    });
    return names;
  });
  await page.locator('h1').click();
  await page.keyboard.press('Shift');
  await page.locator('h1').click();
  // What is asked comes in order: nothing is still on its way.
  await page.evaluate(() =>
    (globalThis as unknown as { sentinel: { call(name: string, ask: null): Promise<unknown> } }).sentinel.call(
      'last',
      null,
    ),
  );
  const names = await asked.evaluate((all) => all);
  await app.evaluate(({ BrowserWindow }) => {
    BrowserWindow.getAllWindows()[0]?.webContents.ipc.removeHandler('call');
  });
  return names.filter((name) => name === 'last' || name === 'kiosk:touched');
}

test('that the screen is touched is told while the kiosk is open, and not with each touch', async ({
  start,
  folder,
}) => {
  const kiosk = await start({ profile: await withGuards(folder) });
  const { page } = kiosk;
  await page.locator('.bar').waitFor();
  expect(await askedByTouching(kiosk)).toEqual(['last']);
  expect(await refused(kiosk, 'kiosk:unlock', { guard: GUARD.number, pin: GUARD.pin })).toBe(false);
  await expect(page.locator('.bar__open')).toBeVisible();
  expect(await askedByTouching(kiosk)).toEqual(['kiosk:touched', 'last']);
});

test('what nobody has proven who they are for has nobody in the journal, and no call is taken that does not fit', async ({
  start,
  folder,
}) => {
  const kiosk = await startGuarded(start, folder);
  const { page } = kiosk;
  const proof = { guard: GUARD.number, pin: GUARD.pin };
  const about = '0180baed-fa80-7000-8000-000000000002';
  for (const [call, ask] of [
    ['decision:by-hand', { ...proof, about: null, reason: 'papers-seen', verdict: 'admit', otherThan: [] }],
    ['decision:by-hand', { ...proof, about, reason: 'no-phone', verdict: 'admit', otherThan: [] }],
    ['abnormal:record', { about, done: [] }],
    ['abnormal:record', { about, done: ['noted', 'noted'] }],
  ] as const) {
    expect([call, ask, await refused(kiosk, call, ask)]).toEqual([call, ask, true]);
  }
  expect(await refused(kiosk, 'shift:begin', proof)).toBe(false);
  await expect(page.locator('.bar__open')).toBeVisible();
  expect(await refused(kiosk, 'kiosk:lock', null)).toBe(false);
  expect(await refused(kiosk, 'kiosk:touched', null)).toBe(false);
  await expect(page.locator('.bar__open')).toHaveCount(0);

  await page.locator('[data-open="by-hand"]').click();
  await page.locator('[data-reason="no-phone"]').click();
  await page.locator('.by-hand__verdict--admit').click();
  await enter(kiosk, GUARD.pin);
  expect((await kiosk.sees('admitted-by-hand')).verdict).toBe('admit');
  await isSeen(page);
  await page.locator('[data-action="undo"]').click();
  await page.locator('.outcome').waitFor({ state: 'detached' });
  expect(journalRows(kiosk.directory).map(({ type, reasons, guard }) => [type, reasons, guard])).toEqual([
    ['manual', '["shift-began"]', GUARD.number],
    ['manual', '["no-phone"]', GUARD.number],
    ['overrule', '["undone"]', null],
  ]);
});

test('a list that is emptied or damaged while the kiosk runs locks it within some seconds, and the screen says why', async ({
  start,
  folder,
}) => {
  const kiosk = await startGuarded(start, folder);
  const { page } = kiosk;
  expect(await refused(kiosk, 'shift:begin', { guard: GUARD.number, pin: GUARD.pin })).toBe(false);
  await expect(page.locator('.bar__open')).toBeVisible();
  const within = { timeout: 10_000 };

  writeGuards(kiosk.directory, []);
  await expect(page.locator('main')).toHaveAttribute('data-locked', 'true', within);
  expect(await refused(kiosk, 'settings:change', { direction: 'out' })).toBe(true);
  await page.locator('[data-open="settings"]').click();
  const sheet = page.getByRole('dialog', { name: en.lock.title });
  await expect(sheet.getByRole('alert')).toHaveText(en.lock.nobody);
  await sheet.screenshot({ path: test.info().outputPath('nobody.png') });

  writeFileSync(join(kiosk.directory, GUARDS_FILE), '{');
  await expect(sheet.getByRole('alert')).toHaveText(en.byHand.fault['guards-damaged'], within);
});

test('a list that is emptied while somebody decides is said there, and at rest', async ({ start, folder }) => {
  const kiosk = await startGuarded(start, folder);
  const { page } = kiosk;
  await page.locator('[data-open="by-hand"]').click();
  await page.locator('[data-reason="child"]').click();
  await page.locator('.by-hand__verdict--admit').click();
  await expect(page.getByLabel(en.byHand.pin)).toBeVisible();
  writeGuards(kiosk.directory, []);
  const sheet = page.getByRole('dialog');
  await expect(sheet.getByRole('alert')).toHaveText(en.lock.nobody, { timeout: 10_000 });
  await page.keyboard.press('Escape');
  await sheet.waitFor({ state: 'detached' });
  await expect(page.locator('.alert__line')).toHaveAttribute('data-problem', 'guards-none');
  await page.screenshot({ path: test.info().outputPath('none.png') });
});
