import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkPolicy } from '../../shared/policy/policy.ts';
import { BUILT_IN_REASON_CODES, builtInReason } from '../../shared/reasons.ts';
import type { Reason } from '../../shared/verdict.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const DOC = readFileSync(join(ROOT, 'docs', 'faults.md'), 'utf8');

/** Cells of every table row that begins with a phone code. */
const ROWS = Array.from(DOC.matchAll(/^\| `([A-Z]+(?:-[A-Z0-9]+)?)` *\|.*$/gmu), ([row]) =>
  row
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim()),
);

function rowOf({ phone, code, verdict, texts }: Reason): string[] {
  return [`\`${phone}\``, `\`${code}\``, verdict, texts['zh-CN'].guard, texts.en.guard];
}

test('docs/faults.md tells every reason of the kiosk and of the demo rules, as they are', () => {
  const builtIn = BUILT_IN_REASON_CODES.map((code) =>
    rowOf({
      ...builtInReason(code),
      ...(code === 'not-a-health-code' ? { verdict: 'hint' as Reason['verdict'] } : {}),
    }),
  );
  const policy = checkPolicy(
    JSON.parse(readFileSync(join(ROOT, 'resources', 'policy', 'targets', 'policy.json'), 'utf8')),
  );
  if (!policy.ok) throw new Error('the demo policy is not a policy');
  const rules = new Map(
    Object.values(policy.value.venueTypes).flatMap(({ rules: all }) => all.map(({ reason }) => [reason.code, reason])),
  );
  expect(ROWS).toEqual([...builtIn, ...Array.from(rules.values(), rowOf)]);
});
