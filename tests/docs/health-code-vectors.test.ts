import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { explain } from '../../electron/cli/explain.ts';

const ROOT = join(import.meta.dirname, '..', '..');

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

const answers = await explainAll();

test.each(cases.map(({ name, out }, i) => [name, out, answers[i]] as const))('%s', (_name, expected, given) => {
  expect(given).toEqual(expected);
});

async function explainAll(): Promise<unknown[]> {
  const stdout = new PassThrough();
  const written = text(stdout);
  const stdin = Readable.from(cases.map((one) => Buffer.from(`${JSON.stringify(one.in)}\n`)));
  await explain.run([], { stdin, stdout, say: () => undefined, resources: join(ROOT, 'resources') });
  stdout.end();
  const lines = (await written).trimEnd().split('\n');
  return lines.map((line) => explained.parse(JSON.parse(line)));
}
