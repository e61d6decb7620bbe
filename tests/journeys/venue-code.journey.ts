import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { checkInOf, startWithVenueCode, VENUE_CODE } from '../../scripts/screens/check-ins.ts';
import { base45 } from '../../scripts/foreign-codes.ts';
import { primitives } from '../../electron/crypto.ts';
import { kidOf } from '../../shared/credential/health-code.ts';
import { fromHex } from '../../shared/credential/hex.ts';
import { encodeReceipt, RECEIPT_PREFIX, type ReceiptClaims } from '../../shared/credential/receipt.ts';
import { readStill } from '../../shared/qr/still.ts';
import { startJsEngine } from '../../shared/qr/zxing-js.ts';
import { cbor, headerOf } from '../shared/credential/codes.ts';
import type { StubHub } from '../electron/sync/stub-hub.ts';
import { test } from './downloads.ts';
import { changeSettings, expect, journalRows, type Kiosk } from './kiosk.ts';
import { NOW } from './now.ts';
import { shortcomings } from './shortcomings.ts';
import { demoTexts } from './visitors.ts';

test.setTimeout(180_000);

const NOW_SECONDS = Date.parse(NOW) / 1000;

/** What the hub gives a visitor's phone, who was let in a minute ago unless said otherwise. */
function receiptOf(hub: StubHub, n: number, change: Partial<ReceiptClaims> = {}, sign = hub.sign): string {
  const { entry } = checkInOf(n);
  const { venue, gate } = VENUE_CODE;
  const claims = { issuedAt: NOW_SECONDS - 60, entry, venue, gate, direction: 'in', maskedName: '张*三' } as const;
  const payload = encodeReceipt({ ...claims, ...change });
  const kid = fromHex(kidOf({ kty: 'OKP', crv: 'Ed25519', x: hub.key }, primitives.sha256)) ?? new Uint8Array();
  const header = cbor(headerOf({ kid }));
  const signature = sign(cbor(['Signature1', header, new Uint8Array(), payload]));
  return RECEIPT_PREFIX + base45(Buffer.concat([Uint8Array.of(0xd2), cbor([header, new Map(), payload, signature])]));
}

async function last(kiosk: Kiosk): Promise<string> {
  const shown = (await kiosk.shown()).at(-1);
  return `${shown?.verdict ?? ''} ${shown?.reason ?? ''}`;
}

/** What a phone before the screen reads, by the repository's own reader. */
async function readFrom(picture: Buffer): Promise<string[]> {
  const { data, info } = await sharp(picture).greyscale().raw().toBuffer({ resolveWithObject: true });
  const read = readStill(startJsEngine(), { data, width: info.width, height: info.height }, () => 0);
  return read.ok ? read.value.map(({ text }) => text) : [];
}

test('a receipt lets in once without the hub, and each wrong one says what is wrong with it', async ({ folder }) => {
  const { hub, kiosk } = await startWithVenueCode(folder, '1080x1920');
  try {
    const { page } = kiosk;
    await kiosk.submit(receiptOf(hub, 1));
    expect(await last(kiosk)).toBe('refer receipt-not-taken');
    await page.keyboard.press('Escape');

    await changeSettings(kiosk, { checkIn: 'both' });
    await page.waitForSelector('[data-check-in="both"]');
    // Two have checked in, one of whom has shown the receipt.
    await expect(page.locator('[data-open="check-ins"]')).toHaveText(/自助登记 1/u, { timeout: 20_000 });
    await hub.close();
    // Held up for longer it is the same visitor.
    await page.waitForTimeout(3100);
    const told: [string, string][] = [
      [receiptOf(hub, 1), 'admit receipt-accepted'],
      [receiptOf(hub, 1), 'refer receipt-used'],
      // Shown before another kiosk of the gate, as the hub has told.
      [receiptOf(hub, 2), 'refer receipt-used'],
      [receiptOf(hub, 3, { gate: 'south' }), 'refer receipt-of-another-gate'],
      [receiptOf(hub, 5, { issuedAt: NOW_SECONDS - 301 }), 'refer receipt-expired'],
      [
        receiptOf(hub, 6, {}, (message) => new Uint8Array(createHash('sha512').update(message).digest())),
        'refuse receipt-forged',
      ],
    ];
    for (const [n, [text, expected]] of told.entries()) {
      await kiosk.submit(text);
      expect(await last(kiosk)).toBe(expected);
      await page.screenshot({ path: test.info().outputPath(`receipt-${n}-zh-CN.png`) });
      await page.keyboard.press('Escape');
      await page.waitForTimeout(3100);
    }
    await kiosk.submit((await demoTexts())['green-47h']);
    expect(await last(kiosk)).toBe('admit all-checks-passed');
    const scans = journalRows(kiosk.directory).filter(({ type }) => type === 'scan');
    expect(scans.map(({ verdict }) => verdict)).toEqual([
      'refer',
      'admit',
      ...Array<string>(4).fill('refer'),
      'refuse',
      'admit',
    ]);
    expect(scans.map(({ refers_to }) => refers_to)).toEqual([
      ...[1, 1, 1, 2, 3, 5].map((n) => checkInOf(n).entry),
      ...[null, null],
    ]);
    await page.keyboard.press('Escape');
    // Who has checked in by phone counts at the hub.
    await expect(page.locator('[data-count="admit"] b')).toHaveText('1');
    await expect(page.locator('[data-count="refer"] b')).toHaveText('0');
    await expect(page.locator('[data-open="check-ins"]')).toHaveText(/自助登记 0/u);
    await page.locator('[data-open="check-ins"]').click();
    await expect(page.locator(`[data-check-in="${checkInOf(1).entry}"]`)).toHaveAttribute('data-used', 'true');
    await expect(page.locator('.check-ins__old')).toBeVisible({ timeout: 30_000 });
    await page.screenshot({ path: test.info().outputPath('list-offline-zh-CN.png') });
    expect(await shortcomings(kiosk)).toEqual([]);
    await page.keyboard.press('Escape');

    await kiosk.app.close();
    const again = await test.step('after a restart', async () => {
      const { launchKiosk } = await import('./kiosk.ts');
      return launchKiosk(null, kiosk.profile, { withoutCamera: true });
    });
    await again.submit(receiptOf(hub, 1));
    expect(await last(again)).toBe('refer receipt-used');
    await again.app.close();
  } finally {
    await kiosk.app.close().catch(() => undefined);
  }
});

