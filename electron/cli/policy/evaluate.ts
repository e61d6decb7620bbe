import { parseArgs } from 'node:util';
import type { CertLogicExpression } from 'certlogic-js';
import { z } from 'zod';
import { compileLogic, TOO_MANY_STEPS } from '../../../shared/policy/compile.ts';
import { BUSINESS_RULES, findLogicMistake } from '../../../shared/policy/logic.ts';
import type { Command } from '../command.ts';
import { answerLines, lineError, schemaError } from '../ndjson.ts';

const question = z.strictObject({
  rule: z.custom<object>((value) => typeof value === 'object' && value !== null, 'not a rule'),
  payload: z.unknown().optional(),
  external: z.unknown().optional(),
});

/** `sentinel policy evaluate`: rules of other countries over their own data. */
export const evaluateRules: Command['run'] = (args, { stdin, stdout }) => {
  parseArgs({ args: [...args], options: {} });
  return answerLines(stdin, stdout, (value) => {
    const asked = question.safeParse(value);
    return asked.success ? evaluateOne(asked.data) : schemaError(asked.error, value);
  });
};

function evaluateOne({ rule, payload, external }: z.output<typeof question>): object {
  const { place, logic } = logicOf(rule);
  const mistake = findLogicMistake(logic, BUSINESS_RULES);
  if (mistake !== null) return lineError('invalid', place, `${mistake.reason} at ${JSON.stringify(mistake.path)}`);
  const run = compileLogic(logic as CertLogicExpression);
  try {
    // What is not there is null to every rule, so that an absent payload fails the rule, not the run.
    return { result: run({ payload: payload ?? null, external: external ?? null }) };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const what = error.message === TOO_MANY_STEPS ? TOO_MANY_STEPS : 'operands of the wrong kind, or too few';
    return lineError('invalid', place, what);
  }
}

/** A published rule has its expression in `Logic`; ours in `logic`. */
function logicOf(rule: object): { readonly place: string; readonly logic: unknown } {
  const name = ['Logic', 'logic'].find((one) => Object.hasOwn(rule, one));
  return name === undefined
    ? { place: 'rule', logic: rule }
    : { place: `rule.${name}`, logic: (rule as Readonly<Record<string, unknown>>)[name] };
}
