import { expect, test } from 'vitest';
import { gateSchema } from '../../../electron/gate/setting.ts';
import { relayAt, SETTING } from './gate-kit.ts';

test.each([
  ['https://gate.example/open', true],
  ['http://gate.example/open', false],
  ['http://192.168.1.20:8080/gate', true],
  ['http://10.0.0.1/', true],
  ['http://172.15.0.1/', false],
  ['http://172.16.0.1/', true],
  ['http://172.31.255.255/', true],
  ['http://172.32.0.1/', false],
  ['http://127.0.0.1/', true],
  ['http://8.8.8.8/', false],
  ['http://[fd00::1]/', true],
  ['http://[2001:db8::1]/', false],
  ['http://10.0.0.1.example.com/', false],
  ['https://user:word@gate.example/', false],
  ['ftp://10.0.0.1/', false],
  ['gate', false],
])('a hook at %s may be set: %s', (url, isTaken) => {
  const setting = { ...SETTING, board: { driver: 'http', url, secretFile: null } };
  expect(gateSchema.safeParse(setting).success).toBe(isTaken);
});

test.each([
  [{ pulseMs: 199 }, false],
  [{ pulseMs: 200 }, true],
  [{ pulseMs: 30_000 }, true],
  [{ pulseMs: 30_001 }, false],
  [{ pulseMs: 500, openMs: 499 }, false],
  [{ pulseMs: 500, openMs: 500 }, true],
  [{ antiPassbackSeconds: -1 }, false],
  [{ antiPassbackSeconds: 86_400 }, true],
  [{ board: relayAt('/dev/ttyUSB0', { channel: 0 }) }, false],
  [{ board: relayAt('/dev/ttyUSB0', { channel: 255 }) }, true],
  [{ board: relayAt('/dev/ttyUSB0', { channel: 256 }) }, false],
  [{ board: relayAt('/dev/ttyUSB0', { unit: 248 }) }, false],
])('%j may be set: %s', (part, isTaken) => {
  expect(gateSchema.safeParse({ ...SETTING, board: relayAt('/dev/ttyUSB0'), ...part }).success).toBe(isTaken);
});
