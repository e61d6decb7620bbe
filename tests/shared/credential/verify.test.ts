import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { primitives } from '../../../electron/crypto.ts';
import { healthCode } from '../../../shared/credential/health-code.ts';
import { NO_REVOCATIONS } from '../../../shared/credential/revocation.ts';
import { buildTrustList, type TrustList } from '../../../shared/credential/trust-list.ts';
import type { TrustEntry } from '../../../shared/credential/trust.ts';
import { verifyCredential, type Verification } from '../../../shared/credential/verify.ts';
import { revoking } from '../judge-kit.ts';
import { bytesOf, envelope, headerOf, keyOf, NOW, payloadWith, textOf, type SigningKey } from './codes.ts';

const shanghai = keyOf(1);
const stranger = keyOf(2);
const trusts = (key: SigningKey, issuer?: string): TrustEntry => ({
  format: 'health-code',
  jwk: key.jwk,
  ...(issuer === undefined ? {} : { issuer }),
});
const codeBy = (key: SigningKey, issuer = '310000', signature?: Uint8Array): string =>
  textOf(
    envelope({
      key,
      payload: payloadWith({ claims: new Map([[1, issuer]]) }),
      ...(signature === undefined ? {} : { signature }),
    }),
  );

/** Of a key for which no limit is given. */
const ANY = { statements: null, validFrom: -Infinity, validTo: Infinity };

function verify(code: string, entries: readonly TrustEntry[]): string {
  const { fault, credential } = verifyUnder(buildTrustList(entries, primitives), code);
  return fault ?? credential?.claims.issuer ?? 'nobody';
}

function verifyUnder(
  trust: TrustList,
  code: string,
  revocations = NO_REVOCATIONS,
  now = NOW,
): Pick<Verification, 'fault' | 'signer' | 'credential'> {
  const sealed = healthCode.decode(code, primitives);
  if (!sealed.ok) return { fault: sealed.fault, signer: null, credential: null };
  return verifyCredential(sealed.value, healthCode, trust, revocations, primitives, now);
}

const good = codeBy(shanghai);

describe('a code is believed', () => {
  test('under the key of its issuer', () => {
    expect(verify(good, [trusts(shanghai, '310000')])).toBe('310000');
  });

  test('under a key that may sign for any issuer', () => {
    expect(verify(good, [trusts(shanghai)])).toBe('310000');
    expect(verify(codeBy(shanghai, '440300'), [trusts(shanghai)])).toBe('440300');
  });

  test('under the one of many keys that signed it', () => {
    expect(verify(good, [trusts(stranger), trusts(keyOf(3)), trusts(shanghai, '310000')])).toBe('310000');
  });

  test.each([
    ['first', ['310000', '320000']],
    ['last', ['320000', '310000']],
  ])('under a key that is trusted for two issuers, this one %s', (_case, issuers) => {
    expect(
      verify(
        good,
        issuers.map((issuer) => trusts(shanghai, issuer)),
      ),
    ).toBe('310000');
  });

  test.each([
    ['an entry that is over', { validTo: '2022-01-01T00:00:00Z' }],
    ['an entry that has not begun', { validFrom: '2023-01-01T00:00:00Z' }],
  ])('under a key that is also listed in %s', (_case, life) => {
    const over = { ...trusts(shanghai, '310000'), ...life } as TrustEntry;
    expect(verify(good, [over, trusts(shanghai)])).toBe('310000');
    expect(verify(good, [over])).toMatch(/^signer-/u);
  });

  test('under a key listed for another issuer and for any', () => {
    expect(verify(good, [trusts(shanghai, '320000'), trusts(shanghai)])).toBe('310000');
  });
});

describe('a code is not believed', () => {
  test('when nobody is trusted', () => {
    expect(verify(good, [])).toBe('issuer-unknown');
  });

  test('when others are trusted', () => {
    expect(verify(codeBy(stranger), [trusts(shanghai)])).toBe('issuer-unknown');
  });

  test('when a key bound to another issuer signed it', () => {
    const entries = [trusts(shanghai, '310000'), trusts(stranger, '440300')];
    expect(verify(codeBy(shanghai, '440300'), entries)).toBe('issuer-mismatch');
    expect(verify(codeBy(shanghai, '31000'), entries)).toBe('issuer-mismatch');
  });

  test('when a stranger signed it and names a trusted key', () => {
    const payload = payloadWith();
    const code = textOf(envelope({ key: stranger, payload, protectedHeader: headerOf(shanghai) }));
    expect(verify(code, [trusts(shanghai)])).toBe('signature-forged');
    expect(verify(code, [trusts(shanghai), trusts(stranger)])).toBe('signature-forged');
  });

  test.each([0, 32, 63, 64, 65])('when its signature is %i zero bytes', (length) => {
    expect(verify(codeBy(shanghai, '310000', new Uint8Array(length)), [trusts(shanghai)])).toBe('signature-forged');
  });

  test('when what was signed is no health code', () => {
    expect(verify(textOf(envelope({ key: shanghai, payload: bytesOf(9) })), [trusts(shanghai)])).toBe(
      'claims-malformed',
    );
  });

  test('forged content is told apart from malformed content by whose it is', () => {
    const forged = textOf(envelope({ key: shanghai, payload: bytesOf(9), signature: bytesOf(64) }));
    expect(verify(forged, [trusts(shanghai)])).toBe('signature-forged');
  });
});

