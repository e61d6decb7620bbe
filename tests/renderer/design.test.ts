import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const RENDERER = join(import.meta.dirname, '..', '..', 'renderer');

const sourcesIn = (folder: string, ending: string): { name: string; text: string }[] =>
  readdirSync(join(RENDERER, folder))
    .filter((name) => name.endsWith(ending))
    .map((name) => ({ name, text: readFileSync(join(RENDERER, folder, name), 'utf8') }));

const consoleFolders = [
  '',
  ...readdirSync(join(RENDERER, 'console'), { withFileTypes: true })
    .filter((one) => one.isDirectory())
    .map(({ name }) => name),
].map((name) => join('console', name));

const page = sourcesIn('design', '.tsx')
  .map(({ text }) => text)
  .join('\n');

/** Draws nothing of its own. */
const UNSEEN = new Set(['ErrorBoundary']);

test('the design system’s page shows every component of ui/', () => {
  const components = sourcesIn('ui', '.tsx').flatMap(({ text }) =>
    [...text.matchAll(/^export (?:class|const|function) ([A-Z]\w*[a-z]\w*)/gmu)].map(([, name = '']) => name),
  );
  expect(components.length).toBeGreaterThan(10);
  expect(components.filter((name) => !UNSEEN.has(name) && !new RegExp(`<${name}\\b`, 'u').test(page))).toEqual([]);
});

test('and every component of kiosk/, by itself or within one that it shows, but for the screen as a whole', () => {
  const files = sourcesIn('kiosk', '.tsx').map(({ text }) => ({
    makes: [...text.matchAll(/^export (?:const|function) ([A-Z]\w*[a-z]\w*)/gmu)].map(([, name = '']) => name),
    uses: [...text.matchAll(/<([A-Z]\w*)\b/gu)].map(([, name = '']) => name),
  }));
  const shown = new Set([...page.matchAll(/<([A-Z]\w*)\b/gu)].map(([, name = '']) => name));
  for (let before = -1; before !== shown.size;) {
    before = shown.size;
    for (const { makes, uses } of files)
      if (makes.some((name) => shown.has(name))) uses.forEach((one) => shown.add(one));
  }
  const components = files.flatMap(({ makes }) => makes);
  expect(components.length).toBeGreaterThan(20);
  expect(components.filter((name) => !shown.has(name))).toEqual(['KioskScreen']);
});

test('and every icon, shape and emblem by name', () => {
  const drawn = sourcesIn('ui', '.tsx').flatMap(({ text }) =>
    [...text.matchAll(/const [A-Z]+: Record<[^>]+> = \{\n([\s\S]*?)\n\};/gu)].flatMap(([, table = '']) =>
      [...table.matchAll(/^ {2}'?([a-z][\w-]*)'?: /gmu)].map(([, name = '']) => name),
    ),
  );
  expect(drawn.length).toBeGreaterThan(25);
  expect(drawn.filter((name) => !new RegExp(`[\\s']${name}'?: '`, 'u').test(page))).toEqual([]);
});

test.each(['ui', 'kiosk', 'design', ...consoleFolders])(
  'no style sheet of %s/ has a colour that is no token',
  (folder) => {
    const others = sourcesIn(folder, '.css').filter(({ name }) => name !== 'tokens.css');
    const found = others.flatMap(({ name, text }) =>
      [...text.matchAll(/^.*(?:#[0-9a-f]{3,8}\b|\brgba?\(|\bhsla?\().*$/gimu)].map(
        ([line]) => `${name}: ${line.trim()}`,
      ),
    );
    expect(found).toEqual([]);
  },
);

test('no token is without use', () => {
  const sheets = ['ui', 'kiosk'].flatMap((folder) => sourcesIn(folder, '.css').map(({ text }) => text)).join('\n');
  const tokens = new Set(readFileSync(join(RENDERER, 'ui', 'tokens.css'), 'utf8').match(/(?<=^\s+)--[\w-]+(?=:)/gmu));
  expect([...tokens].filter((token) => !sheets.includes(`var(${token})`))).toEqual([]);
});

test('no sheet of the console gives a look to what the kiosk’s screen calls the same', () => {
  const classesIn = (folders: readonly string[]): Set<string> => {
    const text = folders.flatMap((folder) => sourcesIn(folder, '.css').map((sheet) => sheet.text)).join('\n');
    return new Set(text.match(/(?<=\.)[a-z][\w-]*(?=[^{}]*\{)/gu));
  };
  const [kiosk, shared] = [classesIn(['kiosk']), classesIn(['ui'])];
  expect(kiosk.size).toBeGreaterThan(100);
  expect([...classesIn(consoleFolders)].filter((name) => kiosk.has(name) && !shared.has(name))).toEqual([]);
});

test('what a visitor was told is known by its colour in the dark look too: a contrast of 3 to 1 (WCAG 2.2 SC 1.4.11)', () => {
  const tokens = readFileSync(join(RENDERER, 'ui', 'tokens.css'), 'utf8');
  const [light = '', dark = ''] = tokens.split("[data-theme='dark']");
  const colour = (token: string): string => {
    const of = (sheet: string): string | undefined => new RegExp(`--${token}: #([0-9a-f]{6});`, 'u').exec(sheet)?.[1];
    return of(dark) ?? of(light) ?? '';
  };
  const luminance = (hex: string): number => {
    const [r = 0, g = 0, b = 0] = [0, 2, 4]
      .map((at) => parseInt(hex.slice(at, at + 2), 16) / 255)
      .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const strips = readFileSync(join(RENDERER, 'kiosk', 'by-hand.css'), 'utf8').matchAll(
    /\.past__visit--(\w+) \{\n {2}border-left-color: var\(--([\w-]+)\)/gu,
  );
  const found = [...strips].map(([, verdict = '', token = '']) => {
    const [strip = 0, paper = 0] = [token, 'paper'].map((one) => luminance(colour(one)) + 0.05);
    return { verdict, isSeen: Math.max(strip, paper) / Math.min(strip, paper) >= 3 };
  });
  expect(found).toEqual(['admit', 'refer', 'refuse'].map((verdict) => ({ verdict, isSeen: true })));
});
