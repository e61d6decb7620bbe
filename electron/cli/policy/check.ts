import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { openTrustList } from '../../../shared/credential/trust-list.ts';
import { dateMistakes } from '../../../shared/policy/dates.ts';
import { jsonMistakes } from '../../../shared/policy/json-text.ts';
import { checkPolicy, type Policy, type PolicyMistake } from '../../../shared/policy/policy.ts';
import type { EpochSeconds } from '../../../shared/time.ts';
import { primitives } from '../../crypto.ts';
import { UsageError, type Command } from '../command.ts';
import { EXIT } from '../ndjson.ts';
import { readTime } from './at.ts';

/** `sentinel policy check`: everything that would keep kiosks from taking a policy, a line for each mistake. */
export const checkRules: Command['run'] = (args, { stdout, say }) => {
  const options = { at: { type: 'string' } } as const;
  const { positionals, values } = parseArgs({ args: [...args], options, allowPositionals: true });
  if (positionals.length === 0) throw new UsageError('no file named');
  const now = readTime(values.at);
  let found = 0;
  for (const file of positionals) {
    const mistakes = mistakesIn(file, now);
    found += mistakes.length;
    for (const mistake of mistakes) stdout.write(`${JSON.stringify({ file, ...mistake })}\n`);
    if (mistakes.length === 0) say(`${file}: no mistake found`);
  }
  return Promise.resolve(found === 0 ? EXIT.ok : EXIT.badInput);
};

function mistakesIn(file: string, now: EpochSeconds): readonly PolicyMistake[] {
  const rules = readRules(file);
  return 'mistakes' in rules ? rules.mistakes : dateMistakes(rules.value, now);
}

/** A policy's file, with the bytes that are to be signed; or everything that is wrong with it. */
export function readRules(
  file: string,
): { readonly value: Policy; readonly bytes: Buffer } | { readonly mistakes: readonly PolicyMistake[] } {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    return { mistakes: [{ path: '', reason: error instanceof Error ? error.message : String(error) }] };
  }
  const text = bytes.toString('utf8');
  const mistakes = jsonMistakes(text);
  if (mistakes.length > 0) return { mistakes };
  const checked = checkPolicy(JSON.parse(text));
  if (!checked.ok) return checked;
  const { problems } = openTrustList(checked.value.trust, primitives);
  if (problems.length === 0) return { value: checked.value, bytes };
  return { mistakes: problems.map(({ place, problem }) => ({ path: `trust.${place}`, reason: problem })) };
}
