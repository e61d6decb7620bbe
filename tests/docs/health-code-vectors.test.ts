import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { explain } from '../../electron/cli/explain.ts';
import { ROOT, run } from '../electron/cli/cli-kit.ts';

const answer = z.object({
  format: z.string().nullable(),
  steps: z.record(z.string(), z.boolean()),
  fault: z.string().nullable(),
  verdict: z.string().nullable(),
});
const cases = z
  .array(z.object({ name: z.string(), in: z.unknown(), out: answer.extend({ reasons: z.array(z.string()) }) }))
  .parse(JSON.parse(readFileSync(join(ROOT, 'tests', 'vectors', 'health-code', 'cases.json'), 'utf8')));
const explained = answer
  .extend({ reasons: z.array(z.object({ code: z.string() })) })
  .transform(({ reasons, ...rest }) => ({ ...rest, reasons: reasons.map(({ code }) => code) }));

const { lines } = await run(
  explain,
  [],
  cases.map((one) => one.in),
);
const answers = lines.map((line) => explained.parse(line));

test.each(cases.map(({ name, out }, i) => [name, out, answers[i]] as const))('%s', (_name, expected, given) => {
  expect(given).toEqual(expected);
});
