import i18next from 'i18next';
import { expect, test } from 'vitest';
import { factsIn, type Key } from '../../../../renderer/console/audit/facts.ts';
import { consoleEn, consoleZhCN } from '../../../../renderer/console/text/catalogues.ts';
import { ACCOUNT_ROLES } from '../../../../shared/console/abilities.ts';
import { CONSOLE_FAULTS } from '../../../../shared/console/calls.ts';
import { ENTRY_TYPES } from '../../../../shared/console/log.ts';
import { FIND_REASONS } from '../../../../shared/console/person.ts';
import { SCAN_SOURCES } from '../../../../shared/scan.ts';
import { VERDICTS } from '../../../../shared/verdict.ts';

const text = i18next.createInstance();
await text.init({
  lng: 'en',
  defaultNS: 'console',
  resources: { 'zh-CN': { console: consoleZhCN }, en: { console: consoleEn } },
});
const zh = factsIn(text.getFixedT('zh-CN', 'console'), 'zh-CN');
const en = factsIn(text.getFixedT('en', 'console'), 'en');

test.each<[Key, readonly string[]]>([
  ['is', ['log', 'time', 'person']],
  ['verdict', VERDICTS],
  ['type', ENTRY_TYPES],
  ['source', SCAN_SOURCES],
  ['role', ACCOUNT_ROLES],
  ['roleBefore', ACCOUNT_ROLES],
  ['reason', FIND_REASONS],
  ['format', ['csv', 'xlsx']],
  ['ending', ['done', ...Object.keys(CONSOLE_FAULTS)]],
])('each code of %s has its words in both languages', (key, codes) => {
  for (const code of codes) {
    expect(zh(key, code)).toMatch(/\p{Script=Han}/u);
    expect(en(key, code)).toMatch(/^[^\p{Script=Han}.]+$/u);
  }
});

test.each<Key>(['gate', 'guard', 'caseNumber', 'account', 'byName', 'entry', 'trace'])(
  'what somebody has named or typed stands as it is, whatever codes there are: %s',
  (key) => {
    for (const name of ['out', 'refuse', 'gate', 'done', 'other', 'log', 'guard']) expect(zh(key, name)).toBe(name);
  },
);

test('a reason that is none of those to look for somebody stands as it is', () => {
  expect(zh('reason', 'out')).toBe('out');
  expect(zh('reason', 'test-too-old')).toBe('test-too-old');
});

const NAME = { 'zh-CN': '商场', en: 'Shopping centre' };

test.each([
  [
    { values: { venueType: 'mall', direction: 'out', district: '110105', language: 'en' }, venueType: NAME },
    '场所类型：商场；方向：出口；所在区：110105；语言：英文',
    'Type of venue: Shopping centre; Direction: out; District: 110105; Language: English',
  ],
  [
    { values: { district: null, place: { latitude: 39.9, longitude: 116.4 } }, venueType: null },
    '所在区：无；位置：39.9, 116.4',
    'District: none; Place: 39.9, 116.4',
  ],
  [{ values: { venueType: 'mall' }, venueType: null }, '场所类型：mall', 'Type of venue: mall'],
  [{ values: {}, venueType: null }, '（无）', '(none)'],
])('what was set from afar is told by name and value: %j', (settings, inChinese, inEnglish) => {
  const kept = JSON.stringify(settings);
  expect([zh('settings', kept), en('settings', kept)]).toEqual([inChinese, inEnglish]);
});

test('what was set, as earlier hubs have kept it, stands as it is', () => {
  for (const kept of ['direction=out language=en', '{}', '[1]']) expect(zh('settings', kept)).toBe(kept);
});

test('for which venue and gate it was stands as it is named', () => {
  expect([zh('venue', 'out'), zh('gate', 'in'), zh('isWholeVenue', true)]).toEqual(['out', 'in', '是']);
});
