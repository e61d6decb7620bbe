import { existsSync, readFileSync } from 'node:fs';
import { writeWhole } from '../store/files.ts';
import { reportSchema, type Report } from './report.ts';
import { printed } from './words.ts';

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
