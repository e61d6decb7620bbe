import { parseArgs, type ParseArgsConfig } from 'node:util';
import { z } from 'zod';
import { FAULTS, type Fault } from '../../simulators/faults.ts';
import type { Conditions } from '../../simulators/simulator.ts';
import { UsageError } from '../command.ts';

/** Options as they are written. */
type Options = NonNullable<ParseArgsConfig['options']>;
export type Values = Readonly<Record<string, string | boolean | readonly (string | boolean)[] | undefined>>;

/** What every simulator has. */
const COMMON = {
  link: { type: 'string' },
  fault: { type: 'string', multiple: true },
  'fault-rate': { type: 'string' },
  seed: { type: 'string' },
  baud: { type: 'string' },
  chunk: { type: 'string' },
  'unplug-after': { type: 'string' },
  'replug-after': { type: 'string' },
} as const satisfies Options;

export function readValues(args: readonly string[], own: Options): Values {
  return parseArgs({ args: [...args], options: { ...COMMON, ...own } }).values;
}

/** @throws UsageError */
export function conditionsOf(values: Values, possible: readonly Fault[]): Conditions {
  return {
    link: textOf(values, 'link'),
    faults: faultsOf(values, possible),
    faultRate: numberOf(values, 'fault-rate', 0, 1) ?? 1,
    seed: wholeOf(values, 'seed', 0) ?? 1,
    baud: wholeOf(values, 'baud', 1),
    chunk: wholeOf(values, 'chunk', 1),
  };
}

/** Several `--fault`, or several names in one, with commas. */
function faultsOf(values: Values, possible: readonly Fault[]): readonly Fault[] {
  const named = [values['fault'] ?? []].flat().flatMap((names) => String(names).split(','));
  const parsed = z.array(z.enum(FAULTS)).safeParse(named);
  if (!parsed.success) throw new UsageError(`--fault: one of ${FAULTS.join(', ')}`);
  const impossible = parsed.data.find((fault) => !possible.includes(fault));
  if (impossible !== undefined) throw new UsageError(`--fault ${impossible}: not a fault of this device`);
  return parsed.data;
}

export function textOf(values: Values, name: string): string | null {
  const value = values[name];
  return typeof value === 'string' ? value : null;
}

/** `null`: not said. @throws UsageError where it is not among `choices` */
export function choiceOf<T extends string>(values: Values, name: string, choices: readonly T[]): T | null {
  const value = textOf(values, name);
  const choice = choices.find((one) => one === value);
  if (value !== null && choice === undefined) throw new UsageError(`--${name}: one of ${choices.join(', ')}`);
  return choice ?? null;
}

/** `null`: not said. @throws UsageError where it is no whole number from `least` on */
export function wholeOf(values: Values, name: string, least: number): number | null {
  const value = numberOf(values, name, least, Number.MAX_SAFE_INTEGER);
  if (value !== null && !Number.isSafeInteger(value)) throw new UsageError(`--${name}: a whole number`);
  return value;
}

function numberOf(values: Values, name: string, least: number, most: number): number | null {
  const text = textOf(values, name);
  if (text === null) return null;
  const value = text.trim() === '' ? NaN : Number(text);
  if (value >= least && value <= most) return value;
  throw new UsageError(
    most === Number.MAX_SAFE_INTEGER ? `--${name}: a number from ${least} on` : `--${name}: from ${least} to ${most}`,
  );
}
