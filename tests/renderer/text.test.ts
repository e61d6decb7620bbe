import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { en } from '../../renderer/text/en.ts';
import { zhCN } from '../../renderer/text/zh-CN.ts';

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

function rendererSource(): string {
  const root = join(import.meta.dirname, '../../renderer');
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name) && !name.startsWith('text'))
    .map((name) => readFileSync(join(root, name), 'utf8'))
    .join('\n');
}

describe('the two catalogues', () => {
  test('have the same keys', () => {
    expect(keysIn(en)).toEqual(keysIn(zhCN));
  });

  test('leave no text empty', () => {
    for (const catalogue of [zhCN, en] as Catalogue[]) {
      expect(keysOf(catalogue).filter((key) => textAt(catalogue, key).trim() === '')).toEqual([]);
    }
  });

  test('fill in the same values', () => {
    for (const key of keysOf(zhCN)) {
      expect([key, placeholders(textAt(en, key))]).toEqual([key, placeholders(textAt(zhCN, key))]);
    }
  });

  test('hold no text that nothing shows', () => {
    const source = rendererSource();
    const shown = [...source.matchAll(/['`]([a-z][\w-]*(?:\.[\w${}.-]+)*)['`]/gi)].map(([, key]) => key ?? '');
    const patterns = shown.map(
      (key) => new RegExp(`^${key.replace(/[.]/g, '\\.').replace(/\$\{[^}]*\}/g, '[\\w-]+')}$`),
    );
    const spokenByName = /^(language|broken|spoken)\./;
    const unused = keysIn(zhCN).filter(
      (key) => !spokenByName.test(key) && !patterns.some((pattern) => pattern.test(key)),
    );
    expect(unused).toEqual([]);
  });
});
