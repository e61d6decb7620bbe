import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { unzipSync } from 'fflate';
import { consoleEn, consoleZhCN } from '../../renderer/console/text/catalogues.ts';
import { decodeFiles } from '../../electron/decode.ts';
import { madeCreditCode, madeNumber, staffCsv } from '../shared/company/made-companies.ts';
import { begin, button, fill, isAccessible, makeAccount, open, PASSWORD, test, VENUE } from './console-browser.ts';
import { enrolByTicket } from './hub.ts';
import { expect, journalRows } from './kiosk.ts';

/** PostgreSQL, a hub and two browsers on a machine that is busy with other things. */
test.setTimeout(300_000);

const { company: words, shell, signIn } = consoleEn;
const NAME = '演示食品有限公司';

/** What a browser has downloaded by this name, once it is whole. */
async function downloaded(folder: string, name: string): Promise<Buffer> {
  await expect.poll(() => readdir(folder), { timeout: 30_000 }).toContain(name);
  await expect.poll(async () => (await readFile(join(folder, name))).length).toBeGreaterThan(0);
  return readFile(join(folder, name));
}

async function sees(page: Page, where: string): Promise<void> {
  await isAccessible(page, where);
  await page.screenshot({ path: test.info().outputPath(`${where}.png`), fullPage: true });
}

