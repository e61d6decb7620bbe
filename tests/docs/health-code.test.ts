import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { encode } from 'uqr';
import { openIssuer } from '../../electron/cli/issuer.ts';
import { decodeBase45 } from '../../shared/credential/base45.ts';
import { decodeSign1, type Sign1 } from '../../shared/credential/cose.ts';
import { factsSchema } from '../../shared/credential/issue.ts';
import { kidIn } from '../../shared/credential/cose.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const DOC = readFileSync(join(ROOT, 'docs', 'health-code.md'), 'utf8');
const [kid, payload, toBeSigned, signature] = blocks('hex').map((block) =>
  block.replaceAll(/#.*$/gmu, '').replaceAll(/\s/gu, ''),
);
const text = blocks('text')[0]?.trim() ?? '';

function blocks(language: string): string[] {
  return Array.from(DOC.matchAll(new RegExp(`\`\`\`${language}\\n(.*?)\`\`\``, 'gsu')), ([, block]) => block ?? '');
}

function taken(): Sign1 {
  const bytes = decodeBase45(text.slice('DS1:'.length));
  const sign1 = bytes.ok ? decodeSign1(bytes.value) : bytes;
  if (!sign1.ok) throw new Error(sign1.fault);
  return sign1.value;
}

const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

describe('the worked example of docs/health-code.md', () => {
  test('is what the facts of §7 and the demo key give, to the last character', async () => {
    const issuer = await openIssuer(join(ROOT, 'resources', 'demo', 'keys', 'issuer-310000.jwk'));
    const facts = factsSchema.parse(JSON.parse(blocks('json')[0] ?? ''));
    expect(issuer.issue(facts)).toEqual({ ok: true, value: text });
  });

  test('is taken apart as the document says, byte for byte', () => {
    const sign1 = taken();
    expect(hexOf(kidIn(sign1.protectedHeader) as Uint8Array)).toBe(kid);
    expect(hexOf(sign1.payload)).toBe(payload);
    expect(hexOf(sign1.toBeSigned)).toBe(toBeSigned);
    expect(hexOf(sign1.signature)).toBe(signature);
  });

  test('has the size the document says, and fits QR version 10-M', () => {
    expect(DOC).toContain(`**${text.length} characters**`);
    expect(DOC).toContain(`The whole, ${decodedLength()} bytes`);
    expect(text.length).toBeLessThanOrEqual(311);
    expect(encode(text, { ecc: 'M' }).version).toBeLessThanOrEqual(10);
  });
});

function decodedLength(): number {
  const bytes = decodeBase45(text.slice('DS1:'.length));
  return bytes.ok ? bytes.value.length : 0;
}
