import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { _electron, type ElectronApplication, type Page } from '@playwright/test';
import { z } from 'zod';
import { writeState } from '../../electron/decommission/state.ts';
import { LEFT } from '../../electron/leaving.ts';
import { electronExecutable } from '../../scripts/runtime.ts';
import { spawnSentinel } from '../electron/cli/cli-kit.ts';
import { expect, filesIn, journalRows, switches } from './kiosk.ts';
import { enterPin, SUPERVISOR } from './guarded.ts';
import { enrolByTicket, test } from './hub.ts';
import { pressCtrlQ } from './locked.ts';

/** PostgreSQL, a hub and a kiosk on a machine that is busy with other things. */
test.setTimeout(300_000);

const VISITORS = 3;

/** @returns its lines, and how it ended */
async function decommission(...args: readonly string[]): Promise<{ code: number | null; lines: unknown[] }> {
  const child = spawnSentinel(['decommission', ...args]);
  if (child.stdout === null) throw new Error('no output');
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const out = await text(child.stdout);
  const lines = out.split('\n').filter((line) => line !== '');
  return { code: await ended, lines: lines.map((line) => JSON.parse(line) as unknown) };
}

/** What is secret or somebody's in a kiosk's folder, as it lies there. */
function needlesOf(directory: string): Record<string, Buffer> {
  const keyIn = (name: string): Buffer =>
    Buffer.from(z.object({ key: z.string() }).parse(JSON.parse(readFileSync(join(directory, name), 'utf8'))).key);
  const rows = journalRows(directory).filter(({ type }) => type === 'scan');
  return {
    'the kiosk’s key': keyIn('kiosk.key'),
    'the venue’s key': keyIn('venue.key'),
    ...Object.fromEntries(rows.map((row, i) => [`a person’s key ${i}`, Buffer.from(row['person_key'] as Uint8Array)])),
    'a masked name': Buffer.from(String(rows[0]?.['masked_name'])),
  };
}

async function foundIn(folder: string, needles: Record<string, Buffer>): Promise<string[]> {
  const files = existsSync(folder) ? await filesIn(folder) : [];
  return Object.entries(needles).flatMap(([name, needle]) =>
    files.some(({ bytes }) => bytes.includes(needle)) ? [name] : [],
  );
}

test('a kiosk that owes entries is decommissioned: its hub has them and has retired it, and nothing of it is left', async ({
  start,
  folder,
  hub,
}) => {
  const profile = join(folder, 'profile');
  const { kiosk: id } = await enrolByTicket(profile, await hub.ticket('north'));
  const kiosk = await start({ venue: true, profile });
  await expect(kiosk.page.locator('[data-part="policy"]')).toHaveAttribute('data-state', 'well', { timeout: 60_000 });
  await hub.kill();
  for (let visitor = 1; visitor <= VISITORS; visitor += 1) await kiosk.submit(hub.code(visitor));
  const report = join(folder, 'report.txt');
  const args = ['--profile', profile, '--report', report] as const;
  expect(await decommission(...args, '--yes')).toEqual({ code: 2, lines: [{ fault: 'kiosk-running' }] });
  await kiosk.app.close();
  const entries = journalRows(kiosk.directory).length;
  const needles = needlesOf(kiosk.directory);
  expect(await foundIn(profile, needles)).toEqual(Object.keys(needles));
  expect(await decommission(...args)).toMatchObject({ code: 2, lines: [{ fault: 'not-confirmed', owed: VISITORS }] });

  await hub.start();
  const { code, lines } = await decommission(...args, '--yes');
  expect([code, lines.at(-1)]).toMatchObject([
    0,
    { report: { kiosk: { kiosk: id }, entries: { is: 'synced', owed: 0 }, told: { is: 'told' }, left: [] } },
  ]);
  expect(await hub.entries()).toBe(entries);
  const listed = z
    .object({ kiosks: z.array(z.looseObject({ kiosk: z.string(), retired: z.unknown() })) })
    .parse(await hub.administrate('/v1/kiosks', undefined, 'GET'));
  expect(listed.kiosks.find(({ kiosk: one }) => one === id)).toMatchObject({ retired: { unsent: 0, left: null } });
  expect(existsSync(profile)).toBe(false);
  for (const file of [report, `${report}.json`]) {
    const written = readFileSync(file);
    expect(Object.values(needles).some((needle) => written.includes(needle))).toBe(false);
  }
  expect(readFileSync(report, 'utf8')).toContain('停用时由平台当场确认');

  // Started again, it is a kiosk of nobody's, and asks to be set up.
  const again = await start({ venue: true, profile });
  await expect(again.page.locator('[data-step="language"]')).toBeVisible();
  expect(existsSync(again.directory)).toBe(true);
  expect(await foundIn(profile, needles)).toEqual([]);
});

