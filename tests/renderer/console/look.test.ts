import { expect, test } from 'vitest';
import { keepLook, readLook, type Browser } from '../../../renderer/console/hub/look.ts';

function browser(language: string, prefersDark: boolean): Browser & { kept: () => Storage } {
  const items = new Map<string, string>();
  const storage = {
    getItem: (name: string) => items.get(name) ?? null,
    setItem: (name: string, value: string) => items.set(name, value),
  } as unknown as Storage;
  return { kept: () => storage, language, prefersDark };
}

test.each([
  ['en-GB', true, { language: 'en', theme: 'dark' }],
  ['zh-Hant-TW', false, { language: 'zh-CN', theme: 'light' }],
  ['de', false, { language: 'zh-CN', theme: 'light' }],
] as const)('the first visit of a browser in %s that prefers the dark: %s', (language, prefersDark, look) => {
  expect(readLook(browser(language, prefersDark))).toEqual(look);
});

test('what was chosen is there at the next visit', () => {
  const mine = browser('en', false);
  keepLook(mine, { language: 'zh-CN', theme: 'dark' });
  expect(readLook(mine)).toEqual({ language: 'zh-CN', theme: 'dark' });
});

test('a browser that keeps nothing has the look it begins with', () => {
  const forgetful: Browser = {
    kept: () => {
      throw new DOMException('denied', 'SecurityError');
    },
    language: 'en',
    prefersDark: false,
  };
  keepLook(forgetful, { language: 'zh-CN', theme: 'dark' });
  expect(readLook(forgetful)).toEqual({ language: 'en', theme: 'light' });
});
