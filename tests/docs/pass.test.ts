import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { encode } from 'uqr';
import { describe, expect, test } from 'vitest';
import { openIssuer } from '../../electron/cli/issuer.ts';
import { decodeBase45 } from '../../shared/credential/base45.ts';
import { decodeSign1, kidIn, type Sign1 } from '../../shared/credential/cose.ts';
import { namedPassSchema } from '../../shared/credential/pass-issue.ts';
import { PASS_LIMIT, PASS_PREFIX } from '../../shared/credential/pass.ts';
import { PASS_REASONS } from '../../shared/pass-reasons.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const DOC = readFileSync(join(ROOT, 'docs', 'pass.md'), 'utf8');
const blocks = (language: string): string[] =>
  Array.from(DOC.matchAll(new RegExp(`\`\`\`${language}\\n(.*?)\`\`\``, 'gsu')), ([, block]) => block ?? '');
const [kid, payload, signature] = blocks('hex').map((block) => block.replaceAll(/#.*$/gmu, '').replaceAll(/\s/gu, ''));
const text = blocks('text')[0]?.trimEnd() ?? '';
const written = namedPassSchema.parse(JSON.parse(blocks('json')[0] ?? ''));
const issuer = await openIssuer(join(ROOT, 'resources', 'demo', 'keys', 'hub.jwk'));

function taken(): Sign1 {
  const bytes = decodeBase45(text.slice(PASS_PREFIX.length));
  const sign1 = bytes.ok ? decodeSign1(bytes.value) : bytes;
  if (!sign1.ok) throw new Error(sign1.fault);
  return sign1.value;
}

describe('the worked example of docs/pass.md', () => {
  test('is what the pass of §6 and the demo hub’s key give, to the last character', () => {
    expect(issuer.issuePass(written)).toEqual({ ok: true, value: text });
  });

  test('is taken apart as the document says, byte for byte', () => {
    const sign1 = taken();
    const hexOf = (bytes: unknown): string => Buffer.from(bytes as Uint8Array).toString('hex');
    expect([hexOf(kidIn(sign1.protectedHeader)), hexOf(sign1.payload), hexOf(sign1.signature)]).toEqual([
      kid,
      payload,
      signature,
    ]);
    expect(DOC).toContain(`payload, ${sign1.payload.length} bytes:`);
  });

  test('has the size the document says, as has a vehicle’s', () => {
    expect(DOC).toContain(`**${text.length} characters**`);
    expect(encode(text, { ecc: 'M' }).version).toBe(10);
    const route = { from: '演示园区', to: '演示市场' };
    const vehicle = issuer.issuePass({ ...written, type: 'vehicle', plate: '沪A·D1234', carries: 'cargo', route });
    if (!vehicle.ok) throw new Error(vehicle.fault);
    expect(DOC).toContain(`vehicle's of ${vehicle.value.length} characters, version 11-M`);
    expect(encode(vehicle.value, { ecc: 'M' }).version).toBe(11);
  });
});

test('its limits and its reasons are those of the program', () => {
  expect(DOC).toContain(`at most ${PASS_LIMIT.seconds / 86_400} days`);
  for (const [code, [, verdict]] of Object.entries(PASS_REASONS)) {
    expect(DOC).toMatch(new RegExp(`\\| \`${code}\` +\\|.+\\| ${verdict} +\\|`, 'u'));
  }
});
