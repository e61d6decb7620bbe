import { describe, expect, test } from 'vitest';
import { consoleEn, consoleZhCN } from '../../renderer/console/text/catalogues.ts';
import { CONSOLE_FAULTS } from '../../shared/console/calls.ts';
import { setUpEn } from '../../renderer/setup/text/en.ts';
import { setUpZhCN } from '../../renderer/setup/text/zh-CN.ts';
import { en } from '../../renderer/text/en.ts';
import { zhCN } from '../../renderer/text/zh-CN.ts';
import { stringsOf, windowSource, wordsIn } from './source.ts';

const source = windowSource();

interface Catalogue {
  readonly [key: string]: string | Catalogue;
}

/** Dotted paths of all texts, e.g. `camera.missing.says`. */
function keysOf(catalogue: Catalogue, prefix = ''): string[] {
  return Object.entries(catalogue).flatMap(([key, value]) =>
    typeof value === 'string' ? [prefix + key] : keysOf(value, `${prefix}${key}.`),
  );
}

function textAt(catalogue: Catalogue, path: string): string {
  const found = path
    .split('.')
    .reduce<string | Catalogue>((at, key) => (typeof at === 'string' ? at : (at[key] ?? '')), catalogue);
  return typeof found === 'string' ? found : '';
}

const withoutPlural = (key: string): string => key.replace(/_(one|other)$/, '');
const keysIn = (catalogue: Catalogue): string[] => [...new Set(keysOf(catalogue).map(withoutPlural))].sort();
const placeholders = (text: string): string[] =>
  [...text.matchAll(/\{\{(\w+)(?:, number)?\}\}/g)].map(([, name]) => name ?? '').sort();

const HAN = /\p{Script=Han}/u;

/** Read by property, not through `t`; each is looked for by its whole name. */
const READ_BY_PROPERTY = [
  ...[
    'language.name',
    'language.switchTo',
    'broken.says',
    'broken.todo',
    'product',
    'starting',
    'spoken.admit',
    'spoken.refer',
    'spoken.refuse',
  ],
];

/** Found once: the compiler takes its time over what a call of the console may answer. */
const shown = new Set([...stringsOf(source), ...READ_BY_PROPERTY]);

/** What is called so in Chinese as well, or is typed as it stands. */
const LATIN_IN_CHINESE = [
  'U',
  'Alt',
  'npm run demo:codes',
  'dialout',
  'CSV',
  'XLSX',
  'ZIP',
  'PDF',
  'MB',
  'Excel',
  'pdf',
];

/** The kiosk's own texts, and the console's: each in both languages. */
const PAIRS: readonly (readonly [string, Readonly<Record<'zh-CN' | 'en', Catalogue>>])[] = [
  ['kiosk', { 'zh-CN': zhCN, en }],
  ['console', { 'zh-CN': consoleZhCN, en: consoleEn }],
  ['set-up', { 'zh-CN': setUpZhCN, en: setUpEn }],
];

describe.each(PAIRS)('the %s’s two catalogues', (_name, catalogues) => {
  const both = Object.values(catalogues);

  test('have the same keys', () => {
    expect(keysIn(catalogues.en)).toEqual(keysIn(catalogues['zh-CN']));
  });

  test('leave no text empty', () => {
    for (const catalogue of both) {
      expect(keysOf(catalogue).filter((key) => textAt(catalogue, key).trim() === '')).toEqual([]);
    }
  });

  test('fill in the same values', () => {
    for (const key of keysOf(catalogues['zh-CN'])) {
      expect([key, placeholders(textAt(catalogues.en, key))]).toEqual([
        key,
        placeholders(textAt(catalogues['zh-CN'], key)),
      ]);
    }
  });

  test('hold no text that nothing shows', () => {
    for (const catalogue of both) {
      expect(keysIn(catalogue).filter((key) => !shown.has(key))).toEqual([]);
    }
  });

  test('are each in one language', () => {
    expect(keysOf(catalogues.en).filter((key) => HAN.test(textAt(catalogues.en, key)))).toEqual([]);
    const latin = keysOf(catalogues['zh-CN']).flatMap((key) => {
      const text = textAt(catalogues['zh-CN'], key).replace(/\{\{[^}]*\}\}/g, '');
      return text.match(/[a-z][a-z0-9:’' -]*(?<! )/gi) ?? [];
    });
    expect(latin.filter((words) => !LATIN_IN_CHINESE.includes(words))).toEqual([]);
  });
});

describe('the two catalogues', () => {
  test('say of each fault one thing to do, and one thing beside it at most', () => {
    for (const catalogue of [zhCN, en] as Catalogue[]) {
      const todos = keysOf(catalogue).filter((key) => /^(camera|problem)\..*\.todo$/.test(key));
      expect(todos.length).toBeGreaterThan(40);
      expect(todos.filter((key) => /\bor\b|或|[;；].*[;；]/.test(textAt(catalogue, key)))).toEqual([]);
    }
  });

  test('say with each thing that a guard cannot do what to do instead', () => {
    const faults = (catalogue: Catalogue): string[] => keysOf(catalogue).filter((key) => /^byHand\.fault\./.test(key));
    expect(faults(zhCN).length).toBeGreaterThan(10);
    expect(faults(zhCN).filter((key) => !textAt(zhCN, key).includes('请'))).toEqual([]);
    // An order at the beginning, or behind what is wrong.
    expect(faults(en).filter((key) => !/^(Enter|See to|Close) |: [a-z]/u.test(textAt(en, key)))).toEqual([]);
  });

  test('have a sentence for each fault of the console, and none for any other', () => {
    for (const { fault } of [consoleZhCN, consoleEn]) {
      expect(Object.keys(fault).sort()).toEqual(Object.keys(CONSOLE_FAULTS).sort());
    }
  });
});

test('no screen has words of its own', () => {
  expect(wordsIn(source.files.filter(({ fileName }) => fileName.endsWith('.tsx')))).toEqual([]);
});
