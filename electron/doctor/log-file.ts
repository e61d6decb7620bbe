import { closeSync, fstatSync, openSync, readdirSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parseLogLine, type LogLine } from '../../shared/diagnostics.ts';

/** Twice what a line has on average: read once a second, and none of it in vain. */
const BYTES_A_LINE = 320;

/** The kiosk's log files, the newest first: the one in use, then those that were rotated. */
export function logFiles(directory: string): string[] {
  const folder = join(directory, 'logs');
  try {
    const found = readdirSync(folder).filter((name) => name.endsWith('kiosk.log'));
    const times = found.map((name) => ({ path: join(folder, name), at: statSync(join(folder, name)).mtimeMs }));
    return times.toSorted((a, b) => b.at - a.at).map(({ path }) => path);
  } catch {
    // The app has not been started yet, or a file was rotated away while it was looked at.
    return [];
  }
}

/** The last lines of the log, oldest first; as many as there are, and no more than `count`. */
export function lastLines(directory: string, count: number): LogLine[] {
  let lines: LogLine[] = [];
  for (const path of logFiles(directory)) {
    lines = [...linesOf(path, count * BYTES_A_LINE), ...lines];
    if (lines.length >= count) break;
  }
  return lines.slice(-count);
}

/** The lines at the end of a file. */
export function linesOf(path: string, bytes: number): LogLine[] {
  return tailOf(path, bytes)
    .split('\n')
    .map(parseLogLine)
    .filter((line) => line !== null);
}

function tailOf(path: string, bytes: number): string {
  try {
    const file = openSync(path, 'r');
    try {
      const { size } = fstatSync(file);
      const tail = Buffer.alloc(Math.min(size, bytes));
      readSync(file, tail, 0, tail.length, size - tail.length);
      return tail.toString('utf8');
    } finally {
      closeSync(file);
    }
  } catch {
    // Rotated away meanwhile.
    return '';
  }
}
