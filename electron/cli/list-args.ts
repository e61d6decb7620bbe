import { parseArgs } from 'node:util';
import { UsageError, type World } from './command.ts';
import { kioskAt } from './kiosk-at.ts';

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
export function parseListArgs([what, ...args]: readonly string[], world: World): ListArgs {
  const { values } = parseArgs({ args: [...args], options });
  if (what !== 'add' && what !== 'remove' && what !== 'list') throw new UsageError('one of: add, remove, list');
  const { directory } = kioskAt(values, what === 'list' ? 'read' : 'write', world);
  return { what, directory, isNew: values.new && what === 'add' };
}
