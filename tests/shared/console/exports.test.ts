import { unzipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { cellsOf, titlesOf, type Cell, type TableFile, type Wording } from '../../../shared/console/columns.ts';
import { csvFile } from '../../../shared/console/csv.ts';
import type { LogRow } from '../../../shared/console/log.ts';
import { xlsxFile } from '../../../shared/console/xlsx.ts';
import { joined } from '../../../shared/bytes.ts';

const WORDING: Wording = {
  language: 'en',
  offsetMinutes: 480,
  reasonOf: (code) => (code === 'known' ? 'Known' : null),
};

const ROW: LogRow = {
  epochMs: Date.UTC(2022, 4, 13, 1, 2, 3),
  chain: '01890000-0000-7000-8000-000000000001',
  sequence: 7,
  id: '01890000-0000-7000-8000-000000000002',
  refersTo: null,
  offsetMinutes: 480,
  isClockConfirmed: false,
  gate: '东门',
  lane: 'out',
  type: 'scan',
  verdict: 'refuse',
  reasons: ['known', 'unheard-of'],
  source: 'id-card',
  format: 'id-card',
  maskedName: '张*三',
  guard: null,
  colour: 'red',
  testAgeSeconds: 172_800,
  policyVersion: 12,
  durationMs: 31,
};

function written(file: TableFile, rows: readonly (readonly Cell[])[]): Uint8Array {
  return joined(file.begin(['A', 'B']), ...rows.map((row) => file.add([row])), file.end());
}

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('utf8');

test('a row is written in words, by the clock on the wall', () => {
  const cells = Object.fromEntries(titlesOf('en').map((title, i) => [title, cellsOf(ROW, WORDING)[i]]));
  expect(cells).toMatchObject({
    Time: { wallMs: Date.UTC(2022, 4, 13, 9, 2, 3) },
    Gate: '东门',
    Way: 'going out',
    Verdict: 'refuse',
    Reasons: 'Known; unheard-of',
    'Reason codes': 'known unheard-of',
    Source: 'ID card',
    'Hours since sampling': 48,
    'Clock confirmed': 'no',
  });
  expect(titlesOf('zh-CN')).toHaveLength(titlesOf('en').length);
});

test.each([
  ['beyond what a date reaches', { epochMs: 9e15 }],
  ['before it', { epochMs: -9e15 }],
  ['of the last minute of the year 9999, which is over where it is written', { epochMs: Date.UTC(10_000, 0, 1) - 1 }],
  ['in a zone that is none', { offsetMinutes: 99_999_999 }],
])('a clock %s is said to be unreadable, in both languages and every file', (_what, clock) => {
  for (const [language, said] of [['en', 'unreadable time'] as const, ['zh-CN', '时间无法读取'] as const]) {
    const cells = cellsOf({ ...ROW, ...clock }, { ...WORDING, language });
    expect(cells[0]).toBe(said);
    expect(text(written(csvFile(), [cells]))).toContain(`\r\n${said},东门,`);
    const sheet = unzipSync(written(xlsxFile(), [cells]))['xl/worksheets/sheet1.xml'];
    expect(text(sheet ?? new Uint8Array(0))).toContain(`<t xml:space="preserve">${said}</t>`);
  }
});

describe('comma-separated values', () => {
  test('begin with a byte order mark, and moments are what spreadsheets read as such', () => {
    const file = text(written(csvFile(), [[{ wallMs: Date.UTC(2022, 4, 13, 9, 2, 3) }, null]]));
    expect(file).toBe('\uFEFFA,B\r\n2022-05-13 09:02:03,\r\n');
  });

  test.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '\uFF1D1+1', '\uFF0B1', '\uFF0D1', '\uFF20A'])(
    'what a spreadsheet would calculate is text: %j',
    (formula) => {
      expect(text(csvFile().add([[formula]])).replace(/^"/u, '')).toMatch(/^'/u);
    },
  );

  test('commas, quotes and line breaks stay in their cell', () => {
    expect(text(csvFile().add([['a,b', 'say "so"', 'two\nlines']]))).toBe('"a,b","say ""so""","two\nlines"\r\n');
  });
});

describe('a workbook', () => {
  const sheetOf = (rows: readonly (readonly Cell[])[]): string => {
    const files = unzipSync(written(xlsxFile(), rows));
    return text(files['xl/worksheets/sheet1.xml'] ?? new Uint8Array(0));
  };

  test('has the parts that a spreadsheet looks for', () => {
    expect(Object.keys(unzipSync(written(xlsxFile(), []))).sort()).toEqual([
      '[Content_Types].xml',
      '_rels/.rels',
      'xl/_rels/workbook.xml.rels',
      'xl/styles.xml',
      'xl/workbook.xml',
      'xl/worksheets/sheet1.xml',
    ]);
  });

  test('has text as text, also what looks like a formula, and moments as dates', () => {
    const sheet = sheetOf([['=1+1', { wallMs: Date.UTC(2022, 4, 13, 12) }]]);
    expect(sheet).toContain('<c t="inlineStr"><is><t xml:space="preserve">=1+1</t></is></c>');
    // 2022-05-13 is day 44694 of spreadsheets.
    expect(sheet).toContain('<c s="1"><v>44694.5</v></c>');
    expect(sheet).not.toContain('<f>');
  });

  test('has moments that spreadsheets do not count to as text', () => {
    const day = Date.UTC(1900, 2, 1);
    const sheet = sheetOf([[{ wallMs: day }, { wallMs: day - 1000 }]]);
    expect(sheet).toContain('<c s="1"><v>61</v></c>');
    expect(sheet).toContain('<t xml:space="preserve">1900-02-28 23:59:59</t>');
  });

  test('has no sign that XML has no character for, and none that ends a cell', () => {
    const sheet = sheetOf([['a\u0000\u000B<b>&\uD800\uFFFE', 1]]);
    expect(sheet).toContain('<t xml:space="preserve">a&lt;b&gt;&amp;\uFFFD</t>');
  });
});
