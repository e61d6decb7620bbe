import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { dateMistakes } from '../../../shared/policy/dates.ts';
import { testExamples } from '../../../shared/policy/examples.ts';
import type { EpochSeconds } from '../../../shared/time.ts';
import { aloneInOffice } from '../../policy/office-lock.ts';
import { OfficeError, readSigningKey, type Office } from '../../policy/office.ts';
import { signDrafts } from '../../policy/sign.ts';
import type { SigningKey } from '../../policy/signing.ts';
import { UsageError, type Command, type World } from '../command.ts';
import { EXIT } from '../ndjson.ts';
import { readTime } from './at.ts';
import { readRules } from './check.ts';

const options = { key: { type: 'string', multiple: true }, at: { type: 'string' } } as const;

/** `sentinel policy sign`: what people sign, each with a key that is kept offline. */
export const signRules: Command['run'] = async (args, world) => {
  const { positionals, values } = parseArgs({ args: [...args], options, allowPositionals: true });
  const [folder, ...others] = positionals;
  if (folder === undefined || others.length > 0) throw new UsageError("name one office's folder");
  const { key: files = [] } = values;
  if (files.length === 0) throw new UsageError('--key is required');
  await aloneInOffice(folder, (office) => {
    signIn(office, files.map(readSigningKey), readTime(values.at), world);
  });
  return EXIT.ok;
};

function signIn(office: Office, keys: readonly SigningKey[], now: EpochSeconds, { stdout, say }: World): void {
  const path = join(office.folder, 'policy.json');
  const rules = readRules(path);
  const mistakes =
    'mistakes' in rules ? rules.mistakes : [...dateMistakes(rules.value, now), ...testExamples(rules.value)];
  for (const mistake of mistakes) stdout.write(`${JSON.stringify({ file: path, ...mistake })}\n`);
  if ('mistakes' in rules || mistakes.length > 0) throw new OfficeError(`${path} has mistakes: nothing is signed`);
  for (const draft of signDrafts(office, rules, keys, now)) {
    stdout.write(`${JSON.stringify(draft)}\n`);
    const missing = draft.needed - draft.signatures;
    say(`${draft.file}: ${missing > 0 ? `${missing} more must sign` : 'complete, to be published'}`);
  }
}