test('with any one bit of the signed object turned, a code is not believed', () => {
  const bytes = envelope({ key: shanghai, payload: payloadWith() });
  const entries = [trusts(shanghai, '310000')];
  const faults = new Set<string>();
  for (let bit = 0; bit < bytes.length * 8; bit += 1) {
    const spoilt = Buffer.from(bytes);
    spoilt[bit >> 3] = (spoilt[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    faults.add(verify(textOf(spoilt), entries));
  }
  expect([...faults].sort()).toEqual([
    'algorithm-unsupported',
    'cbor-malformed',
    'cose-malformed',
    'issuer-unknown',
    'signature-forged',
  ]);
});

describe('two keys with one key id', () => {
  /** As if the first 8 bytes of two thumbprints were the same: they name a key, they do not identify it. */
  const list = (...keys: SigningKey[]): TrustList =>
    new Map([
      [
        `health-code:${Buffer.from(shanghai.kid).toString('hex')}`,
        keys.map(({ jwk }, i) => ({ format: 'health-code' as const, jwk, issuer: `31000${i}`, name: null, ...ANY })),
      ],
    ]);
  const verdict = (signer: SigningKey, issuer: string): string => {
    const payload = payloadWith({ claims: new Map([[1, issuer]]) });
    const code = textOf(envelope({ key: signer, payload, protectedHeader: headerOf(shanghai) }));
    const { fault, signer: by } = verifyUnder(list(shanghai, stranger), code);
    if (fault !== null) return fault;
    return by?.jwk.x === signer.jwk.x ? 'believed' : 'believed by another key';
  };

  test('are both tried', () => {
    expect(verdict(shanghai, '310000')).toBe('believed');
    expect(verdict(stranger, '310001')).toBe('believed');
  });

  test('keep to their own issuers', () => {
    expect(verdict(shanghai, '310001')).toBe('issuer-mismatch');
    expect(verdict(stranger, '310000')).toBe('issuer-mismatch');
  });

  test('do not make a third one good', () => {
    expect(verdict(keyOf(3), '310000')).toBe('signature-forged');
  });
});

test('a key of another type under the right key id verifies nothing', () => {
  const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' });
  const trust = new Map([
    [
      `health-code:${Buffer.from(shanghai.kid).toString('hex')}`,
      [{ format: 'health-code' as const, jwk: { kty: 'EC', ...ec }, issuer: null, name: null, ...ANY }],
    ],
  ]);
  expect(verifyUnder(trust, good)).toMatchObject({ fault: 'signature-forged', credential: null });
});

describe('a believed code', () => {
  const trust = buildTrustList([trusts(shanghai)], primitives);
  const id = 'a1a2a3a4a5a6a7a8';

  test.each([
    ['with nothing revoked', [], NOW, null],
    ['with itself revoked', [`310000:${id}`], NOW, 'revoked'],
    ['with its id revoked by another issuer', [`320000:${id}`], NOW, null],
    ['with another of its issuer revoked', ['310000:a1a2a3a4a5a6a7a9'], NOW, null],
    ['with an id that begins like its own revoked', [`310000:${id}00`], NOW, null],
    ['revoked and expired: that it is over is enough', [`310000:${id}`], NOW + 600, 'expired'],
    ['in its last second', [], NOW + 599, null],
    ['at its end', [], NOW + 600, 'expired'],
    ['before it was issued', [], NOW - 361, 'not-yet-valid'],
  ])('is judged %s', (_case, revoked, now, expected) => {
    const { fault, credential } = verifyUnder(trust, good, revoking(...revoked), now);
    expect(fault).toBe(expected);
    // Whose it was is known all the same.
    expect(credential?.claims.issuer).toBe('310000');
  });
});
