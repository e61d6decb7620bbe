import { joined } from '../bytes.ts';
import { csvFile } from '../console/csv.ts';
import { xlsxFile } from '../console/xlsx.ts';
import type { Language } from '../verdict.ts';
import { CARRIED, COLUMNS, EXAMPLES, KINDS, type SheetKind } from './columns.ts';

/** A file to be filled in, with a row of somebody made up. */
export function templateFile(sheet: SheetKind, format: 'csv' | 'xlsx', language: Language): Uint8Array {
  const file = format === 'csv' ? csvFile() : xlsxFile();
  const titles: Readonly<Record<string, string>> = COLUMNS[sheet];
  const words: Readonly<Record<string, string>> = { ...KINDS[sheet], ...CARRIED };
  const inChinese = language === 'zh-CN';
  const names = Object.keys(titles);
  const row = names.map((name) => {
    const example = EXAMPLES[sheet][name] ?? '';
    return inChinese ? (words[example] ?? example) : example;
  });
  const head = names.map((name) => (inChinese ? (titles[name] ?? name) : name));
  return joined(file.begin(head), file.add([row]), file.end());
}
