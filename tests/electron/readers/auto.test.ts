import { describe, expect, test } from 'vitest';
import { makeAutoDriver } from '../../../electron/readers/auto.ts';
import type { Found } from '../../../electron/readers/driver.ts';
import { withCrc } from '../../../shared/device/modbus.ts';
import { BAUD_RATES } from '../../../shared/device/device.ts';
import { answerFrame } from '../../shared/id-card/sdt-kit.ts';
import { latin1 } from '../../shared/stream-kit.ts';
import { play, type Played } from './driver-kit.ts';

function found(it: Played): Found[] {
  return it.actions.flatMap((action) => (action.kind === 'found' ? [action.found] : []));
}

describe.each(BAUD_RATES)('at %i baud', (its) => {
  test('a card reader is known by its state, and its session goes on', () => {
    const it = play(makeAutoDriver(null), (written, rate) =>
      rate === its && written[0] === 0xaa ? [answerFrame(0x90, new Uint8Array(0))] : [],
    );
    it.pass(4000);
    expect(found(it)).toEqual([{ role: 'id-card', baudRate: its, driver: null }]);
    expect(it.told()).toContain('ready');
  });

  test('a thermometer that is asked is known by its register', () => {
    const it = play(makeAutoDriver(null), (written, rate) =>
      rate === its && written[0] === 1 ? [withCrc(1, 3, 2, 1, 0x6d)] : [],
    );
    it.pass(4000);
    expect(found(it)).toEqual([{ role: 'thermometer', baudRate: its, driver: 'modbus' }]);
    expect(it.presented()).toEqual([{ kind: 'temperature', celsius: 36.5 }]);
  });
});

test.each([
  ['a scanner, with a terminator', 'HC1:ABC\r', 'scanner', [{ kind: 'code', text: 'HC1:ABC' }]],
  ['a scanner, without', 'HC1:ABC', 'scanner', [{ kind: 'code', text: 'HC1:ABC' }]],
  ['a thermometer', 'T=36.6C\r\n', 'thermometer', [{ kind: 'temperature', celsius: 36.6 }]],
  ['a thermometer before which nobody stands', 'T=22.1C\r\n', 'thermometer', []],
])('%s is known by what it says, while others are asked for and afterwards', (_case, said, role, presented) => {
  for (const afterMs of [100, 10_000]) {
    const it = play(makeAutoDriver(115_200));
    it.hear(latin1(said), afterMs);
    it.pass(200);
    expect(found(it)).toMatchObject([{ role, baudRate: 115_200 }]);
    expect(it.presented()).toMatchObject(presented);
    expect(it.told()).toContain('ready');
  }
});

test('a scanner whose rate nobody knows is heard at another after each scan that is no text', () => {
  const it = play(makeAutoDriver(null));
  it.pass(4000);
  const rates = it.actions.length;
  it.hear(latin1('\xff\xfe\x80\r'));
  expect(it.actions.slice(rates).map(({ kind }) => kind)).toEqual(['trouble', 'set-rate']);
  it.hear(latin1('HC1:ABC\r'));
  expect(found(it)).toMatchObject([{ role: 'scanner' }]);
});

test('nobody is found where nobody answers, and all rates were tried', () => {
  const rates = new Set<number>();
  const it = play(makeAutoDriver(null), (_written, rate) => {
    rates.add(rate);
    return [];
  });
  it.pass(60_000);
  expect([...rates].sort((a, b) => b - a)).toEqual([...BAUD_RATES]);
  expect(found(it)).toEqual([]);
});
