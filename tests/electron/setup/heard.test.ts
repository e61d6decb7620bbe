import { expect, test } from 'vitest';
import { heardByWindow, heardOf } from '../../../electron/setup/heard.ts';
import { CARD } from '../../shared/cards.ts';
import { GREEN } from '../visits-kit.ts';

test('of a visitor who comes while the kiosk is set up nothing is told but that they were read', () => {
  const code = { kind: 'code', text: GREEN, source: 'serial', wireMs: 40 } as const;
  expect(heardOf('scanner-1', code)).toEqual({ by: 'scanner-1', kind: 'code', says: `DS1:… (${GREEN.length})` });
  expect(heardByWindow({ source: 'keyboard', text: GREEN })).toMatchObject({ by: 'keyboard', kind: 'code' });
  const heard = heardOf('id-card-1', { kind: 'card', card: CARD, samNumber: null });
  expect(heard.kind).toBe('card');
  expect(heard.says).not.toContain(CARD.name);
  expect(heard.says).not.toContain(CARD.documentNumber);
  expect(heard.says).toMatch(/^\S+ \d\d\*+[\dX]$/u);
});

test('a temperature and a fault are told as they are', () => {
  expect(heardOf('thermometer-1', { kind: 'temperature', celsius: 36.52 }).says).toBe('36.5');
  expect(heardOf('id-card-1', { kind: 'card-fault', fault: 'card-left-early' }).says).toBe('card-left-early');
});
