import { describe, expect, test } from 'vitest';
import { primitives } from '../../../electron/crypto.ts';
import { kidOf } from '../../../shared/credential/health-code.ts';
import { buildTrustList } from '../../../shared/credential/trust-list.ts';
import { hexOf, keyOf } from './codes.ts';

const { sha256 } = primitives;
const key = keyOf(1);

describe('the id of a key', () => {
  test('is the beginning of the thumbprint in RFC 8037 appendix A.3', () => {
    const jwk = { kty: 'OKP', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' };
    const thumbprint = Buffer.from('kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k', 'base64url');
    expect(kidOf(jwk, sha256)).toBe(thumbprint.subarray(0, 8).toString('hex'));
  });

  test('does not depend on what else the key carries or in which order', () => {
    const { kty, crv, x } = key.jwk;
    const other = { use: 'sig', x, alg: 'EdDSA', crv, kty };
    expect(kidOf(other, sha256)).toBe(kidOf(key.jwk, sha256));
  });

  test('is what the tests’ own maker computes', () => {
    expect(kidOf(key.jwk, sha256)).toBe(hexOf(key.kid));
  });
});

/** Of a key for which no limit is given. */
const ANY = { statements: null, validFrom: -Infinity, validTo: Infinity };

describe('the trust list', () => {
  const name = { 'zh-CN': '上海', en: 'Shanghai' };

  test('is found by format and key id', () => {
    const list = buildTrustList([{ format: 'health-code', jwk: key.jwk, issuer: '310000', name }], primitives);
    expect([...list]).toEqual([
      [`health-code:${hexOf(key.kid)}`, [{ format: 'health-code', jwk: key.jwk, issuer: '310000', name, ...ANY }]],
    ]);
  });

  test('says null for an issuer and a name that are not given', () => {
    const list = buildTrustList([{ format: 'health-code', jwk: key.jwk }], primitives);
    expect([...list.values()].flat()).toEqual([
      { format: 'health-code', jwk: key.jwk, issuer: null, name: null, ...ANY },
    ]);
  });

  test('keeps every entry of one key', () => {
    const entries = ['310000', '320000'].map((issuer) => ({ format: 'health-code' as const, jwk: key.jwk, issuer }));
    expect([...buildTrustList(entries, primitives).values()].flat().map(({ issuer }) => issuer)).toEqual([
      '310000',
      '320000',
    ]);
  });

  test('of nobody is empty', () => {
    expect(buildTrustList([], primitives).size).toBe(0);
  });
});
