import i18next from 'i18next';
import { expect, test } from 'vitest';
import { hoursOf } from '../../../../renderer/console/sites/hours.ts';
import { consoleEn, consoleZhCN } from '../../../../renderer/console/text/catalogues.ts';

const text = i18next.createInstance();
await text.init({
  lng: 'en',
  defaultNS: 'console',
  resources: { en: { console: consoleEn }, 'zh-CN': { console: consoleZhCN } },
});

const part = (weekdays: number[], opens = '08:00', closes = '20:00') => ({ weekdays, opens, closes });

test.each([
  [[], ['none'], ['没有']],
  [[part([1, 2, 3, 4, 5, 6, 7])], ['Every day 08:00–20:00'], ['每天 08:00–20:00']],
  [[part([1, 2, 3, 4, 5])], ['Mon–Fri 08:00–20:00'], ['周一–周五 08:00–20:00']],
  [[part([7, 2, 1])], ['Mon–Tue Sun 08:00–20:00'], ['周一–周二 周日 08:00–20:00']],
  [[part([6], '20:00', '00:00')], ['Sat 20:00–24:00'], ['周六 20:00–24:00']],
  [[part([1, 2, 3, 4, 5, 6, 7], '00:00', '00:00')], ['Every day round the clock'], ['每天 全天']],
  [
    [part([6]), part([7], '09:00')],
    ['Sat 08:00–20:00', 'Sun 09:00–20:00'],
    ['周六 08:00–20:00', '周日 09:00–20:00'],
  ],
])('hours %j are told in both languages', (hours, english, chinese) => {
  expect(hoursOf(hours, text.getFixedT('en', 'console'), 'en')).toEqual(english);
  expect(hoursOf(hours, text.getFixedT('zh-CN', 'console'), 'zh-CN')).toEqual(chinese);
});
