import { describe, expect, test } from 'vitest';
import { primitives } from '../../../electron/crypto.ts';
import { NO_FACTS } from '../../../shared/credential/facts.ts';
import type { Content, Format } from '../../../shared/credential/claims.ts';
import { FORMATS } from '../../../shared/credential/decode.ts';
import { NO_REVOCATIONS } from '../../../shared/credential/revocation.ts';
import { base64 } from '../../../shared/credential/trust-shapes.ts';
import type { TrustedKey } from '../../../shared/credential/trust-list.ts';
import { verifyCredential } from '../../../shared/credential/verify.ts';
import { ok } from '../../../shared/result.ts';
import { ORIGINALS } from '../fuzz-run.ts';
import { NOW } from './codes.ts';

describe('every format', () => {
  test.each(FORMATS.map((format: Format) => [format.id, format] as const))('%s keeps its promises', (id, format) => {
    // Its entries of the trust list name it by its id.
    const read = format.trust.schema.safeParse({ format: id });
    expect(read.error?.issues.map(({ path }) => path[0]) ?? []).not.toContain('format');
    expect(format.trust.schema.safeParse({ format: `${id}-not` }).success).toBe(false);
    expect(format.algorithms.length).toBeGreaterThan(0);
    expect(format.seal(null)).toMatch(/^\p{L}{1,3}$/u);
    // Mutated codes of it are among those that the fuzz shows to the whole chain.
    expect(ORIGINALS.filter((text) => format.recognises(text)).length).toBeGreaterThan(0);
  });

  test('is told from the others by the look of a text', () => {
    for (const text of ORIGINALS) expect(FORMATS.filter((format) => format.recognises(text)).length).toBe(1);
  });
});

describe('a format may leave out', () => {
  const READ: Content = {
    issuer: 'somebody',
    ids: [],
    period: ok({ issuedAt: NOW - 1, expiresAt: NOW + 1 }),
    statement: null,
    facts: ok(NO_FACTS),
  };
  const KEY: TrustedKey = {
    format: 'nzcp',
    jwk: { kty: 'EC' },
    issuer: null,
    statements: null,
    name: null,
    validFrom: -Infinity,
    validTo: Infinity,
  };
  test.each<[string, Partial<Content>, string | null]>([
    ['nothing', {}, null],
    ['its issuer, and is then nobody’s statement', { issuer: null }, 'claims-malformed'],
    ['its period, and is then for no time', { period: null }, 'period-malformed'],
  ])('%s', (_case, change, fault) => {
    const sealed = { algorithm: 'ES256' as const, kid: 'k', message: new Uint8Array(), signature: new Uint8Array() };
    const format = FORMATS.find(({ id }) => id === 'nzcp');
    if (format === undefined) throw new Error('no such format');
    const verified = verifyCredential(
      { ...sealed, content: { ...READ, ...change } },
      format,
      new Map([['nzcp:k', [KEY]]]),
      NO_REVOCATIONS,
      { ...primitives, verifySignature: () => true },
      NOW,
    );
    expect(verified.fault).toBe(fault);
    expect(verified.credential === null).toBe(fault !== null);
  });
});

test('no text makes the check of base64 try twice', () => {
  const startedAt = performance.now();
  for (const hostile of [`A${' '.repeat(500_000)}!`, `${'='.repeat(500_000)}!`, `${'-'.repeat(500_000)}!`]) {
    expect(base64.safeParse(hostile).success).toBe(false);
  }
  // Quadratic time would be hours; this is for a machine that is busy.
  expect(performance.now() - startedAt).toBeLessThan(5000);
});
