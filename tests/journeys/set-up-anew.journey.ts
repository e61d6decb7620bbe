import { readFileSync, readlinkSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { en } from '../../renderer/text/en.ts';
import { zhCN } from '../../renderer/text/zh-CN.ts';
import { encodeProvision } from '../../shared/provision.ts';
import { DEMO_GUARD, DEMO_SUPERVISOR, enterPin } from './guarded.ts';
import { enrolByTicket, test } from './hub.ts';
import { changeSettings, expect, filesIn, journalRows, type Kiosk } from './kiosk.ts';

/** PostgreSQL, a hub and a kiosk on a machine that is busy with other things. */
test.setTimeout(240_000);

const openSheet = async ({ page }: Kiosk, title: string): Promise<void> => {
  await page.locator('[data-open="settings"]').click();
  await page.locator('[data-open="anew"]').click();
  await page.getByRole('dialog', { name: title }).waitFor();
};

test('a set-up code does nothing for a visitor, and behind a supervisor’s PIN makes the kiosk another gate’s', async ({
  start,
  folder,
  hub,
}) => {
  const profile = join(folder, 'profile');
  await enrolByTicket(profile, await hub.ticket('north'), '--demo');
  const ticket = await hub.ticket('south');
  const encoded = encodeProvision({ ticket, settings: { language: 'en', direction: 'out' } });
  if (!encoded.ok) throw new Error(encoded.fault);
  // Shown, taken away, and shown again, until the journey has come so far.
  const shots = [
    { codes: [encoded.value], seconds: 2 },
    { codes: [], seconds: 5 },
  ];
  const kiosk = await start({ profile, shots });
  const { page } = kiosk;
  expect((await kiosk.sees('not-a-health-code')).verdict).not.toBe('admit');
  const used = (): Promise<readonly Record<string, unknown>[]> =>
    hub.query('select gate from enrolment_code where used_by is not null order by gate');
  expect(await used()).toEqual([{ gate: 'north' }]);
  expect(journalRows(kiosk.directory)).toEqual([]);

  await openSheet(kiosk, zhCN.anew.title);
  await expect(page.locator(`[data-guard="${DEMO_GUARD.number}"]`)).toHaveCount(0);
  await page.screenshot({ path: test.info().outputPath('anew-who-zh-CN.png') });
  await enterPin(kiosk, { ...DEMO_SUPERVISOR, pin: '00000000' });
  await expect(page.locator('.by-hand__fault')).not.toBeEmpty();
  await enterPin(kiosk, DEMO_SUPERVISOR);
  const child = kiosk.app.process();
  const gone = new Promise((resolve) => child.once('exit', resolve));
  await page.locator('.anew').waitFor();
  await page.screenshot({ path: test.info().outputPath('anew-show-zh-CN.png') });
  await expect(page.getByText('已配置为 人民广场商场 · south，正在重新启动。')).toBeVisible({ timeout: 45_000 });
  await page.screenshot({ path: test.info().outputPath('anew-done-zh-CN.png') });
  await gone;
  expect(await used()).toEqual([{ gate: 'north' }, { gate: 'south' }]);

  // It has started anew by itself, where no journey can look on.
  const hubFile = (): string => readFileSync(join(kiosk.directory, 'hub.json'), 'utf8');
  await expect.poll(hubFile, { timeout: 30_000 }).toContain('"gate":"south"');
  await expect.poll(() => lockedBy(profile), { timeout: 30_000 }).not.toBe(child.pid);
  await endRestarted(profile);
  const again = await start({ profile });
  await expect(again.page.locator('html')).toHaveAttribute('lang', 'en');
  await expect(again.page.getByText(en.direction.out).first()).toBeVisible();
  await expect(again.page.locator('[data-part="hub"]')).toHaveAttribute('data-state', 'online', { timeout: 30_000 });
  await again.app.close();

  const texts = [encoded.value, ticket, /[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}/u.exec(encoded.value)?.[0] ?? ticket];
  for (const { name, bytes } of await filesIn(join(profile, 'demo')))
    for (const text of texts) expect([name, bytes.includes(text)]).toEqual([name, false]);
});

test('what sets nothing up is said, in either look and language, and the kiosk goes on as it was', async ({
  start,
  folder,
  hub,
}) => {
  const profile = join(folder, 'profile');
  await enrolByTicket(profile, await hub.ticket('north'), '--demo');
  const before = await readFile(join(profile, 'demo', 'hub.json'), 'utf8');
  const kiosk = await start({ profile });
  const { page } = kiosk;
  await changeSettings(kiosk, { language: 'en', theme: 'dark' });
  await page.waitForSelector('html[lang="en"]');
  await openSheet(kiosk, en.anew.title);
  expect(await violationsIn(page)).toEqual([]);
  await enterPin(kiosk, DEMO_SUPERVISOR);
  await page.locator('.anew').waitFor();
  expect(await violationsIn(page)).toEqual([]);
  const show = (text: string): Promise<unknown> =>
    page.evaluate(
      (shown) => (globalThis as unknown as Window).sentinel.call('scan:submit', { source: 'camera', text: shown }),
      text,
    );
  await show('DSP9:XY');
  await expect(page.getByText(en.anew.fault['provision-of-another-release'])).toBeVisible();
  await show('DSE1:XY');
  await expect(page.getByText(en.anew.fault['ticket-malformed'])).toBeVisible();
  await page.screenshot({ path: test.info().outputPath('anew-failed-en.png') });
  expect(await violationsIn(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  // It is a visitor's again.
  await kiosk.submit('DSE1:XZ');
  expect((await kiosk.shown()).at(-1)?.reason).toBe('not-a-health-code');
  expect(await readFile(join(profile, 'demo', 'hub.json'), 'utf8')).toBe(before);
});

async function violationsIn(page: Page): Promise<string[]> {
  const axe = new AxeBuilder({ page })
    .setLegacyMode(true)
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']);
  const { violations } = await axe.analyze();
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
}

/** The process that holds the profile; `null`: none does. */
function lockedBy(profile: string): number | null {
  try {
    return Number(readlinkSync(join(profile, 'SingletonLock')).split('-').at(-1));
  } catch {
    return null;
  }
}

async function endRestarted(profile: string): Promise<void> {
  const pid = lockedBy(profile);
  if (pid === null) return;
  process.kill(pid, 'SIGKILL');
  await expect
    .poll(() => {
      try {
        process.kill(pid, 0);
        return true;
      } catch {
        return false;
      }
    })
    .toBe(false);
}
