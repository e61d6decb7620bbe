import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { withTables } from '../../scripts/faults-doc.ts';
import { BUILT_IN_REASON_CODES } from '../../shared/reasons.ts';

const DOC = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'faults.md'), 'utf8');

test('docs/faults.md is as `npm run docs:faults` writes it', async () => {
  expect(await withTables(DOC)).toBe(DOC);
});

test('it names every code a program may meet', () => {
  for (const code of BUILT_IN_REASON_CODES) expect(DOC).toContain(`\`${code}\``);
});
