import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { dateMistakes } from '../../../shared/policy/dates.ts';
import { testExamples } from '../../../shared/policy/examples.ts';
import { openOffice, OfficeError, readSigningKey } from '../../policy/office.ts';
import { signDrafts } from '../../policy/sign.ts';
import { UsageError, type Command } from '../command.ts';
import { EXIT } from '../ndjson.ts';
import { readTime } from './at.ts';
import { readRules } from './check.ts';

const options = { key: { type: 'string', multiple: true }, at: { type: 'string' } } as const;

/** `sentinel policy sign`: what people sign, each with a key that is kept offline. */
export const signRules: Command['run'] = (args, { stdout, say }) => {
  const { positionals, values } = parseArgs({ args: [...args], options, allowPositionals: true });
  const [folder, ...others] = positionals;
  if (folder === undefined || others.length > 0) throw new UsageError("name one office's folder");
  const { key: files = [] } = values;
  if (files.length === 0) throw new UsageError('--key is required');
  const office = openOffice(folder);
  const path = join(folder, 'policy.json');
  const rules = readRules(path);
  const now = readTime(values.at);
  const mistakes =
    'mistakes' in rules ? rules.mistakes : [...dateMistakes(rules.value, now), ...testExamples(rules.value)];
  for (const mistake of mistakes) stdout.write(`${JSON.stringify({ file: path, ...mistake })}\n`);
  if ('mistakes' in rules || mistakes.length > 0) throw new OfficeError(`${path} has mistakes: nothing is signed`);
  const drafts = signDrafts(office, rules, files.map(readSigningKey), now);
  for (const draft of drafts) {
    stdout.write(`${JSON.stringify(draft)}\n`);
    const missing = draft.needed - draft.signatures;
    say(`${draft.file}: ${missing > 0 ? `${missing} more must sign` : 'complete, to be published'}`);
  }
  return Promise.resolve(EXIT.ok);
};
