import { readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { strFromU8, unzipSync } from 'fflate';
import { en } from '../../renderer/text/en.ts';
import { zhCN } from '../../renderer/text/zh-CN.ts';
import { CHECKS } from '../../shared/doctor.ts';
import { test } from './downloads.ts';
import { enter, enterPin, GUARD, SUPERVISOR, withGuards } from './guarded.ts';
import { changeSettings, expect, isSeen, type Kiosk } from './kiosk.ts';
import { misfits } from './text-fits.ts';
import { demoTexts } from './visitors.ts';

const TEXTS = { 'zh-CN': zhCN, en } as const;
const CALLS = ['diagnostics:read', 'diagnostics:follow', 'diagnostics:bundle'] as const;

/** Asks as a window would that has been taken over. @returns whether it was refused */
function refused({ page }: Kiosk, call: string): Promise<boolean> {
  return page.evaluate(
    (name) =>
      (globalThis as unknown as { sentinel: { call(name: string, ask: null): Promise<unknown> } }).sentinel
        .call(name, null)
        .then(
          () => false,
          () => true,
        ),
    call,
  );
}

async function shortcomings({ page }: Kiosk): Promise<string[]> {
  const badlyLaidOut = await misfits(page);
  const axe = new AxeBuilder({ page })
    .setLegacyMode(true)
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']);
  const { violations } = await axe.analyze();
  return [...violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`)), ...badlyLaidOut];
}

/** A kiosk with guards of its own, a scanner that is not there, and settings that were damaged once. */
async function ailing(folder: string): Promise<string> {
  const profile = await withGuards(folder);
  const port = { path: '/dev/ttyUSB9', vendorId: '1a86', productId: '7523', serialNumber: 'A1', usbPort: null };
  const device = { id: 'scanner-1', role: 'scanner', port, baudRate: null, lane: 'in', driver: null };
  writeFileSync(join(profile, 'demo', 'settings.json'), JSON.stringify({ devices: [device] }));
  writeFileSync(join(profile, 'demo', 'settings.damaged-2026.json'), '{');
  return profile;
}

const levelOf = ({ page }: Kiosk, check: string): Promise<string | null> =>
  page.locator(`[data-check="${check}"]`).getAttribute('data-level');

for (const window of ['1080x1920', '1920x1080']) {
  test(`a supervisor sees at ${window} how the kiosk is and what mends it, and nobody else does`, async ({
    start,
    folder,
  }) => {
    const kiosk = await start({ profile: await ailing(folder), window });
    const { page } = kiosk;
    await changeSettings(kiosk, { language: 'en' });
    for (const call of CALLS) expect([call, await refused(kiosk, call)]).toEqual([call, true]);
    await page.locator('[data-open="settings"]').click();
    await enterPin(kiosk, GUARD);
    for (const call of CALLS) expect([call, await refused(kiosk, call)]).toEqual([call, true]);
    await page.locator('[data-open="diagnostics"]').click();
    await expect(page.locator('.by-hand__ask')).toHaveText(en.lock.whoseDiagnostics);
    await expect(page.locator(`[data-guard="${GUARD.number}"]`)).toHaveCount(0);
    await page.locator(`[data-guard="${SUPERVISOR.number}"]`).click();
    await enter(kiosk, SUPERVISOR.pin);
    await page.locator('[data-check="time-sync"]').waitFor();
    const found = await page
      .locator('[data-check]')
      .evaluateAll((all) => all.map(({ dataset }) => [dataset['check'] ?? '', dataset['level'] ?? ''] as const));
    expect(found.map(([check]) => check).sort()).toEqual([...CHECKS].sort());
    // What wants mending comes first.
    const levels = found.map(([, level]) => ['red', 'amber', 'green'].indexOf(level));
    expect(levels).toEqual(levels.toSorted());

    // What is wrong here is known to be, with the sentence that mends it.
    expect(await levelOf(kiosk, 'readers')).toBe('red');
    await expect(page.locator('[data-check="readers"]')).toContainText(
      'The scanner scanner-1 is not there: plug it in.',
    );
    expect(await levelOf(kiosk, 'settings')).toBe('amber');
    await expect(page.locator('[data-check="settings"]')).toContainText('settings.damaged-2026.json');
    for (const check of ['journal', 'rules', 'clock', 'guards', 'camera']) {
      expect([check, await levelOf(kiosk, check)]).toEqual([check, 'green']);
    }
    // Mended, it is green at the next look.
    rmSync(join(kiosk.directory, 'settings.damaged-2026.json'));
    await page.locator('[data-action="look"]').click();
    await expect(page.locator('[data-check="settings"]')).toHaveAttribute('data-level', 'green');
  });
}

for (const language of ['zh-CN', 'en'] as const) {
  test(`each check is told in words, colour and shape, and fits: ${language}`, async ({ start, folder }) => {
    const text = TEXTS[language].diagnostics;
    for (const [window, textSize, theme] of [
      ['1080x1920', 100, 'light'],
      ['1920x1080', 200, 'dark'],
    ] as const) {
      const kiosk = await start({ profile: await ailing(join(folder, window)), window });
      const { page } = kiosk;
      await changeSettings(kiosk, { language });
      await page.locator('[data-open="settings"]').click();
      await enterPin(kiosk, SUPERVISOR);
      await page.locator('[data-open="diagnostics"]').waitFor();
      await changeSettings(kiosk, { textSize, theme });
      await page.locator('[data-open="diagnostics"]').click();
      await page.locator('[data-check="time-sync"]').waitFor();
      for (const check of CHECKS) {
        const line = page.locator(`[data-check="${check}"]`);
        const level = (await line.getAttribute('data-level')) as keyof typeof text.level;
        await expect(line).toContainText(text.level[level]);
        await expect(line).toContainText(text.check[check]);
        await expect(line.locator('.check__says')).toHaveText(language === 'en' ? /\.$/u : /。$/u);
        await expect(line.locator('svg')).toHaveCount(1);
      }
      await page.waitForFunction(() => document.querySelector('[data-reader="scanner-1"]') !== null);
      expect(await shortcomings(kiosk)).toEqual([]);
      await page.screenshot({ path: test.info().outputPath(`diagnostics-${window}-${language}.png`) });
      const log = page.locator('.log-lines');
      await log.scrollIntoViewIfNeeded();
      await page.screenshot({ path: test.info().outputPath(`diagnostics-log-${window}-${language}.png`) });
      // Lines that are scrolled away in their box lie over nothing; laid over a key they would be found.
      await log.evaluate((box) => {
        box.style.marginTop = '-10vmin';
      });
      expect((await misfits(page)).join('\n')).toContain(`lies over the key "${text.pause}"`);
      await kiosk.app.close();
    }
  });
}

test('meters and log follow what happens, stand still when paused, and a bundle is put on the stick', async ({
  start,
  folder,
  downloads,
}) => {
  const kiosk = await start({ profile: await ailing(folder) });
  const { page } = kiosk;
  const texts = await demoTexts();
  await changeSettings(kiosk, { language: 'en' });
  await page.locator('[data-open="settings"]').click();
  await enterPin(kiosk, SUPERVISOR);
  await page.locator('[data-open="diagnostics"]').click();
  await expect.poll(async () => Number(await page.locator('[data-meter="frames"]').textContent())).toBeGreaterThan(1);
  await expect(page.locator('[data-meter="read"]')).toContainText('ms');
  await expect(page.locator('[data-reader="scanner-1"]')).toContainText(en.device.state['not-connected']);

  const decided = page.locator('.log-lines [data-event="decided"]');
  await expect(page.locator('.log-lines [data-event="started"]')).toHaveCount(1);
  await kiosk.submit(texts['green-47h']);
  await expect(decided).toHaveCount(1);
  await page.locator('.outcome').waitFor({ state: 'detached' });
  await isSeen(page);
  await page.locator('[data-action="pause"]').click();
  await expect(page.locator('.log-lines')).toHaveAttribute('data-paused', 'true');
  await kiosk.submit(texts['test-old']);
  await isSeen(page);
  await page.locator('.outcome__dismiss:not([data-action])').click();
  await page.locator('.outcome').waitFor({ state: 'detached' });
  // Longer than the log is asked for: it would have come.
  const paused = await page.evaluate(() => performance.now());
  await page.waitForFunction((since) => performance.now() > since + 2500, paused);
  await expect(decided).toHaveCount(1);
  await page.locator('[data-action="pause"]').click();
  await expect(decided).toHaveCount(2);

  await page.locator('[data-action="bundle"]').click();
  await expect(page.locator('.diagnostics__bundled')).toContainText('digital-sentinel-support-2022-05-13.zip');
  const [name = ''] = readdirSync(downloads);
  const files = unzipSync(readFileSync(join(downloads, name)));
  const log = strFromU8(files['log.ndjson'] ?? new Uint8Array());
  expect(log).toContain('"event":"decided","fields":"count=2 until=');
  expect(log).not.toContain('all-checks-passed');
  const all = Object.values(files)
    .map((bytes) => strFromU8(bytes))
    .join('\n');
  for (const word of [GUARD.name, SUPERVISOR.name, SUPERVISOR.number, '演*示', '11010', 'argon2']) {
    expect([word, all.includes(word)]).toEqual([word, false]);
  }
});
