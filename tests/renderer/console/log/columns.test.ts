import { expect, test } from 'vitest';
import { columnsOf, kindOf, textOf } from '../../../../renderer/console/log/columns.tsx';
import { reasonWordsOf } from '../../../../renderer/console/reason-words.ts';
import { rowOf } from './made-rows.ts';

const words = { language: 'en', hasGates: true, reasonOf: reasonWordsOf([]) } as const;

test('that somebody went out stands first, where nothing cuts it', () => {
  const row = rowOf(1, { lane: 'out' });
  expect(kindOf(row, 'en')).toBe('going out · scan · camera');
  expect(kindOf(row, 'zh-CN')).toBe('出场 · 扫码刷证 · 摄像头');
  expect(kindOf({ ...row, lane: null }, 'en')).toBe('scan · camera');
});

test('whatever may be cut is there as text', () => {
  const row = rowOf(1, { gate: 'north', verdict: 'refuse', reasons: ['expired'] });
  const told = Object.fromEntries(columnsOf(words).map((name) => [name, textOf(name, row, words)]));
  expect(told).toMatchObject({ gate: 'north', name: '张*三', verdict: 'refuse', guard: '' });
  expect(told['reasons']).toBe('Code expired: ask the visitor to refresh it');
});
