import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { Command } from '../../../electron/cli/command.ts';

export const ROOT = join(import.meta.dirname, '..', '..', '..');

export interface Answered {
  readonly exit: number;
  readonly lines: readonly unknown[];
}

/** Runs a command on lines, each given as it is or, if no text, as its JSON. */
export async function run(
  command: Command,
  args: readonly string[],
  lines: readonly unknown[] = [],
): Promise<Answered> {
  const stdout = new PassThrough();
  const written = text(stdout);
  const stdin = Readable.from(
    lines.map((line) => Buffer.from(`${typeof line === 'string' ? line : JSON.stringify(line)}\n`)),
  );
  const exit = await command.run(args, {
    stdin,
    stdout,
    say: () => undefined,
    resources: join(ROOT, 'resources'),
    profile: null,
  });
  stdout.end();
  const out = (await written).split('\n').filter((line) => line !== '');
  return { exit, lines: out.map((line) => JSON.parse(line) as unknown) };
}

/** The real command line, as `npm run sentinel` starts it. */
export function spawnSentinel(args: readonly string[]): ReturnType<typeof spawn> {
  return spawn(process.execPath, [join(ROOT, 'scripts', 'sentinel.mjs'), ...args], { stdio: ['pipe', 'pipe', 'pipe'] });
}

/** A green code's facts, tested at 08:00 on 12 May 2022 in Shanghai and good for a week. */
export const FACTS = {
  kind: 'dynamic',
  name: '演小示',
  documentNumber: '11010519491231002X',
  colour: 'green',
  tests: [{ kind: 'nucleic-acid', sampledAt: '2022-05-12T08:00:00+08:00', result: 'negative' }],
  id: '0102030405060708',
  issuedAt: '2022-05-13T08:55:00+08:00',
  expiresAt: '2022-05-20T09:05:00+08:00',
} as const;
