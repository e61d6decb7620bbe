import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { startSimulated, type Simulated } from '../simulators/simulated.ts';
import { spawnSentinel } from './cli-kit.ts';

const folder = mkdtempSync(join(tmpdir(), 'sentinel-reader-'));
const opened: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close();
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

async function simulated(...args: string[]): Promise<Simulated> {
  const it = await startSimulated(...args);
  opened.push(it.stop);
  return it;
}

interface Line {
  readonly event: string;
  readonly [field: string]: unknown;
}

interface Listening {
  readonly lines: Line[];
  readonly until: (event: string, fields?: object) => Promise<Line>;
  readonly said: () => string;
  readonly stop: () => Promise<number | null>;
  readonly ended: Promise<number | null>;
}

function reader(...args: string[]): Listening {
  const child = spawnSentinel(['reader', ...args]);
  const { stdin, stdout, stderr } = child;
  if (stdin === null || stdout === null || stderr === null) throw new Error('no pipes');
  stdin.end();
  const ended = once(child, 'close').then(([code]) => code as number | null);
  const lines: Line[] = [];
  let said = '';
  let wake = (): void => undefined;
  stderr.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  createInterface(stdout)
    .on('line', (line) => {
      lines.push(JSON.parse(line) as Line);
      wake();
    })
    .on('close', () => {
      wake();
    });
  const stop = async (): Promise<number | null> => {
    child.kill('SIGINT');
    return ended;
  };
  opened.push(stop);
  const until: Listening['until'] = async (event, fields = {}) => {
    for (;;) {
      const found = lines.find((line) => line.event === event && has(line, fields));
      if (found !== undefined) return found;
      if (child.exitCode !== null) throw new Error(`ended before ${event}: ${said}`);
      await new Promise<void>((resolve) => (wake = resolve));
    }
  };
  return { lines, until, said: () => said, stop, ended };
}

function has(line: Line, fields: object): boolean {
  return Object.entries(fields).every(([name, value]) => line[name] === value);
}

test('a card reader is found, and a card is shown without whose it is, unless that is asked for', async () => {
  const card = await simulated('id-card', '--demo');
  const masked = reader('--port', card.port, '--count', '1');
  await masked.until('state', { state: 'ready' });
  card.tell({ do: 'lay' });
  expect(await masked.ended).toBe(0);
  expect(masked.lines).toEqual([
    { event: 'found', role: 'id-card', baudRate: 115_200, driver: null },
    { event: 'state', state: 'ready' },
    {
      event: 'card',
      cardKind: 'resident',
      name: '欧*明',
      documentNumber: '11***************6',
      validFrom: '2020-01-01',
      validTo: '2040-01-01',
      samNumber: '05.03-20220513-0000000001-0000000042',
    },
  ]);
  card.tell({ do: 'lift' });
  const shown = reader('--port', card.port, '--kind', 'id-card', '--count', '1', '--show-personal-data');
  await shown.until('state', { state: 'ready' });
  card.tell({ do: 'lay' });
  expect(await shown.until('card')).toMatchObject({ name: '欧阳小明', documentNumber: '110105200205130036' });
  expect(await shown.ended).toBe(0);
});

test('codes are shown by their kind and length, with their time on the wire', async () => {
  const scanner = await simulated('scanner', '--baud', '9600');
  const it = reader('--port', scanner.port, '--kind', 'scanner', '--baud', '9600');
  await it.until('state', { state: 'ready' });
  scanner.tell({ text: `HC1:${'A'.repeat(96)}` });
  const { wireMs, ...code } = await it.until('code');
  expect(code).toEqual({ event: 'code', text: 'HC1:…', length: 100 });
  expect(wireMs).toBeGreaterThan(80);
  expect(await it.stop()).toBe(0);
  expect(JSON.stringify(it.lines)).not.toContain('AAAA');
});

test('a scanner and a thermometer that nobody has named are known by what they say', async () => {
  const [scanner, thermometer] = await Promise.all([simulated('scanner'), simulated('thermometer')]);
  const first = reader('--port', scanner.port, '--baud', '115200', '--show-personal-data');
  const second = reader('--port', thermometer.port, '--baud', '9600');
  await scanner.until('not-understood');
  await thermometer.until('not-understood');
  scanner.tell({ text: 'DS1:ABC' });
  thermometer.tell({ do: 'measure', celsius: 37.3 });
  expect(await first.until('code')).toMatchObject({ text: 'DS1:ABC' });
  expect(first.lines[0]).toMatchObject({ event: 'found', role: 'scanner', baudRate: 115_200 });
  expect(await second.until('temperature')).toEqual({ event: 'temperature', celsius: 37.3 });
  expect(second.lines[0]).toMatchObject({ event: 'found', role: 'thermometer', driver: 'ascii' });
});

test('a device that is not there is waited for, and one that was pulled comes back', async () => {
  const link = join(folder, 'later');
  const it = reader('--port', link, '--kind', 'scanner');
  await it.until('state', { state: 'not-connected' });
  const scanner = await simulated('scanner', '--link', link);
  await it.until('state', { state: 'ready' });
  scanner.tell({ do: 'unplug' });
  await scanner.until('unplugged');
  scanner.tell({ do: 'plug' });
  await expect
    .poll(() => it.lines.map(({ state }) => state).join(), { timeout: 5000 })
    .toMatch(/not-connected,ready,not-connected,ready$/u);
  scanner.tell({ text: 'HC1:ABC' });
  expect(await it.until('code')).toMatchObject({ length: 7 });
  expect(it.said()).toContain('is not there; waiting for it');
});

describe('ports', () => {
  test('what answers is told by asking, without udevadm on the way', async () => {
    const [card, thermometer] = await Promise.all([
      simulated('id-card'),
      simulated('thermometer', '--driver', 'modbus'),
    ]);
    const child = spawnSentinel(['ports', '--probe', card.port, thermometer.port, join(folder, 'nobody')]);
    child.stdin?.end();
    if (child.stdout === null) throw new Error('no pipe');
    const ended = once(child, 'close').then(([code]) => code as number);
    const [out, exit] = await Promise.all([text(child.stdout), ended]);
    const lines = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { path: string });
    expect(lines.slice(-3)).toMatchObject([
      { path: card.port, state: 'ready', answers: { role: 'id-card', baudRate: 115_200, driver: null } },
      { path: thermometer.port, state: 'ready', answers: { role: 'thermometer', driver: 'modbus' } },
      { path: join(folder, 'nobody'), state: 'not-connected', answers: null },
    ]);
    expect(exit).toBe(0);
  });
});

test.each([
  ['no port', []],
  ['a kind nobody knows', ['--port', '/dev/null', '--kind', 'toaster']],
  ['a rate that no device has', ['--port', '/dev/null', '--baud', '1200']],
  ['a count of none', ['--port', '/dev/null', '--count', '0']],
  ['a driver of no thermometer', ['--port', '/dev/null', '--driver', 'modbus']],
])('%s is a misuse: a sentence on stderr, exit code 2', async (_case, args) => {
  const it = reader(...args);
  expect(await it.ended).toBe(2);
  expect(it.lines).toEqual([]);
  expect(it.said()).toMatch(/^sentinel reader: /u);
});
