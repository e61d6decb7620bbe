import { expect, test } from 'vitest';
import { makeRelay, type RelayOptions } from '../../../electron/simulators/relay.ts';
import { atHand, type AtHand } from './at-hand.ts';

function relay(driver: RelayOptions['driver'], answer: RelayOptions['answer'] = 'ok'): AtHand {
  return atHand((its) => makeRelay({ driver, answer, unit: 1, coils: 4 }, its));
}

test('an LC board switches as it is told, and answers only where it is asked to', () => {
  const { ask, events } = relay('lc-relay');
  expect(ask('A0 01 01 A2')).toEqual([]);
  expect(events()).toEqual(['asked', 'coil']);
  expect(ask('A0 01 01 A2')).toEqual([]);
  expect(events()).toEqual(['asked']);
  expect(ask('A0 01 05 A6')).toEqual(['A0 01 01 A2']);
  expect(ask('A0 01 02 A3')).toEqual(['A0 01 00 A1']);
  expect(ask('A0 01 04 A5')).toEqual(['A0 01 01 A2']);
  expect(ask('A0 01 00 A1 A0 01 05 A6')).toEqual(['A0 01 00 A1']);
});

test.each([
  ['a wrong sum', 'A0 01 01 A3'],
  ['a channel it has not', 'A0 05 01 A6'],
  ['an operation it has not', 'A0 01 06 A7'],
])('an LC board does nothing on %s, and hears the next frame', (_case, bad) => {
  const { ask, events } = relay('lc-relay');
  ask(`${bad} A0 02 01 A3`);
  expect(events()).toEqual(['not-understood', 'asked', 'coil']);
});

test.each([
  ['on', '01 05 00 00 FF 00 8C 3A', '01 05 00 00 FF 00 8C 3A'],
  ['off', '01 05 00 00 00 00 CD CA', '01 05 00 00 00 00 CD CA'],
  ['a coil it has not', '01 05 00 04 FF 00 CD FB', '01 85 02 C3 51'],
  ['a value that is none', '01 05 00 00 12 34 C0 BD', '01 85 03 02 91'],
])('a Modbus board answers a write of %s', (_case, request, answer) => {
  expect(relay('modbus-relay').ask(request)).toEqual([answer]);
});

test('a Modbus board says how its coils are', () => {
  const { ask } = relay('modbus-relay');
  ask('01 05 00 00 FF 00 8C 3A');
  expect(ask('01 01 00 00 00 04 3D C9')).toEqual(['01 01 01 01 90 48']);
});

test('a Modbus board that fails says so and does nothing; one that is silent does it', () => {
  const failing = relay('modbus-relay', 'exception');
  expect(failing.ask('01 05 00 00 FF 00 8C 3A')).toEqual(['01 85 04 43 53']);
  expect(failing.events()).toEqual(['asked', 'answered']);
  const silent = relay('modbus-relay', 'none');
  expect(silent.ask('01 05 00 00 FF 00 8C 3A')).toEqual([]);
  expect(silent.events()).toEqual(['asked', 'coil']);
});

test('coils fall with the power', () => {
  const { device, ask, events } = relay('lc-relay');
  ask('A0 01 01 A2 A0 02 01 A3');
  events();
  device.unplugged();
  expect(events()).toEqual(['coil', 'coil']);
});
