import { parseArgs } from 'node:util';
import { testExamples } from '../../../shared/policy/examples.ts';
import { UsageError, type Command } from '../command.ts';
import { EXIT } from '../ndjson.ts';
import { readRules } from './check.ts';

/** `sentinel policy test`: tries every rule on its own examples. */
export const testRules: Command['run'] = (args, { stdout, say }) => {
  const { positionals } = parseArgs({ args: [...args], options: {}, allowPositionals: true });
  if (positionals.length === 0) throw new UsageError('no file named');
  let found = 0;
  for (const file of positionals) {
    const rules = readRules(file);
    const mistakes = 'mistakes' in rules ? rules.mistakes : testExamples(rules.value);
    found += mistakes.length;
    for (const mistake of mistakes) stdout.write(`${JSON.stringify({ file, ...mistake })}\n`);
    if ('mistakes' in rules) continue;
    const examples = Object.values(rules.value.rules).reduce((count, rule) => count + rule.examples.length, 0);
    say(`${file}: ${examples} examples, ${mistakes.length} mistakes`);
  }
  return Promise.resolve(found === 0 ? EXIT.ok : EXIT.badInput);
};
