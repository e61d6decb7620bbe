import { generateKeyPairSync, sign } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { primitives } from '../../electron/crypto.ts';
import { encodeCbor } from '../../shared/credential/cbor.ts';
import { encodeBase64Url } from '../../shared/credential/radix.ts';
import { joined } from '../../shared/bytes.ts';
import type { PublicJwk } from '../../shared/primitives.ts';
import { fail, ok } from '../../shared/result.ts';
import { encodeVenueCode, venueCodeAddress, verifyVenueCode } from '../../shared/venue-code.ts';

const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const hub = publicKey.export({ format: 'jwk' }) as PublicJwk;
const another = generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' }) as PublicJwk;
const signer = (message: Uint8Array): Uint8Array => sign(null, message, privateKey);

const CODE = { venue: '示例商场', gate: '南门', serial: 3 };
const token = encodeVenueCode(CODE, signer);

const signedStatement = (statement: Uint8Array, context: string): string =>
  encodeBase64Url(encodeCbor([statement, signer(joined(new TextEncoder().encode(context), statement))]));
const CONTEXT = 'digital-sentinel venue code v1\0';

describe('a venue code', () => {
  test('says where somebody stands, to whoever has the key of its hub', () => {
    expect(verifyVenueCode(token, hub, primitives)).toEqual(ok(CODE));
  });

  test('stands in the fragment of an address, which no browser sends', () => {
    const address = new URL(venueCodeAddress('https://hub.example:8443', token));
    expect([address.pathname, address.search, address.hash]).toEqual(['/v/', '', `#${token}`]);
  });

  test.each([
    ['of another hub', token, another, 'venue-code-forged'],
    [
      'whose signature is of something else',
      signedStatement(encodeCbor([1, 'v', 'g', 1]), 'another thing v1\0'),
      hub,
      'venue-code-forged',
    ],
    ['with a character more', `${token}A`, hub, 'venue-code-malformed'],
    ['cut off', token.slice(0, 40), hub, 'venue-code-malformed'],
    ['empty', '', hub, 'venue-code-malformed'],
    ['beyond all length', 'A'.repeat(5000), hub, 'venue-code-malformed'],
    [
      'of another version',
      signedStatement(encodeCbor([2, 'v', 'g', 1]), CONTEXT),
      hub,
      'venue-code-of-another-release',
    ],
    [
      'with serial number 0',
      signedStatement(encodeCbor([1, 'v', 'g', 0]), CONTEXT),
      hub,
      'venue-code-of-another-release',
    ],
  ] as const)('%s is none', (_what, text, key, fault) => {
    expect(verifyVenueCode(text, key, primitives)).toEqual(fail(fault));
  });

  test('is forged with any bit of it changed', () => {
    const raw = Buffer.from(token, 'base64url');
    for (let at = 0; at < raw.length; at += 1) {
      const bent = Buffer.from(raw);
      bent[at] = (bent[at] ?? 0) ^ 1;
      expect(verifyVenueCode(bent.toString('base64url'), hub, primitives).ok).toBe(false);
    }
  });
});
