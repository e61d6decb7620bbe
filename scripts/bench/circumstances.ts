import { readFileSync } from 'node:fs';
import { cpus, loadavg, release, totalmem, type } from 'node:os';
import { join } from 'node:path';
import { capture } from '../processes.ts';
import type { Circumstances } from './report.ts';

const ROOT = join(import.meta.dirname, '..', '..');

/** The machine and the moment. */
export async function describeCircumstances(): Promise<Circumstances> {
  const [cpu] = cpus();
  return {
    Date: `${new Date().toISOString().slice(0, 16).replace('T', ' ')} UTC`,
    Commit: await describeCommit(),
    Processor: `${cpu?.model ?? 'unknown'}, ${cpus().length} cores`,
    Memory: `${(totalmem() / 1024 ** 3).toFixed(1)} GiB`,
    System: `${systemName()}, ${type()} ${release()}`,
    'Load before': load(),
    Node: process.version,
  };
}

/** Of the last minute; much above the benches' own one or two, the figures are of a busy machine. */
export function load(): string {
  return loadavg()[0]?.toFixed(1) ?? '';
}

async function describeCommit(): Promise<string> {
  const head = await capture('git', ['rev-parse', '--short', 'HEAD'], { cwd: ROOT });
  if (head.code !== 0) return 'unknown';
  const changes = await capture('git', ['status', '--porcelain', '--untracked-files=no'], { cwd: ROOT });
  return head.stdout.trim() + (changes.stdout === '' ? '' : ', with changes not committed');
}

function systemName(): string {
  try {
    return /^PRETTY_NAME="?([^"\n]+)/mu.exec(readFileSync('/etc/os-release', 'utf8'))?.[1] ?? process.platform;
  } catch {
    // Only Linux has the file; elsewhere the platform's name is all there is to say.
    return process.platform;
  }
}