test('a company applies, is let in, sends its list, takes its passes, and has none once it is suspended', async ({
  folder,
  hub,
  browse,
}) => {
  await hub.ticket('north');
  const it = await browse('#first', '1024x768');
  await fill(it, { token: await hub.firstToken(), login: 'it', name: '小林', password: PASSWORD });
  await button(it, signIn.first.make).click();
  await open(it, 'companies');
  await expect(it.getByText(consoleEn.companies.none)).toBeVisible();
  await open(it, 'accounts');
  const manager = await makeAccount(it, 'manager', '老陈', 'manager');
  await button(it, shell.signOut).click();
  await begin(it, 'manager', manager);

  // On a telephone: a typing error first, then the company's key, which is shown once.
  const page = await browse(`../company/?venue=${encodeURIComponent(VENUE)}`, '390x844');
  const code = madeCreditCode(7);
  await expect(page.locator('[name="venue"]')).toHaveValue(VENUE);
  await fill(page, {
    name: NAME,
    creditCode: `${code.slice(0, -1)}${code.endsWith('A') ? 'B' : 'A'}`,
    headcount: '120',
  });
  await page.locator('[data-action="apply"]').click();
  await expect(page.getByText(words.apply.creditCodeWrong)).toBeVisible();
  await sees(page, 'company-apply-en');
  await page.locator('.console__end button[lang="zh-CN"]').click();
  await sees(page, 'company-apply-zh-CN');
  await fill(page, { creditCode: code });
  await page.locator('[data-action="apply"]').click();
  const token = (await page.locator('[data-token]').innerText()).trim();
  expect(token).toMatch(/^[\w-]{43}$/u);
  await sees(page, 'company-key-zh-CN');
  await page.locator('[data-action="noted"]').click();
  await expect(page.locator('[data-status="applied"]')).toBeVisible();
  await expect(page.locator('[data-no-passes="not-approved"]')).toBeVisible();
  await sees(page, 'company-waits-zh-CN');

  // The manager lets it in.
  await open(it, 'companies');
  const row = it.locator('[data-company]');
  await expect(row).toContainText(NAME);
  await sees(it, 'console-companies-en');
  await row.locator('[data-act="approve"]').click();
  await it.locator('[name="level"]').selectOption('1');
  await isAccessible(it, 'console-approve');
  await it.screenshot({ path: test.info().outputPath('console-approve-en.png') });
  await it.locator('[data-action="decide"]').click();
  await expect(row).toHaveAttribute('data-status', 'approved');

  // Whoever has the key comes back. A file with a fault is told by row and column, in the page's language, and not taken.
  await page.reload();
  await fill(page, { token });
  await page.locator('[data-action="enter"]').click();
  await expect(page.locator('[data-status="approved"]')).toBeVisible();
  const files = join(folder, 'files');
  await writeFile(`${files}-wrong.csv`, staffCsv(3).replace('18:00', '25:00'));
  await page.locator('[name="file"]').setInputFiles(`${files}-wrong.csv`);
  await page.locator('[data-action="upload"]').click();
  const fault = page.locator('[data-fault="time-wrong"]');
  await expect(fault).toHaveAttribute('data-row', '2');
  await expect(fault).toContainText('结束时间');
  await expect(fault).toContainText(consoleZhCN.company.fault['time-wrong']);
  await sees(page, 'company-fault-zh-CN');
  await expect(page.locator('[data-holders="0 0"]')).toBeVisible();
  await writeFile(`${files}-right.csv`, staffCsv(3));
  await page.locator('[name="file"]').setInputFiles(`${files}-right.csv`);
  await page.locator('[data-action="upload"]').click();
  await expect(page.locator('[data-taken="3"]')).toBeVisible();
  await expect(page.locator('[data-holders="3 0"]')).toBeVisible();
  await page.locator('[data-action="template"]').click();
  await page.locator('[data-action="template-xlsx"]').click();

  // Pictures that a reader reads, and sheets to print.
  const downloads = join(folder, 'browser-1', 'downloads');
  await page.locator('[data-take="staff pictures"]').click();
  await expect(page.locator('[data-made="3"]')).toBeVisible({ timeout: 30_000 });
  const zip = unzipSync(new Uint8Array(await downloaded(downloads, 'staff-passes.zip')));
  const pictures = Object.keys(zip).filter((name) => name.endsWith('.png'));
  expect([Object.keys(zip).length, pictures.length]).toEqual([4, 3]);
  const [first = ''] = pictures;
  await writeFile(`${files}.png`, zip[first] ?? '');
  const lines: string[] = [];
  await decodeFiles([`${files}.png`], (line) => lines.push(line));
  expect(lines.join('')).toContain('DSW1:');
  await page.locator('[data-take="staff pdf"]').click();
  await expect(page.locator('[data-made="3"]')).toContainText('staff-passes-1.pdf', { timeout: 60_000 });
  const pdf = await downloaded(downloads, 'staff-passes-1.pdf');
  expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
  await writeFile(test.info().outputPath('passes.pdf'), pdf);
  expect((await downloaded(downloads, 'staff.csv')).toString()).toContain('证件号码');
  // What we hand out as a template we take.
  await page.locator('[name="file"]').setInputFiles(join(downloads, 'staff.xlsx'));
  await sees(page, 'company-passes-zh-CN');

  // How many have come back, and a table of it.
  await it.locator('[data-view="figures"]').click();
  await expect(it.locator('[data-figure="active"]')).toContainText('1');
  await expect(it.locator('[data-figure="staff"]')).toContainText('3');
  await sees(it, 'console-figures-en');
  await it.locator('[data-action="figures-csv"]').click();
  const saved = join(folder, 'browser-0', 'downloads');
  await expect
    .poll(async () => (await readdir(saved)).filter((name) => /^companies-.*\.csv$/u.test(name)))
    .toHaveLength(1);
  await it.locator('[data-view="list"]').click();
  await row.locator('[data-act="people"]').click();
  await expect(it.locator('[data-holder]')).toHaveCount(3);
  await isAccessible(it, 'console-people');
  await it.screenshot({ path: test.info().outputPath('console-people-en.png') });
  await it.keyboard.press('Escape');

  // Suspended, it takes none; what it has is handed to the office.
  await row.locator('[data-act="suspend"]').click();
  await fill(it, { because: '聚集性疫情' });
  await it.locator('[data-action="decide"]').click();
  await expect(row).toHaveAttribute('data-status', 'suspended');
  await it.getByRole('button', { name: '切换到中文' }).click();
  await sees(it, 'console-companies-zh-CN');
  await page.locator('[data-take="staff pictures"]').click();
  await expect(page.locator('[data-no-passes="suspended"]')).toBeVisible();
  await expect(page.locator('[data-take]')).toHaveCount(0);
  await expect(page.getByText('聚集性疫情')).toBeVisible();
  await page.locator('.console__end button[lang="en"]').click();
  await sees(page, 'company-suspended-en');
  expect(await hub.publishPasses()).toEqual({ written: true, revoked: 1, restored: 0 });
  const did = await hub.query("select did from audit where login = 'manager' order by id");
  expect(did.map((one) => one['did'])).toEqual(expect.arrayContaining(['company-approved', 'company-suspended']));
  // Neither a name nor a number of the list is in the database.
  const [held] = await hub.query('select string_agg(company_holder::text, $$ $$) as all from company_holder');
  expect(String(held?.['all'])).not.toMatch(/110105\d{11}/u);
});

