import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { diffPolicies } from '../../../shared/policy/diff.ts';
import type { Policy } from '../../../shared/policy/policy.ts';
import { OfficeError, secondsOf } from '../../policy/office.ts';
import { currentRepository } from '../../policy/store.ts';
import { UsageError, type Command } from '../command.ts';
import { EXIT } from '../ndjson.ts';
import { readTime } from './at.ts';
import { readRules } from './check.ts';

/** `sentinel policy diff`: made-up visitors of whom one policy thinks otherwise than the other. */
export const diffRules: Command['run'] = (args, { stdout, say }) => {
  const options = { at: { type: 'string' } } as const;
  const { positionals, values } = parseArgs({ args: [...args], options, allowPositionals: true });
  const [before, after, ...others] = positionals;
  if (before === undefined || after === undefined || others.length > 0) throw new UsageError('name two policies');
  const [older, newer] = [open(before), open(after)];
  const now = values.at === undefined ? secondsOf(newer.issuedAt) : readTime(values.at);
  const differences = diffPolicies(older, newer, now);
  for (const difference of differences) stdout.write(`${JSON.stringify(difference)}\n`);
  say(
    differences.length === 0
      ? 'no visitor is judged differently'
      : `${differences.length} visitors are judged differently`,
  );
  return Promise.resolve(EXIT.ok);
};

/** A policy's file, an office's folder, or a kiosk's store. */
function open(path: string): Policy {
  const isFolder = statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
  const inFolder = [join(path, 'policy.json'), join(currentRepository(path), 'targets', 'policy.json')];
  const file = isFolder ? (inFolder.find((one) => existsSync(one)) ?? path) : path;
  const rules = readRules(file);
  if ('mistakes' in rules)
    throw new OfficeError(`${file}: ${rules.mistakes[0]?.path ?? ''}: ${rules.mistakes[0]?.reason ?? ''}`);
  return rules.value;
}
