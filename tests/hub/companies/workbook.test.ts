import { zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { readFile } from '../../../hub/companies/upload.ts';
import { readWorkbook } from '../../../hub/companies/workbook.ts';
import { xlsxFile } from '../../../shared/console/xlsx.ts';
import { joined } from '../../../shared/bytes.ts';
import { MAX_HOLDERS, SHEETS } from '../../../shared/company/columns.ts';
import { templateFile } from '../../../shared/company/template.ts';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

/** A workbook of one sheet, as a spreadsheet writes it. */
function workbook(sheet: string, more: Record<string, string> = {}): Buffer {
  const parts = {
    'xl/workbook.xml': '<workbook><sheets><sheet name="a" sheetId="1" r:id="rId7"/></sheets></workbook>',
    'xl/_rels/workbook.xml.rels':
      '<Relationships><Relationship Id="rId7" Type="t" Target="worksheets/people.xml"/></Relationships>',
    'xl/worksheets/people.xml': `<?xml version="1.0"?><worksheet><sheetData>${sheet}</sheetData></worksheet>`,
    ...more,
  };
  return Buffer.from(zipSync(Object.fromEntries(Object.entries(parts).map(([name, text]) => [name, bytesOf(text)]))));
}

const refused = { ok: false, fault: 'file-unreadable' };

test('what our own writer writes is read', async () => {
  const file = xlsxFile();
  const bytes = joined(
    file.begin(['name', 'days']),
    file.add([
      ['张三 & <Co>', '1-5'],
      ['李四', 0.5],
    ]),
    file.end(),
  );
  expect(await readWorkbook(Buffer.from(bytes))).toEqual({
    ok: true,
    value: [
      { row: 1, fields: ['name', 'days'] },
      { row: 2, fields: ['张三 & <Co>', '1-5'] },
      { row: 3, fields: ['李四', '0.5'] },
    ],
  });
});

test('texts that stand elsewhere, in parts, and beside how they are read aloud', async () => {
  const strings =
    '<sst><si><t>name</t></si><si><r><t>张</t></r><r><t xml:space="preserve"> 三</t></r><rPh sb="0" eb="1"><t>zhang</t></rPh></si></sst>';
  const sheet = '<row r="2"><c r="A2" t="s"><v>0</v></c></row><row r="4"><c r="C4" t="s"><v>1</v></c></row>';
  expect(await readWorkbook(workbook(sheet, { 'xl/sharedStrings.xml': strings }))).toEqual({
    ok: true,
    value: [
      { row: 2, fields: ['name'] },
      { row: 4, fields: ['', '', '张 三'] },
    ],
  });
});

test('of a formula what it came to is read, and nothing is worked out', async () => {
  const sheet =
    '<row r="1"><c r="A1"><f>HYPERLINK("http://a.example")</f><v>7</v></c><c r="B1" t="str"><f>1+1</f><v>b</v></c></row>';
  expect(await readWorkbook(workbook(sheet))).toEqual({ ok: true, value: [{ row: 1, fields: ['7', 'b'] }] });
});

test('rows and cells that are only formatted are passed over', async () => {
  const sheet = '<row r="1"><c r="A1" t="inlineStr"><is><t>a</t></is></c><c r="XFD1" s="3"/></row><row r="9" ht="3"/>';
  expect(await readWorkbook(workbook(sheet))).toEqual({ ok: true, value: [{ row: 1, fields: ['a'] }] });
});

test.each(SHEETS.flatMap((sheet) => (['zh-CN', 'en'] as const).map((language) => [sheet, language] as const)))(
  'the template of %s in %s is a file that can be sent, of either kind',
  async (sheet, language) => {
    const ground = { sheet, today: '2022-05-13', gates: [] };
    for (const format of ['csv', 'xlsx'] as const) {
      const content = Buffer.from(templateFile(sheet, format, language));
      expect(await readFile({ format, content }, ground)).toMatchObject({ ok: true, value: { length: 1 } });
    }
  },
);

describe('what is made to do harm is not read', () => {
  const cell = (at: string): string => `<row r="${/\d+/u.exec(at)?.[0] ?? '1'}"><c r="${at}"><v>1</v></c></row>`;

  test.each<[string, () => Buffer]>([
    ['no archive', () => Buffer.from('name,number\n')],
    ['nothing', () => Buffer.alloc(0)],
    ['an archive of something else', () => Buffer.from(zipSync({ 'a.txt': bytesOf('a') }))],
    [
      'an entity of its own',
      () => workbook('', { 'xl/worksheets/people.xml': '<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>' }),
    ],
    [
      'an entity that lies elsewhere',
      () => workbook('', { 'xl/worksheets/people.xml': '<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>' }),
    ],
    ['a cell at the far end of a sheet', () => workbook(cell('XFD1'))],
    ['a row at the far end of a sheet', () => workbook(cell(`A${MAX_HOLDERS * 2 + 1}`))],
    ['a tag without end', () => workbook(`<row ${'a'.repeat(100_000)}`)],
    [
      'an archive of too many parts',
      () => Buffer.from(zipSync(Object.fromEntries(Array.from({ length: 201 }, (_, i) => [`${i}`, new Uint8Array()])))),
    ],
  ])('%s', async (_what, make) => {
    expect(await readWorkbook(make())).toEqual(refused);
  });

  test('a part that inflates to more than any sheet', async () => {
    const bomb = zipSync({ 'xl/worksheets/sheet1.xml': new Uint8Array(49 * 1024 * 1024) });
    expect(bomb.length).toBeLessThan(100_000);
    expect(await readWorkbook(Buffer.from(bomb))).toEqual(refused);
  });

  test('a part that says to be smaller than it is', async () => {
    const honest = Buffer.from(zipSync({ 'xl/worksheets/sheet1.xml': new Uint8Array(1024 * 1024) }));
    const lying = Buffer.from(honest);
    // The size as it is in the central directory, and in the part's own head: 1,048,576 becomes 16.
    for (let at = lying.indexOf('00001000', 0, 'hex'); at !== -1; at = lying.indexOf('00001000', at + 4, 'hex'))
      lying.writeUInt32LE(16, at);
    expect(lying.equals(honest)).toBe(false);
    expect(await readWorkbook(lying)).toEqual(refused);
  });

  test('many attributes, in a time that grows with their number alone', async () => {
    const sheet = `<row r="1"><c ${'a="" '.repeat(700)}><v>1</v></c></row>`;
    const startedAt = performance.now();
    expect(await readWorkbook(workbook(sheet.repeat(2000)))).toMatchObject({ ok: true });
    expect(performance.now() - startedAt).toBeLessThan(20_000);
  });
});
