import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { decodeFiles } from '../../electron/decode.ts';
import { consoleEn, consoleZhCN } from '../../renderer/console/text/catalogues.ts';
import { TICKET_FILE } from '../../shared/setup.ts';
import { button, fill, isAccessible, PASSWORD, signInAs, test, VENUE } from './console-browser.ts';
import { isInSight, showLongNames } from './fleet-narrow.ts';
import { enrolByTicket } from './hub.ts';
import { expect } from './kiosk.ts';

/** PostgreSQL, a hub, a kiosk and a browser on a machine that is busy with other things. */
test.setTimeout(300_000);

const { fleet, signIn } = consoleEn;

/** As a kiosk's camera reads it off the screen. */
async function readQr(page: Page, folder: string): Promise<string> {
  const picture = join(folder, 'ticket.png');
  await writeFile(picture, await page.locator('.fleet__ticket .qr').screenshot());
  const lines: string[] = [];
  await decodeFiles([picture], (line) => lines.push(line));
  const { codes } = JSON.parse(lines[0] ?? '') as { codes: { text: string }[] };
  return codes[0]?.text ?? '';
}

async function view(page: Page, name: 'kiosks' | 'settings' | 'codes'): Promise<void> {
  await page.locator(`[data-view="${name}"]`).click();
}

/** At 1024 px, in both languages, all of it is in sight, however long names are. */
async function isReadWhereNarrow(page: Page): Promise<void> {
  await showLongNames(page);
  await signInAs(page, 'it', PASSWORD);
  await page.locator('[data-page="kiosks"]').click();
  await page.locator('[name="fleet-venue"]').selectOption(VENUE);
  for (const [language, { fleet: words }] of [
    ['en', consoleEn],
    ['zh-CN', consoleZhCN],
  ] as const) {
    if (language !== 'en') await page.locator(`.console__end button[lang="${language}"]`).click();
    await view(page, 'kiosks');
    await expect(page.locator('[data-state="retired"] .fleet__mark').first()).toHaveText(words.state.retired);
    // What is to be done about a kiosk that is no more: its guards want new PINs.
    await expect(page.locator('[data-state="retired"] [data-pinless]')).toHaveText([
      words.pinless_other.replace('{{count}}', '12'),
    ]);
    await expect(page.locator('[data-state="revoked"] [data-pinless="1"]')).toBeVisible();
    await expect(page.locator('[data-state="retired"]').last()).toContainText(
      words.retired.nothing.split('}}')[1] ?? '',
    );
    await expect(page.locator('tr:is([data-state="retired"], [data-state="revoked"]) button')).toHaveCount(0);
    for (const name of ['kiosks', 'settings', 'codes'] as const) {
      await view(page, name);
      await isInSight(page, `${name} at 1024 px in ${language}`);
      await page.screenshot({ path: test.info().outputPath(`${name}-1024-${language}.png`) });
      if (name === 'kiosks') {
        await page.locator('tr[data-state="retired"]').last().scrollIntoViewIfNeeded();
        await page.screenshot({ path: test.info().outputPath(`retired-1024-${language}.png`) });
      }
      await isAccessible(page, `${name} at 1024 px in ${language}`);
    }
  }
}

