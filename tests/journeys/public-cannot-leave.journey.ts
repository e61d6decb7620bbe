import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { en } from '../../renderer/text/en.ts';
import { enter, enterPin, GUARD, SUPERVISOR } from './guarded.ts';
import { scanByKeyboard } from './keyboard.ts';
import { changeSettings, expect, test, type Kiosk } from './kiosk.ts';
import { KEYS, mark, pressCtrlQ, standing, startVenue } from './locked.ts';
import { misfits } from './text-fits.ts';
import { demoTexts } from './visitors.ts';

const logOf = (kiosk: Kiosk): string => readFileSync(join(kiosk.directory, 'logs', 'kiosk.log'), 'utf8');

/** Of keyboards with keys for a browser, by the codes that Windows has for them. */
const BROWSER_KEYS = {
  BrowserBack: 166,
  BrowserForward: 167,
  BrowserRefresh: 168,
  BrowserSearch: 170,
  BrowserHome: 172,
};

test('no key takes the public out of the kiosk’s page, and a scan after any of them is read', async ({
  start,
  folder,
}) => {
  const texts = await demoTexts();
  const kiosk = await startVenue(start, folder);
  const { page } = kiosk;
  await mark(kiosk);
  const before = await standing(kiosk);
  for (const key of KEYS) {
    await page.keyboard.press(key);
    expect([key, await standing(kiosk)]).toEqual([key, before]);
  }
  // Of all keys the one that the app itself has a meaning for elsewhere.
  await pressCtrlQ(kiosk);
  const session = await page.context().newCDPSession(page);
  for (const [key, windowsVirtualKeyCode] of Object.entries(BROWSER_KEYS)) {
    for (const type of ['rawKeyDown', 'keyUp'] as const)
      await session.send('Input.dispatchKeyEvent', { type, key, code: key, windowsVirtualKeyCode });
    expect([key, await standing(kiosk)]).toEqual([key, before]);
  }
  await scanByKeyboard(page, texts['green-47h'], { end: ['Escape', 'F5', 'Control+R', 'Control+W', 'Control+Q'] });
  await expect.poll(async () => (await kiosk.shown()).length).toBe(1);
  expect(await standing(kiosk)).toEqual(before);
});

test('nor does a mouse or a hand: no way back, no menu, no zoom, nothing carried in or out', async ({
  start,
  folder,
}) => {
  const kiosk = await startVenue(start, folder);
  const { page } = kiosk;
  await mark(kiosk);
  const before = await standing(kiosk);
  const { x, y, width, height } = (await page.locator('h1').boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
  const [at, far] = [
    { x: x + 2, y: y + height / 2 },
    { x: x + width - 2, y: y + height / 2 },
  ];
  const session = await page.context().newCDPSession(page);
  for (const button of ['back', 'forward', 'middle', 'right'] as const) {
    for (const type of ['mousePressed', 'mouseReleased'] as const)
      await session.send('Input.dispatchMouseEvent', { type, button, ...at, clickCount: 1 });
  }
  for (const deltaY of [-400, 400])
    await session.send('Input.dispatchMouseEvent', { type: 'mouseWheel', ...at, deltaX: 0, deltaY, modifiers: 2 });
  await session.send('Input.synthesizePinchGesture', { ...at, scaleFactor: 3 });
  await page.mouse.dblclick(at.x, at.y);
  await page.mouse.move(at.x, at.y);
  await page.mouse.down();
  await page.mouse.move(far.x, far.y, { steps: 5 });
  await page.mouse.up();
  const file = join(folder, 'carried-in.html');
  writeFileSync(file, '<title>out</title>');
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    const data = { items: [], files: [file], dragOperationsMask: 1 };
    await session.send('Input.dispatchDragEvent', { type, ...at, data });
  }
  await page.evaluate(() => {
    globalThis.open('https://example.org/');
    location.assign('https://example.org/');
  });
  await page.keyboard.press('Escape');
  expect(await standing(kiosk)).toEqual(before);
});

test('a window that is told to close, or put away, is there; an app that is told to end, ends', async ({
  start,
  folder,
}) => {
  const kiosk = await startVenue(start, folder);
  const before = await standing(kiosk);
  for (const done of ['close', 'hide', 'minimize'] as const) {
    await kiosk.app.evaluate(({ BrowserWindow }, act) => {
      BrowserWindow.getAllWindows()[0]?.[act]();
    }, done);
    await expect.poll(() => standing(kiosk)).toEqual(before);
  }
  await kiosk.page.evaluate(() => {
    globalThis.close();
  });
  expect(await standing(kiosk)).toEqual(before);
  // What the page asks of itself comes to nothing there: the app hears of the other one alone.
  await expect.poll(() => logOf(kiosk).match(/"what":"close"/gu)?.length).toBe(1);

  const child = kiosk.app.process();
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  expect(await ended).toBe(0);
});

test('a supervisor leaves, by a PIN that is asked for anew; a guard does not', async ({ start, folder }) => {
  const kiosk = await startVenue(start, folder);
  const { page, app } = kiosk;
  const sheet = page.getByRole('dialog', { name: '退出程序' });
  await page.getByRole('button', { name: '打开设置（已锁定）', exact: true }).click();
  await enterPin(kiosk, GUARD);
  await page.locator('[data-open="leave"]').scrollIntoViewIfNeeded();
  await page.screenshot({ path: test.info().outputPath('settings-zh-CN.png') });
  await page.locator('[data-open="leave"]').click();
  await expect(sheet).toBeVisible();
  await page.screenshot({ path: test.info().outputPath('leave-zh-CN.png') });
  expect(await misfits(page)).toEqual([]);
  await changeSettings(kiosk, { language: 'en' });
  await expect(page.getByRole('dialog', { name: en.lock.leave })).toBeVisible();
  await page.screenshot({ path: test.info().outputPath('leave-en.png') });
  expect(await misfits(page)).toEqual([]);
  // Only supervisors are there to choose from.
  await expect(page.locator(`[data-guard="${GUARD.number}"]`)).toHaveCount(0);
  await enter(
    kiosk,
    SUPERVISOR.pin.replace(/\d$/u, (digit) => String((Number(digit) + 1) % 10)),
  );
  await expect(page.locator('.by-hand__fault')).not.toBeEmpty();
  const asGuard = page.evaluate((proof) => (globalThis as unknown as Window).sentinel.call('kiosk:leave', proof), {
    guard: GUARD.number,
    pin: GUARD.pin,
  });
  expect(await asGuard).toMatchObject({ fault: 'supervisor-wanted' });
  expect(app.process().exitCode).toBeNull();

  const ended = new Promise((resolve) => app.process().once('exit', resolve));
  await enter(kiosk, SUPERVISOR.pin).catch(() => undefined);
  expect(await ended).toBe(10);
  const log = logOf(kiosk);
  expect(log).toContain('"event":"left-by-supervisor"}');
  expect(log).toContain('"event":"stopped","exitCode":10');
  for (const named of [SUPERVISOR.name, SUPERVISOR.number, SUPERVISOR.pin]) expect(log).not.toContain(named);
});
