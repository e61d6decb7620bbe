import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { decodePDFRawStream, PDFDocument, PDFRawStream } from '@cantoo/pdf-lib';
import { describe, expect, test } from 'vitest';
import { posterPdf } from '../../../shared/poster/poster.ts';
import { posterName, POSTER_LANGUAGES, POSTER_SIZES, type Poster } from '../../../shared/poster/words.ts';
import type { Picture } from '../../../shared/qr/picture.ts';
import { readStill } from '../../../shared/qr/still.ts';
import { startJsEngine } from '../../../shared/qr/zxing-js.ts';
import { placedIn, textOfPdf } from '../../renderer/console/report/pdf-text.ts';

const font = await readFile(join(import.meta.dirname, '../../../resources/fonts/noto-sans-sc.ttf'));

/** As long as one of a venue with a long name is. */
const ADDRESS = `https://hub.example/v/#${'hEuqGkSkZ4'.repeat(17)}`;
const POSTER: Poster = { address: ADDRESS, venue: '示例商场', gate: '东门', size: 'A4', language: 'both' };
const LONG = '某'.repeat(64);

/** The rectangles of the only drawing of lines: in modules, from its own corner; and how large a module is, in points. */
async function drawn(bytes: Uint8Array): Promise<{ picture: Picture; modulePoints: number }> {
  const { context } = await PDFDocument.load(bytes);
  const streams = context
    .enumerateIndirectObjects()
    .flatMap(([, one]) =>
      one instanceof PDFRawStream ? [Buffer.from(decodePDFRawStream(one).decode()).toString()] : [],
    );
  const content = streams.find((text) => text.includes(' 0 d\n4 4 m')) ?? '';
  const modulePoints = Number(/([\d.]+) 0 0 -[\d.]+ 0 0 cm/u.exec(content)?.[1]);
  const runs = [...content.matchAll(/(\d+) (\d+) m\n(\d+) \2 l\n/gu)].map(([, from, y, to]) =>
    [from, y, to].map(Number),
  );
  const modules = Math.max(...runs.map(([, , to = 0]) => to)) + 4;
  const side = modules * 4;
  const data = new Uint8Array(side * side).fill(255);
  for (const [from = 0, y = 0, to = 0] of runs)
    for (let row = y * 4; row < y * 4 + 4; row += 1) data.fill(0, row * side + from * 4, row * side + to * 4);
  return { picture: { data, width: side, height: side }, modulePoints };
}

describe.each(POSTER_SIZES)('a poster of %s', (size) => {
  test.each(POSTER_LANGUAGES)(
    'in %s is one sheet, says whose it is and how it is used, and is read',
    async (language) => {
      const bytes = await posterPdf({ ...POSTER, size, language }, font);
      const document = await PDFDocument.load(bytes);
      expect(document.getPages().map((page) => Math.round(page.getWidth()))).toEqual([size === 'A4' ? 595 : 420]);
      const text = (await textOfPdf(bytes)).replaceAll('\n', ' ');
      expect(text).toContain('示例商场');
      expect(text).toContain('东门');
      expect(text.includes('请用手机扫码登记')).toBe(language !== 'en');
      expect(text.includes('Scan to check in')).toBe(language !== 'zh-CN');
      const { picture, modulePoints } = await drawn(bytes);
      const read = readStill(startJsEngine(), picture, () => 0);
      expect(read.ok && read.value.map((code) => code.text)).toEqual([ADDRESS]);
      // In millimetres: read from 1 m, or by whoever steps up to a small sheet.
      expect((modulePoints * 25.4) / 72).toBeGreaterThan(size === 'A4' ? 1.8 : 1.25);
    },
  );
});

test('names as long as names may be stay on the sheet', async () => {
  const bytes = await posterPdf({ ...POSTER, venue: LONG, gate: LONG }, font);
  for (const { left, right, bottom } of await placedIn(bytes)) {
    expect(left).toBeGreaterThan(40);
    expect(right).toBeLessThan(555);
    expect(bottom).toBeGreaterThan(10);
  }
});

test('is kept under a name that any system takes', () => {
  expect(posterName(POSTER)).toBe('venue-code 示例商场 东门 A4.pdf');
  expect(posterName({ ...POSTER, venue: LONG, gate: 'a/b', size: 'A5', language: 'en' })).toMatch(
    /^[\p{L}\p{N}][\p{L}\p{N} ._-]{0,80}\.pdf$/u,
  );
});
