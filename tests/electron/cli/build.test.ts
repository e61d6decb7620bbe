import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { freshFolder } from '../folders.ts';
import { FACTS, ROOT } from './cli-kit.ts';

const SOURCES = [
  'scripts/sentinel.mjs',
  'shared',
  'electron',
  'resources',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
  'vite.cli.config.ts',
];

/** A checkout of its own, in which nothing is built yet. */
function freshCheckout(): string {
  const folder = freshFolder();
  for (const path of SOURCES) cpSync(join(ROOT, path), join(folder, path), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  return folder;
}

async function issueIn(checkout: string): Promise<{ out: string; exit: number | null }> {
  const args = [join(checkout, 'scripts', 'sentinel.mjs'), 'issue', '--key', 'demo'];
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'ignore'] });
  child.stdin.end(`${JSON.stringify(FACTS)}\n`);
  const ended = once(child, 'close').then(([code]) => code as number | null);
  return { out: await text(child.stdout), exit: await ended };
}

test(
  'first calls at the same time all build, all answer, and leave one build behind',
  { timeout: 120_000 },
  async () => {
    const checkout = freshCheckout();
    const answers = await Promise.all([issueIn(checkout), issueIn(checkout), issueIn(checkout)]);
    for (const { out, exit } of answers) {
      expect(out).toMatch(/^\{"text":"DS1:[^\n]+"\}\n$/u);
      expect(exit).toBe(0);
    }
    expect(readdirSync(join(checkout, 'out'))).toEqual(['cli']);
  },
);
