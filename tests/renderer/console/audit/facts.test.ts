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
