import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeWhole } from '../store/files.ts';
import { reportSchema, type Report } from './report.ts';
import { printed } from './words.ts';

/**
 * Where the report goes of a kiosk that is ended at its own screen: outside of its profile, and where its user may write. In the
 * Debian package that is the unit's `LogsDirectory`, since the user's home is the profile itself; elsewhere the home folder.
 *
 * @param now in UTC, to the second
 */
export function reportIn(env: NodeJS.ProcessEnv, home: string, now: Date): string {
  const at = now.toISOString().slice(0, 19).replaceAll(':', '-');
  return join(env['LOGS_DIRECTORY'] ?? home, `digital-sentinel-${at}.txt`);
}

/** Writes the text for people, and beside it the same for programs. @param path of the text */
export function writeReport(path: string, report: Report): void {
  writeWhole(path, `${printed(report)}\n`);
  writeWhole(jsonOf(path), `${JSON.stringify(report, null, 2)}\n`);
}

function jsonOf(path: string): string {
  return `${path}.json`;
}

/** @returns `null`: there is none, or something else */
export function readReport(path: string): Report | null {
  try {
    return existsSync(jsonOf(path)) ? reportSchema.parse(JSON.parse(readFileSync(jsonOf(path), 'utf8'))) : null;
  } catch {
    // No report of ours.
    return null;
  }
}
