import i18next from 'i18next';
import { expect, test } from 'vitest';
import { durationOf } from '../../../../renderer/console/overview/duration.ts';
import { consoleEn } from '../../../../renderer/console/text/catalogues.ts';

const text = i18next.createInstance();
await text.init({ lng: 'en', defaultNS: 'console', resources: { en: { console: consoleEn } } });

test.each([
  [0.4, '0 ms'],
  [48, '48 ms'],
  [949, '949 ms'],
  [950, '1.0 s'],
  [1250, '1.3 s'],
])('%d ms are told as %s', (ms, told) => {
  expect(durationOf(ms, text.getFixedT('en', 'console'), 'en')).toBe(told);
});