/** As a company's page asks. */
async function asks(url: string, path: string, body: object, token = ''): Promise<Record<string, unknown>> {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
  const answer = await fetch(new URL(path, url), { method: 'POST', headers, body: JSON.stringify(body) });
  return (await answer.json()) as Record<string, unknown>;
}

test('its passes open the door beside a code, and once it was suspended a kiosk that has heard of it refuses them', async ({
  start,
  folder,
  hub,
}) => {
  const profile = join(folder, 'profile');
  await enrolByTicket(profile, await hub.ticket('north'));
  const application = { venue: VENUE, name: NAME, creditCode: madeCreditCode(8), contact: 'safety', headcount: 9 };
  const { token } = await asks(hub.consoleUrl, '/company/api/apply', application);
  // As the console does, in the journey above.
  await hub.query(
    "update company set status = 'approved', level = 1, valid_from = now(), valid_until = now() + '9 days'",
  );
  // The very person whose code is shown, at every hour.
  const list = `name,documentNumber,gates,from,to\n演小示,${madeNumber(1)},north,00:00,24:00\n`;
  const file = { sheet: 'staff', format: 'csv', content: Buffer.from(list).toString('base64') };
  expect(await asks(hub.consoleUrl, '/company/api/upload', file, String(token))).toMatchObject({
    is: 'taken',
    rows: 1,
  });
  const ask = { sheet: 'staff', after: null, limit: 10 };
  const taken = await asks(hub.consoleUrl, '/company/api/passes', ask, String(token));
  const [pass] = taken['passes'] as { text: string }[];
  const opened = await start({ venue: true, profile });
  await expect(opened.page.locator('[data-part="policy"]')).toHaveAttribute('data-state', 'well', { timeout: 30_000 });
  await opened.submit(pass?.text ?? '');
  await opened.submit(hub.code(1));
  const last = (await opened.shown()).at(-1);
  await opened.page.screenshot({ path: test.info().outputPath('admitted-by-pass.png') });
  expect(last?.verdict).toBe('admit');
  const reasons = journalRows(opened.directory).map((row) => JSON.stringify(row));
  expect(reasons.at(-1)).toContain('pass-valid');
  await opened.app.close();

  await hub.query("update company set status = 'suspended', suspended_at = now(), because = 'x'");
  expect(await hub.publishPasses()).toEqual({ written: true, revoked: 1, restored: 0 });
  const heard = await start({ venue: true, profile });
  await expect(heard.page.locator('[data-part="policy"]')).toHaveAttribute('data-state', 'well', { timeout: 30_000 });
  await expect
    .poll(
      async () => {
        await heard.submit(pass?.text ?? '');
        return (await heard.shown()).at(-1)?.reason;
      },
      { timeout: 60_000, intervals: [8000] },
    )
    .toBe('pass-revoked');
  await heard.page.screenshot({ path: test.info().outputPath('refused-pass.png') });
});
