import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PDFDocument } from '@cantoo/pdf-lib';
import i18next from 'i18next';
import { describe, expect, test } from 'vitest';
import { reasonWordsOf } from '../../../../renderer/console/reason-words.ts';
import { contentOf, type Reported } from '../../../../renderer/console/report/content.ts';
import { pdfOf } from '../../../../renderer/console/report/pdf.ts';
import { consoleEn, consoleZhCN } from '../../../../renderer/console/text/catalogues.ts';
import type { Overview } from '../../../../shared/console/overview.ts';
import type { Language } from '../../../../shared/verdict.ts';
import { textOfPdf } from './pdf-text.ts';

const text = i18next.createInstance();
await text.init({
  lng: 'en',
  defaultNS: 'console',
  resources: { 'zh-CN': { console: consoleZhCN }, en: { console: consoleEn } },
  interpolation: { escapeValue: false },
});
const font = await readFile(join(import.meta.dirname, '../../../../resources/fonts/noto-sans-sc.ttf'));

const day = new Date(2022, 4, 13).getTime();
const HOUR_MS = 3_600_000;

const overview: Overview = {
  atMs: day + 15 * HOUR_MS,
  now: { admit: 3, refer: 0, refuse: 0 },
  today: { admit: 1234, refer: 60, refuse: 6 },
  weekBefore: { soFar: { admit: 1000, refer: 0, refuse: 0 }, whole: { admit: 2600, refer: 0, refuse: 0 } },
  hours: Array.from({ length: 24 }, (_, i) => ({
    fromMs: day + i * HOUR_MS,
    counts: { admit: i * 10, refer: i, refuse: 1 },
    weekBefore: i * 9,
  })),
  reasons: [{ code: 'expired', count: 41 }],
  gates: [
    { gate: '东门', counts: { admit: 1234, refer: 60, refuse: 6 }, meanMs: 1250 },
    { gate: '', counts: { admit: 0, refer: 0, refuse: 0 }, meanMs: null },
  ],
  meanMs: 1250,
  occupancy: { in: 1300, out: 400 },
  kiosks: null,
  policyAgeSeconds: null,
  policyUnknownSince: null,
  unsent: null,
};

const REPORTED: Reported = {
  overview,
  dayMs: day,
  isToday: true,
  gate: null,
  venue: '东方商场',
  madeBy: '李示例',
  madeAtMs: day + 15 * HOUR_MS,
};

const madeOf = (reported: Reported, language: Language): Promise<Uint8Array> => {
  const t = text.getFixedT(language, 'console');
  return pdfOf(contentOf(reported, { t, language, reasonOf: reasonWordsOf([]) }), font);
};

describe('a report', () => {
  test('in Chinese says in text that can be copied what the overview says', async () => {
    const said = await textOfPdf(await madeOf(REPORTED, 'zh-CN'));
    for (const words of ['访客日报', '东方商场，2022年5月13日', '1,300', '比上周同期多 300（+30%）', '东门', '本机'])
      expect(said).toContain(words);
    expect(said).toContain('健康码已过期');
    expect(said).toContain('李示例 于 2022年5月13日 15:00 生成');
    expect(said).toContain('数据截至 15:00:00');
  });

  test('in English, of a day that is over, says so against the whole day a week before', async () => {
    const said = await textOfPdf(await madeOf({ ...REPORTED, isToday: false, gate: '东门' }, 'en'));
    expect(said).toContain('Visitors of a day');
    expect(said).toContain('1,300 fewer than a week before (−50%)');
    expect(said).toContain('Gate: 东门');
    expect(said).not.toContain('not over');
    expect(said).toContain('1,300 in, 400 out');
  });

  test('embeds of the font only what it needs', async () => {
    const bytes = await madeOf(REPORTED, 'zh-CN');
    expect(bytes.length).toBeLessThan(100_000);
  });

  test('of an ordinary day is one sheet, and goes on where there are many gates', async () => {
    const sheets = async (reported: Reported): Promise<number> =>
      (await PDFDocument.load(await madeOf(reported, 'zh-CN'))).getPageCount();
    expect(await sheets(REPORTED)).toBe(1);
    const gates = Array.from({ length: 80 }, (_, i) => ({
      ...overview.gates[0],
      gate: `${i} 号门`,
      meanMs: 1,
      counts: overview.today,
    }));
    const long = await madeOf({ ...REPORTED, overview: { ...overview, gates } }, 'zh-CN');
    expect(await textOfPdf(long)).toContain('79 号门');
    expect((await PDFDocument.load(long)).getPageCount()).toBe(3);
  });

  test('shows a box for a sign that the font has not, and no line of two', async () => {
    const gates = [{ gate: '𠮷门\n二', counts: overview.today, meanMs: null }];
    const said = await textOfPdf(await madeOf({ ...REPORTED, overview: { ...overview, gates } }, 'en'));
    expect(said).toContain('□门 二');
  });

  test('of a day without visitors says that there were none', async () => {
    const nobody = { admit: 0, refer: 0, refuse: 0 };
    const empty: Overview = {
      ...overview,
      today: nobody,
      weekBefore: null,
      hours: overview.hours.map((hour) => ({ ...hour, counts: nobody, weekBefore: 0 })),
      reasons: [],
      gates: [],
      meanMs: null,
      occupancy: null,
    };
    const said = await textOfPdf(await madeOf({ ...REPORTED, overview: empty }, 'en'));
    expect(said).toContain('Nothing is known of the week before');
    expect(said).toContain('No visitors today so far.');
  });
});
