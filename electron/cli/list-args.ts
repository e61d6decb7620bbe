import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { UsageError } from './command.ts';

const options = {
  profile: { type: 'string' },
  demo: { type: 'boolean', default: false },
  new: { type: 'boolean', default: false },
} as const;

/** What is to be done with a list of people that a kiosk keeps. */
export interface ListArgs {
  readonly what: 'add' | 'remove' | 'list';
  /** The kiosk's folder. */
  readonly directory: string;
  /** Whether `add` begins a new list. */
  readonly isNew: boolean;
}

/** @throws UsageError */
export function parseListArgs([what, ...args]: readonly string[]): ListArgs {
  const { values } = parseArgs({ args: [...args], options });
  if (values.profile === undefined) throw new UsageError('--profile is required');
  if (what !== 'add' && what !== 'remove' && what !== 'list') throw new UsageError('one of: add, remove, list');
  return { what, directory: join(values.profile, values.demo ? 'demo' : 'venue'), isNew: values.new && what === 'add' };
}
