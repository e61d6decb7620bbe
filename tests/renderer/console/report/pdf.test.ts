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
import { placedIn, textOfPdf, type Placed } from './pdf-text.ts';

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

/** A4 and its margins, in points. */
const [WIDTH, HEIGHT, MARGIN] = [595.28, 841.89, 50];

/** Of less than a hundredth of a point nobody sees anything. */
const SEEN = 0.01;

/** What reaches into a margin, but for a page's number at its foot. */
function outsideOf(placed: readonly Placed[]): string[] {
  return placed
    .filter(({ left, right }) => !(left >= MARGIN - SEEN && right <= WIDTH - MARGIN + SEEN))
    .concat(placed.filter(({ top, bottom }) => !(bottom > 0 && top <= HEIGHT - MARGIN + SEEN)))
    .map(({ text }) => text);
}

/** Pairs that lie one over the other. */
function overOthers(placed: readonly Placed[]): string[] {
  return placed.flatMap((one, i) =>
    placed
      .slice(i + 1)
      .filter((other) => one.page === other.page && one.left < other.right && other.left < one.right)
      .filter((other) => one.bottom < other.top && other.bottom < one.top)
      .map((other) => `${one.text} | ${other.text}`),
  );
}

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

  test.each<[Language, string]>([
    ['zh-CN', '人民广场商场北区地下一层二号扶梯旁（近地铁站）'],
    ['en', 'The northern entrance beside the underground station, on level two, '],
    ['en', 'Nordeingangsuntergeschossrolltreppenvorplatz'],
  ])('in %s has no text beyond its margins, nor over another, whatever the names: %s', async (language, name) => {
    const many = { admit: 1_234_567, refer: 60_000, refuse: 6000 };
    const long = name.repeat(3).slice(0, 64);
    const gates = Array.from({ length: 30 }, (_, i) => ({
      gate: `${i}${long}`.slice(0, 64),
      counts: many,
      meanMs: 9750,
    }));
    const reasons = [{ code: name.repeat(4), count: 1_234_567 }, ...overview.reasons];
    const crowded = { ...overview, gates, reasons, today: many, occupancy: { in: 1_300_000, out: 400_000 } };
    const reported = { ...REPORTED, overview: crowded, gate: long, venue: long, madeBy: long };
    for (const isToday of [true, false]) {
      const placed = await placedIn(await madeOf({ ...reported, isToday }, language));
      const said = placed.map(({ text: piece }) => piece).join(language === 'en' ? ' ' : '');
      expect(said).toContain(text.getFixedT(language, 'console')('overview.meanTimeSays'));
      expect(outsideOf(placed)).toEqual([]);
      expect(overOthers(placed)).toEqual([]);
    }
  });

  test('in English has quotation marks as wide as English has them', async () => {
    const gates = [{ gate: '’', counts: overview.today, meanMs: null }];
    const placed = await placedIn(await madeOf({ ...REPORTED, overview: { ...overview, gates } }, 'en'));
    const mark = placed.find(({ text: piece }) => piece === '’');
    // In points, of a text of 10: a Chinese one is as wide as that.
    expect((mark?.right ?? NaN) - (mark?.left ?? NaN)).toBeLessThan(4);
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
