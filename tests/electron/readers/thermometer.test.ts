import { describe, expect, test } from 'vitest';
import { makeThermometerDriver } from '../../../electron/readers/thermometer.ts';
import { withCrc } from '../../../shared/device/modbus.ts';
import { bytesOf, latin1 } from '../../shared/stream-kit.ts';
import { play, type Answerer, type Played } from './driver-kit.ts';

function saidBy(it: Played): (number | string)[] {
  return it.actions.flatMap((action): (number | string)[] => {
    if (action.kind === 'trouble') return [action.fault];
    return action.kind === 'present' && action.what.kind === 'temperature' ? [action.what.celsius] : [];
  });
}

test('one that speaks by itself is believed each time, also twice the same', () => {
  const it = play(makeThermometerDriver('ascii', 9600));
  it.hear(latin1('T=36.5C\r\nT=36'));
  it.hear(latin1('.5C\r\n'), 100);
  expect(saidBy(it)).toEqual([36.5, 36.5]);
  expect(it.told()).toEqual(['ready']);
});

test('what is no temperature of a person is trouble', () => {
  const it = play(makeThermometerDriver('ascii', 9600));
  it.hear(latin1('T=22.0C\r\nLo\r\n'));
  expect(saidBy(it)).toEqual(['temperature-implausible', 'thermometer-garbled']);
});

test('half a line that was heard before it was unplugged is nothing', () => {
  const it = play(makeThermometerDriver('ascii', 9600));
  it.hear(latin1('T=3'));
  it.reopen(100);
  it.hear(latin1('8.5C\r\n'));
  expect(saidBy(it)).toEqual(['thermometer-garbled']);
});

test('its rate is found by garbled lines, where IT has set none', () => {
  const it = play(makeThermometerDriver('ascii', null), undefined, 9600);
  it.hear(latin1('\xfe\x80\xe6\r'));
  it.hear(latin1('T=36.5C\r\n'));
  it.hear(latin1('Lo\r\n'));
  expect(it.actions.filter(({ kind }) => kind === 'set-rate')).toEqual([{ kind: 'set-rate', rate: 115_200 }]);
  expect(saidBy(it)).toEqual(['thermometer-garbled', 36.5, 'thermometer-garbled']);
});

describe('one that is asked', () => {
  const registers =
    (tenths: () => number): Answerer =>
    () => [withCrc(1, 3, 2, tenths() >> 8, tenths() & 0xff)];

  test('is asked four times a second, as the frame in its description', () => {
    const asked: Uint8Array[] = [];
    const it = play(makeThermometerDriver('modbus', 9600), (bytes) => {
      asked.push(bytes);
      return [];
    });
    it.pass(1000);
    expect(asked).toEqual(Array(5).fill(bytesOf('01 03 00 00 00 01 84 0A')));
  });

  test('says the same until the person has gone: it is presented once', () => {
    let tenths = 365;
    const it = play(
      makeThermometerDriver('modbus', 9600),
      registers(() => tenths),
    );
    it.pass(1000);
    tenths = 0;
    it.pass(1000);
    tenths = 365;
    it.pass(1000);
    tenths = 381;
    it.pass(1000);
    expect(saidBy(it)).toEqual([36.5, 'temperature-implausible', 36.5, 38.1]);
  });

  test('is not there after four questions without an answer, and there again with one', () => {
    let isThere = true;
    const answer = registers(() => 0);
    const it = play(makeThermometerDriver('modbus', 9600), (...asked) => (isThere ? answer(...asked) : []));
    it.pass(500);
    expect(new Set(it.told())).toEqual(new Set(['ready']));
    isThere = false;
    it.pass(2000);
    expect(it.told().at(-1)).toBe('no-answer');
    isThere = true;
    it.pass(500);
    expect(it.told().at(-1)).toBe('ready');
  });

  test('answers at one rate, which is found', () => {
    const answer = registers(() => 366);
    const it = play(makeThermometerDriver('modbus', null), (...asked) => (asked[1] === 19_200 ? answer(...asked) : []));
    it.pass(2000);
    expect(saidBy(it)).toEqual([36.6]);
    expect(it.told().at(-1)).toBe('ready');
  });
});