for (const window of ['1080x1920', '1920x1080', '1024x768']) {
  test(`the screen at rest shows at ${window} how visitors check in, and a phone reads the venue code`, async ({
    folder,
  }) => {
    const { hub, kiosk, address } = await startWithVenueCode(folder, window);
    const { page } = kiosk;
    try {
      for (const checkIn of ['sentinel', 'both', 'venue-code'] as const) {
        await changeSettings(kiosk, { checkIn });
        await page.waitForSelector(`[data-check-in="${checkIn}"]`, { timeout: 20_000 });
        for (const [language, textSize] of [
          ['zh-CN', 100],
          ['en', 100],
          ['en', 200],
        ] as const) {
          await changeSettings(kiosk, { language, textSize });
          await page.waitForSelector(`html[lang="${language}"][data-text-size="${textSize}"]`);
          const picture = await page.screenshot({
            path: test.info().outputPath(`${checkIn}-${language}-${textSize}.png`),
          });
          expect(await readFrom(picture)).toEqual(checkIn === 'sentinel' ? [] : [address]);
          const [width = 0, height = 0] = window.split('x').map(Number);
          const side = Math.min(width, height);
          const stage = await page.locator('.stage').boundingBox();
          expect(stage?.height).toBeGreaterThanOrEqual((checkIn === 'venue-code' ? 0.2 : 0.28) * side);
          if (checkIn === 'sentinel') continue;
          const code = await page.locator('.venue-code .qr').boundingBox();
          expect(code?.width).toBeGreaterThanOrEqual(0.39 * side);
          const bar = await page.locator('.bar').boundingBox();
          expect(code?.y).toBeGreaterThanOrEqual((bar?.y ?? 0) + (bar?.height ?? 0) - 1);
        }
        await changeSettings(kiosk, { language: 'zh-CN', textSize: 100 });
        expect(await shortcomings(kiosk)).toEqual([]);
      }
      // Where everybody checks in by phone a health code is nothing to decide by.
      const before = journalRows(kiosk.directory).length;
      await kiosk.submit((await demoTexts())['green-47h']);
      expect(await last(kiosk)).toBe('hint scan-venue-code');
      await page.screenshot({ path: test.info().outputPath('hint-zh-CN.png') });
      expect(journalRows(kiosk.directory)).toHaveLength(before);
    } finally {
      await kiosk.app.close().catch(() => undefined);
      await hub.close();
    }
  });
}

test('IT saves the poster of the venue code, and a phone reads it', async ({ folder, downloads }) => {
  const { hub, kiosk } = await startWithVenueCode(folder, '1080x1920');
  const { page } = kiosk;
  try {
    await page.locator('[data-open="settings"]').click();
    await page.locator('[data-open="poster"]').click({ timeout: 20_000 });
    await page.locator('[data-action="save-poster"]').click();
    const saved = page.locator('[data-saved]');
    await saved.waitFor({ timeout: 30_000 });
    await page.screenshot({ path: test.info().outputPath('poster-saved-zh-CN.png') });
    expect(await saved.getAttribute('data-saved')).toBe('venue-code 人民广场商场 north A4.pdf');
    await expect(saved).toContainText(downloads);
    const bytes = await readFile(join(downloads, 'venue-code 人民广场商场 north A4.pdf'));
    expect(bytes.subarray(0, 5).toString()).toBe('%PDF-');
  } finally {
    await kiosk.app.close().catch(() => undefined);
    await hub.close();
  }
});
