import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PDFDocument } from '@cantoo/pdf-lib';
import { expect, test } from 'vitest';
import { passSheets } from '../../../renderer/company/sheets.ts';
import type { TakenPass } from '../../../shared/company/calls.ts';

const font = new Uint8Array(readFileSync(join(import.meta.dirname, '../../../resources/fonts/noto-sans-sc.ttf')));
const WORDS = {
  company: '演示食品有限公司',
  cut: '出示时须同时出示健康码',
  until: (when: string) => `有效期至 ${when}`,
};

function made(count: number): TakenPass[] {
  return Array.from({ length: count }, (_, i) => ({
    ...{ id: `c0c1c2c3c4c5c6c${i % 10}`, type: 'vehicle', maskedName: '张*三', plate: '京A12345' },
    ...{ validFrom: '2022-05-13T04:00:00.000Z', validUntil: '2022-05-20T04:00:00.000Z' },
    text: `DSW1:${'6BFOXN'.repeat(55)}`,
  }));
}

test.each([
  [1, 1],
  [8, 1],
  [9, 2],
])('%i passes are on %i sheets', async (passes, sheets) => {
  const bytes = await passSheets(made(passes), { language: 'zh-CN', offsetMinutes: 480 }, WORDS, font);
  const document = await PDFDocument.load(bytes);
  expect(document.getPageCount()).toBe(sheets);
  expect(document.getTitle()).toBe(WORDS.company);
});

test('a name with a sign that the font lacks is drawn all the same', async () => {
  const [one] = made(1);
  const odd = [{ ...(one as TakenPass), maskedName: '\u{10FFFD}*' }];
  await expect(passSheets(odd, { language: 'en', offsetMinutes: 0 }, WORDS, font)).resolves.toBeInstanceOf(Uint8Array);
});
