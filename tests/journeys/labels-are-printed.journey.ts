import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { PDFDocument } from '@cantoo/pdf-lib';
import sharp from 'sharp';
import { codeSvg } from '../../electron/cli/pictures.ts';
import { drawLabels } from '../../scripts/hub/labels.ts';
import { MAX_PROVISION_LENGTH } from '../../shared/provision.ts';
import { decode } from '../../electron/cli/decode.ts';
import { run } from '../electron/cli/cli-kit.ts';
import { openBrowser } from './browser.ts';
import { expect, test } from './kiosk.ts';

/** As large as a code may be. */
const codeOf = (number: number): string => `DSP1:${number}:`.padEnd(MAX_PROVISION_LENGTH, 'K7 $X');

/** A4 in points, of which a printer takes whole ones. */
const A4 = { width: 595, height: 842 };

test('labels of fifty kiosks, with the longest names there are, are nine sheets of paper, and their codes are read', async ({
  folder,
}) => {
  const kiosks = Array.from({ length: 50 }, (_, i) => ({
    ...{ venue: '人民广场地下商业街'.repeat(7).slice(0, 64), gate: `北广场地铁换乘通道 ${i + 1}`.padEnd(64, '乙') },
    ...(i % 3 === 2 ? {} : { direction: i % 3 === 0 ? ('in' as const) : ('out' as const) }),
    ...{ expiresAt: '2022-05-14T01:00:00.000Z', code: i === 49 ? null : codeSvg(codeOf(i)) },
  }));
  const path = join(folder, 'labels.html');
  await writeFile(path, drawLabels(kiosks));
  const browser = await openBrowser(folder, pathToFileURL(path).href, '760x1080');
  await expect(browser.page.locator('article')).toHaveCount(50);
  const picture = await browser.page.screenshot({ path: test.info().outputPath('labels.png') });
  const cut = await browser.page
    .locator('article')
    .evaluateAll((labels) => labels.filter(({ scrollHeight, clientHeight }) => scrollHeight > clientHeight).length);
  expect(cut).toBe(0);
  const printed = await browser.app.evaluate(async ({ BrowserWindow }) => {
    const [window] = BrowserWindow.getAllWindows();
    const pdf = await window?.webContents.printToPDF({ preferCSSPageSize: true, printBackground: true });
    return pdf?.toString('base64') ?? '';
  });
  await writeFile(test.info().outputPath('labels.pdf'), Buffer.from(printed, 'base64'));
  const pages = (await PDFDocument.load(Buffer.from(printed, 'base64'))).getPages();
  expect(
    pages.map((page) => page.getSize()).map(({ width, height }) => [Math.round(width), Math.round(height)]),
  ).toEqual(Array.from({ length: 9 }, () => [A4.width, A4.height]));
  const png = join(folder, 'seen.png');
  await sharp(picture).resize({ width: 2280 }).png().toFile(png);
  const [seen] = (await run(decode, [png])).lines as { codes: { text: string }[] }[];
  expect(seen?.codes.map(({ text }) => text)).toEqual(
    expect.arrayContaining([codeOf(0), codeOf(1), codeOf(2), codeOf(3)]),
  );
  await browser.close();
});