test('a supervisor takes a kiosk out of service at its own screen, by holding a key and their PIN', async ({
  start,
  folder,
  hub,
}) => {
  await hub.administrate('/v1/guards', { ...SUPERVISOR, venue: '人民广场商场', gates: ['north'] }, 'PUT');
  const profile = join(folder, 'profile');
  const { kiosk: id } = await enrolByTicket(profile, await hub.ticket('north'));
  const kiosk = await start({ venue: true, profile });
  const { page } = kiosk;
  await expect(page.locator('[data-part="policy"]')).toHaveAttribute('data-state', 'well', { timeout: 60_000 });
  await expect(page.locator('[data-part="hub"]')).toHaveAttribute('data-state', 'online');
  await expect.poll(() => existsSync(join(kiosk.directory, 'guards.json')), { timeout: 45_000 }).toBe(true);
  const needles = needlesOf(kiosk.directory);

  await page.locator('[data-open="settings"]').click();
  await enterPin(kiosk, SUPERVISOR);
  await page.locator('[data-open="end"]').click();
  const hold = page.locator('[data-open="end-meant"]');
  await page.screenshot({ path: test.info().outputPath('end-zh-CN.png') });
  // A touch is not meant: it is held.
  await hold.click();
  await expect(hold).toBeVisible();
  await hold.dispatchEvent('pointerdown');
  await expect(page.locator('.by-hand__ask')).toBeVisible();
  await page.screenshot({ path: test.info().outputPath('end-who-zh-CN.png') });
  const ended = new Promise((resolve) => kiosk.app.process().once('exit', resolve));
  await enterPin(kiosk, SUPERVISOR);
  await ended;

  // The app that starts by itself is nobody's to look at; whether it is done, the folder says, and the hub.
  await expect.poll(() => existsSync(profile), { timeout: 60_000 }).toBe(false);
  const listed = JSON.stringify(await hub.administrate('/v1/kiosks', undefined, 'GET'));
  expect(listed).toContain(id);
  expect(listed).toContain('"retired":{"unsent":0,"left":null');
  expect(await foundIn(profile, needles)).toEqual([]);
  const kept = readdirSync(homedir()).filter((name) => name.startsWith('digital-sentinel-'));
  const ours = kept.filter((name) => readFileSync(join(homedir(), name), 'utf8').includes(id));
  expect(ours.map((name) => name.replace(/\d[\d-]+T[\d-]+/u, 'then')).toSorted()).toEqual([
    'digital-sentinel-then.txt',
    'digital-sentinel-then.txt.json',
  ]);
  for (const name of ours) rmSync(join(homedir(), name));
});

test.afterEach(({ folder }) => {
  endAppsOf(join(folder, 'profile'));
});

/** The app that started by itself goes on showing its report. */
function endAppsOf(profile: string): void {
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/u.test(name))) {
    try {
      const line = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
      if (line.includes(`--user-data-dir=${profile}`)) process.kill(Number(pid), 'SIGKILL');
    } catch {
      // It has ended meanwhile.
    }
  }
}

for (const [by, leave] of [
  ['its key', (app: ElectronApplication, page: Page) => page.locator('a.button').click()],
  ['Ctrl+Q', (app: ElectronApplication) => pressCtrlQ({ app })],
] as const)
  test(`a kiosk whose end was interrupted goes on with it at its next start, shows the report, and is left by ${by}`, async ({
    folder,
  }) => {
    const profile = join(folder, 'profile');
    const report = join(folder, 'report.txt');
    mkdirSync(join(profile, 'venue'), { recursive: true });
    writeFileSync(join(profile, 'venue', 'kiosk.log'), 'somebody’s log');
    const settled = {
      is: 'abandoned',
      sent: 5,
      owed: 2,
      disputed: 0,
      abandoned: 0,
      abandonedSent: 0,
      fault: 'hub-unreachable',
      file: null,
    } as const;
    writeState(profile, {
      ...{ format: 1, begunAt: '2022-05-13T01:00:00.000Z', report, kiosk: null, wanted: null },
      ...{ settled, told: { is: 'no-hub' }, erased: null },
    });
    const app = await _electron.launch({
      executablePath: await electronExecutable(),
      args: [...switches(profile, null, { venue: true }), '--no-sandbox'],
      chromiumSandbox: false,
    });
    const page = await app.firstWindow();
    await expect(page.locator('pre')).toContainText('2 条记录平台没有，按操作人的决定放弃', { timeout: 30_000 });
    await expect(page.locator('h1').first()).toHaveText('本机已停用，可以关机');
    await page.screenshot({ path: test.info().outputPath('ended.png') });
    expect(existsSync(profile)).toBe(false);
    await expect(page.locator('a.button')).toHaveText('退出程序Leave');
    const ended = new Promise((resolve) => app.process().once('exit', resolve));
    await leave(app, page).catch(() => undefined);
    expect(await ended).toBe(LEFT);
    expect(existsSync(profile)).toBe(false);
    expect(readFileSync(report, 'utf8')).toContain('2 entries that the hub does not have were given up');
  });
