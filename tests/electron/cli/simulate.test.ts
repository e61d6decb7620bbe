import { once } from 'node:events';
import { existsSync, mkdtempSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, afterEach, expect, test } from 'vitest';
import { bytesOf, spaced } from '../simulators/at-hand.ts';
import { openHost, type Host } from '../simulators/host.ts';
import { startSimulated, type Simulated } from '../simulators/simulated.ts';
import { spawnSentinel } from './cli-kit.ts';

const FIND = bytesOf('AA AA AA 96 69 00 03 20 01 22');
const SELECT = bytesOf('AA AA AA 96 69 00 03 20 02 21');
const READ = bytesOf('AA AA AA 96 69 00 03 30 01 32');
const FOUND = 'AA AA AA 96 69 00 08 00 00 9F 00 00 00 00 97';
const NO_CARD = 'AA AA AA 96 69 00 04 00 00 80 84';
const READ_BYTES = 1295;

const folder = mkdtempSync(join(tmpdir(), 'sentinel-simulate-'));
const opened: (() => unknown)[] = [];

afterEach(async () => {
  for (const close of opened.splice(0)) await close();
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

async function simulated(...args: string[]): Promise<Simulated> {
  const it = await startSimulated(...args);
  opened.push(it.stop);
  return it;
}

function host(path: string): Host {
  const it = openHost(path);
  opened.unshift(it.close);
  return it;
}

async function asked(port: Host, request: Uint8Array, bytes: number): Promise<string> {
  port.write(request);
  return spaced(await port.read(bytes));
}

test('a card is read over the port, byte for byte, whatever bytes it has', async () => {
  const reader = await simulated('id-card', '--demo');
  const port = host(reader.port);
  expect(await asked(port, FIND, 11)).toBe(NO_CARD);
  reader.tell({ do: 'lay' });
  await reader.until('laid');
  expect(await asked(port, FIND, 15)).toBe(FOUND);
  await asked(port, SELECT, 19);
  port.write(READ);
  const answer = await port.read(READ_BYTES);
  expect(answer.subarray(14, 22).toString('utf16le')).toBe('欧阳小明');
  expect(answer.subarray(5).reduce((sum, byte) => sum ^ byte, 0)).toBe(0);
  await reader.until('answered', { what: 'read', status: '90', bytes: READ_BYTES });
});

test('unplugged, the port ends for whoever has it open; plugged in again, its link leads to the new one', async () => {
  const link = join(folder, 'reader');
  const reader = await simulated('id-card', '--link', link);
  const before = host(link);
  reader.tell({ do: 'unplug' });
  await before.gone;
  await reader.until('unplugged');
  expect(() => {
    before.write(FIND);
  }).toThrow(/EIO/u);
  expect(existsSync(link)).toBe(false);
  reader.tell({ do: 'plug' });
  const { port } = await reader.until('plugged');
  expect(readlinkSync(link)).toBe(port);
  expect(await asked(host(link), FIND, 11)).toBe(NO_CARD);
});

test('unplugged in the middle of an answer, the rest of it never comes', async () => {
  const reader = await simulated('id-card', '--baud', '9600');
  reader.tell({ do: 'lay' });
  const port = host(reader.port);
  await asked(port, FIND, 15);
  await asked(port, SELECT, 19);
  port.write(READ);
  await port.read(100);
  reader.tell({ do: 'unplug' });
  await port.gone;
  reader.tell({ do: 'plug' });
  const { port: again } = await reader.until('plugged');
  expect(await asked(host(String(again)), FIND, 15)).toBe(FOUND);
  expect(reader.events.filter(({ event, what }) => event === 'answered' && what === 'read')).toEqual([]);
});

test('a rate costs the time it would on a wire', async () => {
  const scanner = await simulated('scanner', '--baud', '9600', '--terminator', 'none');
  const startedAt = Number(process.hrtime.bigint()) / 1e6;
  scanner.tell({ text: 'A'.repeat(96) });
  const { ms } = await scanner.until('scanned');
  // 96 bytes of 10 bits, the last of which may be as early as a timer.
  expect(ms - startedAt).toBeGreaterThan(99);
});

test('faults are told, and happen', async () => {
  const scanner = await simulated('scanner', '--fault', 'drop', '--fault', 'noise', '--fault-rate', '1', '--seed', '3');
  const port = host(scanner.port);
  scanner.tell({ text: 'ABCDEFGH' });
  await scanner.until('fault', { fault: 'drop' });
  await scanner.until('fault', { fault: 'noise' });
  const { bytes } = await scanner.until('scanned');
  expect(bytes).toBe(9);
  scanner.tell({ do: 'fault', faults: [] });
  scanner.tell({ text: '12345678' });
  await scanner.until('scanned');
  let heard = '';
  while (!heard.endsWith('12345678\r')) heard += (await port.read(1)).toString('latin1');
  expect(heard).not.toContain('ABCDEFGH');
});

test('a port that nobody reads fills up, and the device says so', async () => {
  const scanner = await simulated('scanner');
  scanner.tell({ text: 'A'.repeat(60_000) });
  await scanner.until('unheard');
});

test('a relay tells each change of a coil by the clock that all processes have', async () => {
  const relay = await simulated('relay', '--driver', 'modbus-relay');
  const port = host(relay.port);
  const before = Number(process.hrtime.bigint()) / 1e6;
  expect(await asked(port, bytesOf('01 05 00 00 FF 00 8C 3A'), 8)).toBe('01 05 00 00 FF 00 8C 3A');
  const { ms } = await relay.until('coil', { coil: 1, on: true });
  expect(ms).toBeGreaterThanOrEqual(Math.floor(before));
  expect(ms).toBeLessThanOrEqual(Number(process.hrtime.bigint()) / 1e6);
});

test('a thermometer measures what a line says', async () => {
  const thermometer = await simulated('thermometer');
  thermometer.tell({ do: 'measure', celsius: 37.3 });
  expect((await host(thermometer.port).read(9)).toString()).toBe('T=37.3C\r\n');
});

test('the signal USR2 pulls the cable and puts it back; an end leaves no link behind', async () => {
  const link = join(folder, 'signalled');
  const child = spawnSentinel(['simulate', 'relay', '--link', link]);
  const { stdin, stdout } = child;
  if (stdin === null || stdout === null) throw new Error('no pipes');
  const out = text(stdout);
  await once(stdout, 'data');
  child.kill('SIGUSR2');
  await once(stdout, 'data');
  expect(existsSync(link)).toBe(false);
  child.kill('SIGUSR2');
  await once(stdout, 'data');
  expect(existsSync(link)).toBe(true);
  child.kill('SIGINT');
  expect(await once(child, 'close')).toEqual([0, null]);
  expect(existsSync(link)).toBe(false);
  const events = (await out).trimEnd().split('\n');
  expect(events.map((line) => (JSON.parse(line) as { event: string }).event)).toEqual([
    ...['plugged', 'unplugged', 'plugged'],
    'unplugged',
  ]);
});

test('it ends when stdin ends that has said something, with exit code 2 where a line was bad', async () => {
  for (const [line, exit] of [
    ['{"do":"lift"}\n', 0],
    ['{"do":"dance"}\n', 2],
    ['{"do":"lay","card":{"name":"A"}}\n', 2],
  ] as const) {
    const child = spawnSentinel(['simulate', 'id-card']);
    child.stdin?.end(line);
    child.stdout?.resume();
    expect(await once(child, 'close')).toEqual([exit, null]);
  }
});

test('it stays when stdin ends that has said nothing', async () => {
  const child = spawnSentinel(['simulate', 'id-card', '--unplug-after', '800', '--replug-after', '1']);
  child.stdin?.end();
  const { stdout } = child;
  if (stdout === null) throw new Error('no pipe');
  let out = '';
  for await (const chunk of stdout as AsyncIterable<Buffer>) {
    out += chunk.toString();
    if (out.split('"plugged"').length === 3) child.kill('SIGTERM');
  }
  expect(out.match(/"(?:un)?plugged"/gu)).toEqual(['"plugged"', '"unplugged"', '"plugged"', '"unplugged"']);
});

test('texts and cards of a file come by themselves', async () => {
  const file = join(folder, 'texts.ndjson');
  writeFileSync(file, '{"text":"A"}\n{"text":"B"}\n');
  const scanner = await simulated('scanner', '--texts', file, '--every', '10', '--repeat', '2');
  expect((await host(scanner.port).read(8)).toString()).toBe('A\rB\rA\rB\r');
  await scanner.until('done', { scanned: 4 });
});

test.each([
  ['no device', []],
  ['a device nobody knows', ['toaster']],
  ['a fault nobody knows', ['relay', '--fault', 'fire']],
  ['a fault of another device', ['relay', '--fault', 'leave-early']],
  ['a rate above 1', ['relay', '--fault-rate', '1.1']],
  ['a rate of no number', ['relay', '--fault-rate', '']],
  ['a baud rate of 0', ['relay', '--baud', '0']],
  ['a file that is not there', ['scanner', '--texts', 'no-such.ndjson']],
  ['exceptions of a board that has none', ['relay', '--answer', 'exception']],
  ['a link where something else is', ['relay', '--link', import.meta.filename]],
])('%s is a misuse: a sentence on stderr, exit code 2', async (_case, args) => {
  const child = spawnSentinel(['simulate', ...args]);
  const { stdout, stderr } = child;
  if (stdout === null || stderr === null) throw new Error('no pipes');
  const [out, err, closed] = await Promise.all([text(stdout), text(stderr), once(child, 'close')]);
  expect({ out, closed }).toEqual({ out: '', closed: [2, null] });
  expect(err).toMatch(/^sentinel simulate: /u);
});
