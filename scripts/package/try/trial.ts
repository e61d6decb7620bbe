import { setTimeout as sleep } from 'node:timers/promises';
import type { Finished } from '../../processes.ts';
import type { Machine } from './machine.ts';

/** A package on trial. */
export interface Trial extends Machine {
  readonly deb: string;
  readonly picture: string | null;
  /** Of this trial alone; the display's picture is in `display/`. */
  readonly folder: string;
  /** What belongs in `DISPLAY`. */
  readonly display: string;
}

export const PROGRAM = '/opt/digital-sentinel/digital-sentinel';
export const DATA = '/var/lib/digital-sentinel';
export const UNIT = 'digital-sentinel.service';

const LOOK_MS = 500;

/** @returns whether it came to be so within `ms` */
export async function within(ms: number, isSo: () => Promise<boolean>): Promise<boolean> {
  for (let waited = 0; waited < ms; waited += LOOK_MS) {
    if (await isSo()) return true;
    await sleep(LOOK_MS);
  }
  return false;
}

/**
 * @param expected what each script is to write, exactly or by its pattern
 * @returns a sentence for each that writes something else
 */
export async function expectAll(
  run: Machine['run'],
  expected: readonly (readonly [script: string, written: string | RegExp])[],
): Promise<string[]> {
  const wrong: string[] = [];
  for (const [script, written] of expected) {
    const { stdout, stderr } = await run(script);
    const isRight = typeof written === 'string' ? stdout === written : written.test(stdout);
    if (!isRight) wrong.push(`\`${script}\` writes ${JSON.stringify(stdout)}, not ${String(written)} ${stderr}`.trim());
  }
  return wrong;
}

/** The end of what a script that failed has said; none of one that did not. */
export function failed({ code, stdout, stderr }: Finished): string[] {
  return code === 0 ? [] : [(stdout + stderr).trim().split('\n').slice(-12).join('\n')];
}
