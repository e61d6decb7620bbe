import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { consoleEn } from '../../renderer/console/text/catalogues.ts';
import { zhCN } from '../../renderer/text/zh-CN.ts';
import { begin, button, fill, isAccessible, makeAccount, open, PASSWORD, test, VENUE } from './console-browser.ts';
import { enrolByTicket } from './hub.ts';
import { expect, isSeen, journalRows } from './kiosk.ts';

/** PostgreSQL, a hub, a kiosk and two browsers on a machine that is busy with other things. */
test.setTimeout(300_000);

const CASE = 'SH-2022-0513';
const { log, shell, signIn, trace } = consoleEn;

test('a manager finds why somebody was not let in, exports, and traces with an auditor who finds it all in the audit log', async ({
  start,
  folder,
  hub,
  browse,
}) => {
  const profile = join(folder, 'profile');
  await enrolByTicket(profile, await hub.ticket('north'));
  const kiosk = await start({ venue: true, profile });
  await expect(kiosk.page.locator('[data-part="policy"]')).toHaveAttribute('data-state', 'well', { timeout: 30_000 });
  for (const visitor of [1, 2, 3]) await kiosk.submit(hub.code(visitor));
  await kiosk.submit('https://example.org/not-a-code');
  await expect.poll(() => hub.entries(), { timeout: 30_000 }).toBe(journalRows(kiosk.directory).length);

  // Nobody has given this kiosk guards: it is locked, and says what to do.
  await isSeen(kiosk.page);
  await kiosk.page.keyboard.press('Escape');
  await kiosk.page.locator('[data-open="settings"]').click();
  await expect(kiosk.page.getByText(zhCN.lock.nobody)).toBeVisible();
  await expect(kiosk.page.locator('[data-open="console"]')).toHaveCount(0);
  await kiosk.page.keyboard.press('Escape');

  // IT makes the first account, which makes a manager and an auditor, and sees no entries itself.
  const it = await browse('#first');
  await fill(it, { token: await hub.firstToken(), login: 'it', name: '小林', password: PASSWORD });
  await button(it, signIn.first.make).click();
  await open(it, 'accounts');
  const [manager, auditor] = [
    await makeAccount(it, 'manager', '老陈', 'manager'),
    await makeAccount(it, 'auditor', '老郑', 'auditor'),
  ];
  await expect(it.locator('[data-page="log"]')).toHaveCount(0);
  await isAccessible(it, 'accounts');
  await button(it, shell.signOut).click();

  // What happens now, what happened then, and why.
  await begin(it, 'manager', manager);
  await expect(it.getByRole('heading', { name: VENUE })).toBeVisible();
  await isAccessible(it, 'overview');
  await it.screenshot({ path: test.info().outputPath('overview.png') });
  await open(it, 'log');
  const rows = it.locator('.grid__rows [role="row"]');
  await expect(rows.first()).toBeVisible();
  await isAccessible(it, 'log');
  await it.getByRole('combobox', { name: log.filter.verdict, exact: true }).selectOption('admit');
  await expect(it.locator('.log__count')).toHaveAttribute('data-count', '3');
  await rows.first().click();
  await expect(it.locator('[data-reason="all-checks-passed"]')).toBeVisible();
  await isAccessible(it, 'detail');
  await it.screenshot({ path: test.info().outputPath('detail.png') });

  await it.locator('[data-open="export"]').click();
  await it.locator('[data-action="export"]').click();
  await expect(it.locator('[data-exported]')).toBeVisible({ timeout: 30_000 });
  const downloads = join(folder, 'browser-0', 'downloads');
  // The window has the file before the browser has it written.
  const readLines = async (): Promise<string[]> => {
    const [csv] = (await readdir(downloads)).filter((name) => name.endsWith('.csv'));
    return csv === undefined ? [] : (await readFile(join(downloads, csv), 'utf8')).trimEnd().split('\r\n');
  };
  await expect.poll(readLines).toHaveLength(4);
  await it.keyboard.press('Escape');

  // A trace, which an auditor approves of in a browser of their own.
  await open(it, 'trace');
  await it.getByText(trace.request, { exact: true }).click();
  await fill(it, {
    from: '2020-01-01T00:00',
    until: '2099-01-01T00:00',
    case: CASE,
    purpose: 'Two cases on the same day',
  });
  await button(it, trace.send).click();
  await expect(it.getByText(trace.sent)).toBeVisible();
  await isAccessible(it, 'trace');
  const other = await browse();
  await begin(other, 'auditor', auditor);
  await open(other, 'trace');
  await other.getByText(trace.decide, { exact: true }).click();
  await other.screenshot({ path: test.info().outputPath('decide.png') });
  await button(other, trace.approve).click();
  await expect(button(other, trace.approve)).toHaveCount(0);
  await isAccessible(other, 'decided');

  // The manager's page is read again by itself.
  await expect(button(it, trace.look)).toBeVisible({ timeout: 45_000 });
  await button(it, trace.look).click();
  await expect(it.getByRole('group', { name: trace.look }).getByRole('row').nth(1)).toBeVisible();
  await expect(it.getByText(trace.lacks.noKiosks)).toBeVisible();
  await it.screenshot({ path: test.info().outputPath('trace.png') });
  await button(it, trace.export).click();
  await expect.poll(async () => (await readdir(downloads)).filter((name) => name.endsWith('.jsonl'))).toHaveLength(1);

  await open(other, 'audit');
  await expect(other.getByText(CASE).first()).toBeVisible();
  await isAccessible(other, 'audit');
  await other.screenshot({ path: test.info().outputPath('audit.png') });
  const did = await hub.query("select did from audit where login = 'manager' order by id");
  expect(did.map((row) => row['did'])).toEqual(
    expect.arrayContaining(['log-looked-at', 'entry-looked-at', 'export-ended', 'trace-requested', 'trace-looked-at']),
  );

  // Once nobody has asked for as long as a session lasts, nothing is left on the screen, though nobody clicks.
  await other.clock.install();
  await other.reload();
  await open(other, 'audit');
  await expect(other.getByText(CASE).first()).toBeVisible();
  await other.clock.fastForward('29:00');
  await expect(other.getByText(CASE).first()).toBeVisible();
  await other.clock.fastForward('01:30');
  await expect(button(other, signIn.enter)).toBeVisible();
  await expect(other.getByText(CASE)).toHaveCount(0);
});
