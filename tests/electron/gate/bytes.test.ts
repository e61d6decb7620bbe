import { describe, expect, test } from 'vitest';
import { relayAt, SETTING, watchedGate } from './gate-kit.ts';
import { openWire } from './wire.ts';

const LC = { open: 'A0 01 01 A2', shut: 'A0 01 00 A1' };
const MODBUS = { open: '01 05 00 00 FF 00 8C 3A', shut: '01 05 00 00 00 00 CD CA' };

const said = (...frames: readonly string[]): string => frames.join(' ');

test('an LC board hears, byte for byte, that it is shut at the start, open for one person, and shut again', async () => {
  const wire = openWire();
  const { gate, until } = watchedGate({ ...SETTING, board: relayAt(wire.path) });
  await until('ready');
  await wire.hears(LC.shut);
  gate.admit();
  await wire.hears(said(LC.shut, LC.open, LC.shut));
});

test('a Modbus board likewise; one that says it back is ready', async () => {
  const wire = openWire((bytes) => bytes);
  const { gate, until } = watchedGate({ ...SETTING, board: relayAt(wire.path, { driver: 'modbus-relay' }) });
  await until('ready');
  gate.admit();
  await wire.hears(said(MODBUS.shut, MODBUS.open, MODBUS.shut));
});

test('another channel of another board', async () => {
  const wire = openWire((bytes) => bytes);
  const board = relayAt(wire.path, { driver: 'modbus-relay', channel: 3, unit: 17 });
  const { until } = watchedGate({ ...SETTING, board });
  await until('ready');
  expect(wire.heard()).toBe('11 05 00 02 00 00 6E 9A');
});

describe('how it stands before the kiosk is at work, at work, in a pulse, and after', () => {
  test.each([
    ['closed', 'on', LC.shut, [LC.open, LC.shut]],
    ['open', 'on', LC.open, [LC.shut, LC.open, LC.open]],
    // A lock that power keeps shut: what opens it is the relay's falling.
    ['closed', 'off', LC.open, [LC.shut, LC.open]],
    ['open', 'off', LC.shut, [LC.open, LC.shut, LC.shut]],
  ] as const)('fails to %s, open when the relay is %s', async (failsTo, opensWhen, before, after) => {
    const wire = openWire();
    const setting = { ...SETTING, failsTo, board: relayAt(wire.path, { opensWhen }) };
    const { gate, until } = watchedGate(setting, { serves: false });
    await until('ready');
    await wire.hears(before);
    gate.admit();
    gate.serve();
    const served = failsTo === 'open' ? said(before, after[0]) : before;
    await wire.hears(served);
    gate.admit();
    const open = opensWhen === 'on' ? LC.open : LC.shut;
    await wire.hears(said(served, open));
    await gate.close();
    await wire.hears(said(served, open, after.at(-1) ?? ''));
  });
});

test('an app that ends while the gate is held open leaves it open, and one that starts on it opens it', async () => {
  const wire = openWire();
  const setting = { ...SETTING, board: relayAt(wire.path) };
  const first = watchedGate(setting);
  await first.until('ready');
  first.gate.hold(true);
  await first.gate.close();
  await wire.hears(said(LC.shut, LC.open, LC.open));
  const second = watchedGate(setting, { isHeld: true });
  await second.until('ready');
  await wire.hears(said(LC.shut, LC.open, LC.open, LC.open));
});

test('a board that does not answer is said to be so, is told again, and is well once it answers', async () => {
  let answers = false;
  const wire = openWire((bytes) => (answers ? bytes : null));
  const { gate, until } = watchedGate({ ...SETTING, board: relayAt(wire.path, { driver: 'modbus-relay' }) });
  await until('no-answer');
  gate.admit();
  answers = true;
  await until('ready');
  expect(wire.heard()).toContain(MODBUS.open);
});

test('a board that says that it failed is faulty', async () => {
  const wire = openWire(() => Buffer.from('0185044353', 'hex'));
  const { until } = watchedGate({ ...SETTING, board: relayAt(wire.path, { driver: 'modbus-relay' }) });
  await until('faulty');
});

test('garbage before the answer, and an answer in pieces, do no harm', async () => {
  const wire = openWire((bytes) => {
    const answer = Buffer.concat([Buffer.from('ff00a5', 'hex'), bytes]);
    setImmediate(() => {
      wire.write(answer.subarray(5).toString('hex'));
    });
    return answer.subarray(0, 5);
  });
  const { until } = watchedGate({ ...SETTING, board: relayAt(wire.path, { driver: 'modbus-relay' }) });
  await until('ready');
});

test('who is admitted while the gate is not there is not let through later', async () => {
  const wire = openWire();
  const { gate, until } = watchedGate({ ...SETTING, board: relayAt('/nowhere/relay') });
  await until('not-connected');
  gate.admit();
  expect(gate.state()).toBe('not-connected');
  expect(wire.heard()).toBe('');
});
