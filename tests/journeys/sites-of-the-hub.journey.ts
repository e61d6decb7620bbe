import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { consoleEn } from '../../renderer/console/text/catalogues.ts';
import { CITY, madeSites } from '../shared/policy/made-sites.ts';
import { csvOf } from '../hub/sites/made-csv.ts';
import { begin, button, fill, isAccessible, makeAccount, open, PASSWORD, test, VENUE } from './console-browser.ts';
import { enrolByTicket } from './hub.ts';
import { expect, isSeen } from './kiosk.ts';

/** PostgreSQL, a hub, a kiosk and a browser on a machine that is busy with other things. */
test.setTimeout(300_000);

const { signIn, shell } = consoleEn;

/** The nearest of all, of which somebody says how busy it is. */
const BESIDE = { latitude: CITY.latitude + 0.0005, longitude: CITY.longitude };

test('9,900 sites that the hub imports reach a kiosk by the office’s signature, and whoever has no test is shown the nearest', async ({
  start,
  folder,
  hub,
  browse,
}) => {
  const always = [{ weekdays: [1, 2, 3, 4, 5, 6, 7], opens: '00:00', closes: '00:00' }];
  // By the machine's own clock, be it night: all are open round the clock, but for those that are closed for long.
  const made = madeSites(9900).map((site, i) => ({
    ...site,
    hours: always,
    ...(i === 0 ? { ...BESIDE, isOpen: true } : {}),
  }));
  await writeFile(join(folder, 'sites.csv'), csvOf(made));
  const [imported] = await hub.command('sites', 'import', join(folder, 'sites.csv'));
  expect(imported).toMatchObject({ imported: true, rows: 9900, added: 9900 });
  await writeFile(join(folder, 'states.csv'), `id,state,waitMinutes\n${made[0]?.id ?? ''},busy,25\n`);
  await hub.command('sites', 'state', join(folder, 'states.csv'));
  expect(await hub.publishSites()).toMatchObject({ written: true, sites: 9900, states: 1 });

  const profile = join(folder, 'profile');
  await enrolByTicket(profile, await hub.ticket('north'));
  await hub.administrate('/v1/settings', { venue: VENUE, gate: null, values: { place: CITY } }, 'PUT');
  const kiosk = await start({ venue: true, profile });
  const { page } = kiosk;
  await expect(page.locator('[data-part="policy"]')).toHaveAttribute('data-state', 'well', { timeout: 30_000 });
  // Where it stands comes from afar, some seconds after the start.
  let visitors = 0;
  await expect
    .poll(
      async () => {
        visitors += 1;
        await kiosk.submit(hub.codeWithoutTest(visitors));
        return page.locator('.site-card').count();
      },
      { timeout: 60_000 },
    )
    .toBe(1);
  const card = page.locator('.site-card');
  await expect(card).toContainText(made[0]?.name['zh-CN'] ?? '');
  await expect(card).toContainText('开到 24:00');
  await expect(card).toContainText('排队约 25 分钟');
  await page.screenshot({ path: test.info().outputPath('nearest.png') });
  await isSeen(page);
  await page.locator('[data-action="sites"]').click();
  await expect(page.locator('.sites [data-site]')).toHaveCount(3);
  await page.screenshot({ path: test.info().outputPath('nearest-three.png') });
  await page.keyboard.press('Escape');

  const it = await browse('#first');
  await fill(it, { token: await hub.firstToken(), login: 'it', name: '小林', password: PASSWORD });
  await button(it, signIn.first.make).click();
  await open(it, 'sites');
  await expect(it.locator('[data-venues="1"][data-reached="1"]')).toBeVisible();
  await expect(it.locator('[data-site]')).toHaveCount(50);
  await isAccessible(it, 'sites');
  await it.screenshot({ path: test.info().outputPath('console-sites.png') });
  await it.locator('input[name="sites-text"]').fill(made[0]?.id ?? '');
  await expect(it.locator('[data-site]')).toHaveCount(1);
  await expect(it.locator(`[data-site="${made[0]?.id ?? ''}"]`)).toHaveAttribute('data-stand', 'open');
  await it.screenshot({ path: test.info().outputPath('console-sites-found.png') });
  await it.locator('[data-action="say"]').click();
  await it.locator('[name="state"]').selectOption('busy');
  await it.locator('[name="wait"]').fill('40');
  await isAccessible(it, 'how busy a site is');
  await it.screenshot({ path: test.info().outputPath('console-sites-say.png') });
  await it.locator('[data-action="say-now"]').click();
  await expect(it.locator(`[data-site="${made[0]?.id ?? ''}"]`)).toContainText('wait 40 minutes');

  await open(it, 'accounts');
  const manager = await makeAccount(it, 'manager', '老陈', 'manager');
  await button(it, shell.signOut).click();
  await begin(it, 'manager', manager);
  await open(it, 'sites');
  await expect(it.locator('[data-own="yes"]')).toBeVisible();
  await expect(it.locator('[data-action="say"]')).toHaveCount(0);
  await isAccessible(it, 'sites-of-a-manager');
  await it.getByRole('button', { name: '切换到中文' }).click();
  await it.screenshot({ path: test.info().outputPath('console-sites-zh-CN.png') });
});