test('IT makes a code in the browser, a kiosk enrols by it and appears, takes a language from afar, and is revoked', async ({
  start,
  folder,
  hub,
  browse,
}) => {
  const it = await browse('#first');
  const shot = (name: string) => it.screenshot({ path: test.info().outputPath(`${name}.png`) });
  await fill(it, { token: await hub.firstToken(), login: 'it', name: '小林', password: PASSWORD });
  await button(it, signIn.first.make).click();
  await it.locator('[data-page="kiosks"]').click();
  await expect(it.getByText(fleet.none)).toBeVisible();
  await isAccessible(it, 'no kiosks');

  // A code for the first kiosk of a venue that there is none of yet.
  await view(it, 'settings');
  await expect(it.getByText(fleet.noVenue)).toBeVisible();
  await view(it, 'codes');
  await fill(it, { venue: VENUE, gates: 'north/south' });
  await it.locator('[data-action="make-codes"]').click();
  await expect(it.getByRole('alert')).toContainText('north/south');
  await isAccessible(it, 'a gate that is no name');
  await fill(it, { gates: 'north' });
  await it.locator('[data-action="make-codes"]').click();
  await expect(it.locator('.fleet__ticket')).toHaveCount(1);
  await isAccessible(it, 'a code');
  await shot('code-en');
  const code = await it.locator('.fleet__code').innerText();
  const ticket = await readQr(it, folder);
  // For a kiosk without a camera, the same on a stick.
  await it.locator('[data-action="save-ticket"]').click();
  const onStick = join(folder, 'browser-0', 'downloads', TICKET_FILE);
  await expect.poll(() => readFile(onStick, 'utf8').catch(() => null)).toBe(`${ticket}\n`);
  expect(ticket).toMatch(/^DSE1:/u);
  await it.emulateMedia({ media: 'print' });
  await expect(it.locator('.console__head')).toBeHidden();
  await expect(it.locator('.fleet__ticket')).toBeVisible();
  await expect(it.locator('[data-action="save-ticket"]')).toBeHidden();
  await shot('code-printed');
  await it.emulateMedia({ media: 'screen' });
  await expect(it.locator('[data-code][data-state="open"]')).toHaveCount(1);

  // One that is not needed is withdrawn.
  await it.locator('[data-action="codes-done"]').click();
  await expect(it.getByText(code)).toHaveCount(0);
  await fill(it, { venue: VENUE, gates: 'south' });
  await it.locator('[data-action="make-codes"]').click();
  await it.getByRole('button', { name: 'Withdraw the code of south' }).click();
  await expect(it.locator('[data-code][data-state="withdrawn"]')).toHaveCount(1);

  const profile = join(folder, 'profile');
  const { kiosk: id } = await enrolByTicket(profile, ticket);
  const kiosk = await start({ venue: true, profile });
  await expect(kiosk.page.locator('[data-part="policy"]')).toHaveAttribute('data-state', 'well', { timeout: 30_000 });
  await expect(kiosk.page.locator('[data-part="hub"]')).toHaveAttribute('data-state', 'online', { timeout: 30_000 });

  // It appears by itself, and the code says which kiosk it was.
  await expect(it.locator('[data-code][data-state="used"]')).toContainText(id, { timeout: 45_000 });
  await view(it, 'kiosks');
  const line = it.locator(`[data-kiosk="${id}"]`);
  await expect(line).toContainText('north');
  await expect(line.locator('.fleet__mark')).toBeVisible();
  await isAccessible(it, 'a kiosk');
  await shot('kiosks-en');

  // Its language, from afar: looked at first, then set, then taken.
  await it.locator('[name="fleet-venue"]').selectOption(VENUE);
  await view(it, 'settings');
  await it.locator('[name="language"]').selectOption('en');
  await isAccessible(it, 'settings');
  await it.locator('[data-action="preview-settings"]').click();
  await expect(it.locator('[data-changes="language"]')).toContainText(fleet.settings.language.en);
  await isAccessible(it, 'preview');
  await shot('preview-en');
  await expect(kiosk.page.locator('html')).toHaveAttribute('lang', 'zh-CN');
  await it.locator('[data-action="save-settings"]').click();
  await expect(it.locator('[data-saved]')).toBeVisible();
  await expect(kiosk.page.locator('html')).toHaveAttribute('lang', 'en', { timeout: 45_000 });
  await expect(it.locator(`[data-kiosk="${id}"][data-taken="true"]`)).toBeVisible({ timeout: 45_000 });
  await shot('taken-en');
  await button(it, fleet.close).click();
  await expect(it.locator('[data-version]')).toHaveCount(1);
  await isAccessible(it, 'history');

  // It is revoked: the page says what follows, and the kiosk says that it is.
  await view(it, 'kiosks');
  await line.locator('[data-action="revoke"]').click();
  await expect(it.getByRole('dialog')).toContainText(fleet.revoke.back);
  await isAccessible(it, 'revoke');
  await shot('revoke-en');
  await fill(it, { because: '11010519491231002X' });
  await it.locator('[data-action="revoke-now"]').click();
  await expect(it.getByRole('alert')).toContainText(consoleEn.fault['number-in-text']);
  await fill(it, { because: 'taken from the north gate' });
  await it.locator('[data-action="revoke-now"]').click();
  await expect(line).toHaveAttribute('data-state', 'revoked');
  await expect(line).toContainText('taken from the north gate');
  await isAccessible(it, 'revoked');
  await kiosk.submit(hub.code(1));
  await expect(kiosk.page.locator('[data-problem="kiosk-revoked"]')).toBeVisible({ timeout: 45_000 });

  await it.locator('.console__end button[lang="zh-CN"]').click();
  await expect(it.getByRole('heading', { name: consoleZhCN.fleet.title })).toBeVisible();
  await expect(it.getByText(consoleZhCN.fleet.revoke.doneNone)).toBeVisible();
  for (const name of ['kiosks', 'settings', 'codes'] as const) {
    await view(it, name);
    await expect(it.locator('.loading')).toHaveCount(0);
    await shot(`${name}-zh-CN`);
  }
  await isReadWhereNarrow(await browse('', '1024x768'));
  const did = await hub.query("select did from audit where login = 'it' order by id");
  expect(did.map((row) => row['did'])).toEqual([
    ...['first-account', 'sign-in', 'enrolment-codes-made', 'enrolment-codes-made', 'enrolment-code-withdrawn'],
    ...['settings-set', 'kiosk-revoked', 'sign-in'],
  ]);
});
