import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { beforeAll, expect, test } from 'vitest';
import { FACTS, spawnSentinel } from './cli-kit.ts';

/** The build of the first call may take this long on a slow machine. */
const BUILD_MS = 120_000;

interface Sentinel {
  readonly stdin: Writable;
  readonly stdout: Readable;
  readonly stderr: Readable;
  readonly ended: Promise<number | null>;
}

function sentinel(...args: string[]): Sentinel {
  const child = spawnSentinel(args);
  const { stdin, stdout, stderr } = child;
  if (stdin === null || stdout === null || stderr === null) throw new Error('no pipes');
  stdin.on('error', () => undefined);
  return { stdin, stdout, stderr, ended: once(child, 'close').then(([code]) => code as number | null) };
}

async function outcome({
  stdout,
  stderr,
  ended,
}: Sentinel): Promise<{ out: string; err: string; exit: number | null }> {
  const [out, err, exit] = await Promise.all([text(stdout), text(stderr), ended]);
  return { out, err, exit };
}

beforeAll(async () => {
  const version = sentinel('--version');
  expect(await outcome(version)).toMatchObject({
    out: expect.stringMatching(/^\d+\.\d+\.\d+\n$/u) as unknown,
    exit: 0,
  });
}, BUILD_MS);

test('a line is answered before stdin ends', async () => {
  const issuing = sentinel('issue', '--key', 'demo');
  const lines = createInterface(issuing.stdout)[Symbol.asyncIterator]();
  for (let i = 0; i < 3; i += 1) {
    issuing.stdin.write(`${JSON.stringify(FACTS)}\n`);
    expect((await lines.next()).value).toMatch(/^\{"text":"DS1:/u);
  }
  issuing.stdin.end();
  expect(await issuing.ended).toBe(0);
});

test.each([
  ['no command', []],
  ['a command nobody knows', ['dance']],
  ['an option nobody knows', ['issue', '--loud']],
  ['an option without its value', ['issue', '--key']],
  ['no file to decode', ['decode']],
])('%s is a misuse: a sentence on stderr, nothing on stdout, exit code 2', async (_case, args) => {
  const misused = sentinel(...args);
  misused.stdin.end();
  const { out, err, exit } = await outcome(misused);
  expect({ out, exit }).toEqual({ out: '', exit: 2 });
  expect(err).toContain('sentinel');
  expect(err).not.toContain('    at ');
});

test('help goes to stdout and is no misuse', async () => {
  for (const args of [
    ['--help'],
    ['issue', '--help'],
    ['explain', '--help'],
    ['decode', '--help'],
    ['simulate', '--help'],
    ['reader', '--help'],
    ['ports', '--help'],
  ]) {
    const helping = sentinel(...args);
    helping.stdin.end();
    expect(await outcome(helping)).toMatchObject({ out: expect.stringContaining('sentinel') as unknown, exit: 0 });
  }
});

test('a reader that goes away is no trouble', async () => {
  const issuing = sentinel('issue', '--key', 'demo');
  issuing.stdin.write(`${JSON.stringify(FACTS)}\n`);
  await once(issuing.stdout, 'data');
  issuing.stdout.destroy();
  for (let i = 0; i < 200; i += 1) issuing.stdin.write(`${JSON.stringify(FACTS)}\n`);
  issuing.stdin.end();
  expect(await issuing.ended).toBe(0);
});

test('stdout has nothing but lines of JSON, and a bad line shows in the exit code', async () => {
  const issuing = sentinel('issue');
  // The last line has no end, the one before is blank, the first ends as on Windows.
  issuing.stdin.end(`${JSON.stringify(FACTS)}\r\n[]\n\n${JSON.stringify(FACTS)}`);
  const { out, err, exit } = await outcome(issuing);
  const lines = out
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);
  const answer = { text: expect.any(String) as unknown };
  const bad = { error: { code: 'bad-json', field: '', message: 'not one JSON object on one line' } };
  expect(lines).toEqual([answer, bad, bad, answer]);
  expect({ err, exit }).toEqual({
    err: 'sentinel issue: signing with the demo key, which only demo mode trusts\n',
    exit: 2,
  });
});

test('a key file that cannot be used ends with exit code 2 before any line', async () => {
  const issuing = sentinel('issue', '--key', 'no-such.jwk');
  issuing.stdin.end(`${JSON.stringify(FACTS)}\n`);
  const { out, err, exit } = await outcome(issuing);
  expect({ out, exit }).toEqual({ out: '', exit: 2 });
  expect(err).toContain('no-such.jwk: not a readable private Ed25519 JWK');
});
