import { join } from 'node:path';
import sharp from 'sharp';
import { receipt } from '../../shared/credential/receipt.ts';
import { startJsEngine } from '../../shared/qr/zxing-js.ts';
import { readStill } from '../../shared/qr/still.ts';
import { primitives } from '../../electron/crypto.ts';
import { PHONE_TEXT } from '../../renderer/phone/text.ts';
import { isAccessible, test, VENUE } from './console-browser.ts';
import { openBrowser } from './browser.ts';
import { expect } from './kiosk.ts';
import { openGate, pick, resultOf, screenshotOf } from './phone.ts';

/** PostgreSQL, a hub and a phone on a machine that is busy with other things. */
test.setTimeout(180_000);

const PHONE = '390x844';
const zh = PHONE_TEXT['zh-CN'];
const { en } = PHONE_TEXT;

test('a visitor scans the poster, picks a picture of a health code, and has a receipt that runs out', async ({
  folder,
  hub,
}) => {
  const address = await openGate(hub, 'north');
  const { page, close } = await openBrowser(join(folder, 'phone'), address, PHONE);
  await expect(page.locator('h1')).toContainText(`${VENUE} · north`);
  await isAccessible(page, 'start in English');
  await page.screenshot({ path: test.info().outputPath('start-en.png') });
  await page.locator('[data-do="language"]').click();
  await expect(page.getByText(zh.choose)).toBeVisible();
  await isAccessible(page, 'start in Chinese');
  await page.screenshot({ path: test.info().outputPath('start-zh-CN.png') });

  await pick(page, await screenshotOf(folder, 'code', hub.code(1)));
  const result = resultOf(page);
  await expect(result).toHaveAttribute('data-verdict', 'admit', { timeout: 30_000 });
  await expect(result.locator('.moving')).toHaveText('north');
  await expect(result.locator('h1')).toHaveText(zh.admit);
  await expect(result.locator('.result__left')).toContainText(/[45]:\d\d/u);
  await isAccessible(page, 'result in Chinese');
  await page.screenshot({ path: test.info().outputPath('admit-zh-CN.png'), fullPage: true });

  // What the guard scans is the hub's receipt of that very entry.
  const picture = await result.locator('.qr').screenshot();
  const { data, info } = await sharp(picture).greyscale().raw().toBuffer({ resolveWithObject: true });
  const read = readStill(startJsEngine(), { data, width: info.width, height: info.height }, () => performance.now());
  const text = read.ok ? (read.value[0]?.text ?? '') : '';
  const sealed = receipt.decode(text, primitives);
  const facts = sealed.ok ? sealed.value.content.facts : sealed;
  const [row] = await hub.query("select id, source from entry where source = 'venue-code'");
  expect(facts).toMatchObject({ ok: true, value: { receipt: { entry: row?.['id'], venue: VENUE, gate: 'north' } } });

  // The clock runs, and in five minutes it is over.
  await page.clock.install();
  const shown = await result.locator('.clock__time').innerText();
  await page.clock.fastForward(2000);
  await expect(result.locator('.clock__time')).not.toHaveText(shown);
  await page.locator('[data-do="language"]').click();
  await page.screenshot({ path: test.info().outputPath('admit-en.png'), fullPage: true });
  await page.clock.fastForward(300_000);
  await expect(result).toHaveAttribute('data-state', 'expired');
  await expect(result.locator('h1')).toHaveText(en.expired);
  await expect(result.locator('.qr')).toHaveCount(0);
  await isAccessible(page, 'expired');
  await page.screenshot({ path: test.info().outputPath('expired-en.png'), fullPage: true });

  // Somebody without a test goes to a person, or is refused, and is told why.
  await page.locator('[data-do="again"]').click();
  await pick(page, await screenshotOf(folder, 'untested', hub.codeWithoutTest(2)));
  await expect(result).toHaveAttribute('data-verdict', /refer|refuse/u, { timeout: 30_000 });
  await expect(result.locator('.reasons li').first()).not.toBeEmpty();
  await expect(result.locator('.qr')).toHaveCount(0);
  await isAccessible(page, 'not admitted');
  await page.screenshot({ path: test.info().outputPath('not-admitted-en.png'), fullPage: true });
  await close();
});

test('a phone is told what is wrong with the poster, the picture and the network, in its own language', async ({
  folder,
  hub,
}) => {
  const address = await openGate(hub, 'north');
  const { page, close } = await openBrowser(join(folder, 'phone'), address, '320x568');
  await page.locator('[data-do="language"]').click();
  const trouble = page.locator('[data-trouble]');

  const wrong = 'https://example.org/menu';
  await pick(page, await screenshotOf(folder, 'menu', wrong));
  await expect(trouble).toHaveText(zh.troubles['not-a-health-code'], { timeout: 30_000 });
  await pick(page, await blank(folder));
  await expect(trouble).toHaveText(zh.troubles['no-code-in-picture'], { timeout: 30_000 });
  await isAccessible(page, 'trouble');
  await page.screenshot({ path: test.info().outputPath('trouble-zh-CN.png'), fullPage: true });
  // Nothing is cut off on the narrowest of phones.
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);

  // The hub is away: the same may be sent again, and nobody is entered twice.
  await hub.kill();
  await pick(page, await screenshotOf(folder, 'code', hub.code(3)));
  await expect(trouble).toHaveText(zh.troubles.unreachable, { timeout: 30_000 });
  await hub.start();
  await page.locator('[data-do="retry"]').click();
  await expect(resultOf(page)).toHaveAttribute('data-verdict', 'admit', { timeout: 30_000 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
  await page.screenshot({ path: test.info().outputPath('admit-narrow-zh-CN.png'), fullPage: true });

  // The poster is replaced; the old one says so, and so does one that nobody has signed.
  await openGate(hub, 'north');
  await page.reload();
  await expect(trouble).toHaveText(en.troubles['venue-code-replaced']);
  const [origin = '', token = ''] = address.split('#');
  const forged = `${token.slice(0, -8)}${token.endsWith('AAAAAAAA') ? 'BBBBBBBB' : 'AAAAAAAA'}`;
  await page.goto(`${origin}?${Date.now()}#${forged}`);
  await expect(trouble).toHaveText(en.troubles['venue-code-forged']);
  await expect(page.locator('[data-do="choose"]')).toHaveCount(0);
  await page.screenshot({ path: test.info().outputPath('forged-en.png') });
  await close();
});

async function blank(folder: string): Promise<string> {
  const path = join(folder, 'blank.png');
  await sharp({ create: { width: 600, height: 900, channels: 3, background: '#dddddd' } })
    .png()
    .toFile(path);
  return path;
}
