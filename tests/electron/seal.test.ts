import { describe, expect, test } from 'vitest';
import { privateKeyOf } from '../../electron/hpke.ts';
import { keepSealer, openSealer, sealedTo, unseal } from '../../electron/seal.ts';
import type { Identity, Place } from '../../shared/journal.ts';
import type { PublicJwk } from '../../shared/primitives.ts';
import { MAX_ENTRY_BYTES } from '../../shared/wire.ts';
import { newKeyPair } from '../../electron/key-pair.ts';

const office = newKeyPair('x25519');
const OPEN = office.publicKey.export({ format: 'jwk' }) as PublicJwk;
const SECRET = privateKeyOf(office.privateKey.export({ format: 'jwk' }));
const PLACE: Place = { chain: '0180bab7-0c00-7000-8000-000000000001', sequence: 7 };
const CODE: Identity = { format: 'health-code', issuer: '310000', id: 'a1a2a3a4a5a6a7a8', holder: null };

function sealed(who = CODE, place = PLACE): Uint8Array {
  const seal = openSealer(OPEN);
  if (seal === null) throw new Error('no sealer');
  return seal(who, place);
}

describe('who it was', () => {
  test.each<[string, Identity]>([
    ['by the id of a code', CODE],
    ['by name, where the code has no id', { ...CODE, id: null, holder: 'ZHANG\nSAN\n1990-01-01' }],
    ['with an issuer as long as may be', { ...CODE, issuer: 'a'.repeat(1024) }],
    ['with text that ends like the padding', { ...CODE, holder: '\u0080\0\0' }],
  ])('is opened by the office as it was sealed: %s', (_case, who) => {
    expect(unseal(SECRET, sealed(who), PLACE)).toEqual({ ok: true, value: who });
  });

  test.each([
    ['', 'a'.repeat(1025), `${'a'.repeat(1023)}…`],
    [', in the middle of a character', `${'a'.repeat(1022)}😀`.repeat(2), `${'a'.repeat(1022)}…`],
  ])('is cut where an issuer signs more than anybody has%s, and still opened', (_case, long, cut) => {
    const who = { format: 'health-code', issuer: long, id: long, holder: long };
    expect(unseal(SECRET, sealed(who), PLACE)).toEqual({
      ok: true,
      value: { ...who, issuer: cut, id: cut, holder: cut },
    });
  });

  test('takes a fraction of what a hub takes of an entry, whatever was signed', () => {
    const text = '字'.repeat(65_000);
    const who = { format: text, issuer: text, id: text, holder: text };
    expect(sealed(who).length).toBeLessThan(MAX_ENTRY_BYTES / 4);
  });

  test.each<[string, Place]>([
    ['another entry', { ...PLACE, sequence: 8 }],
    ['another chain', { ...PLACE, chain: '0180bab7-0c00-7000-8000-000000000002' }],
  ])('is not opened where it was moved to %s', (_case, place) => {
    expect(unseal(SECRET, sealed(), place)).toEqual({ ok: false, fault: 'not-for-this-key' });
  });

  test('is not opened by anybody else', () => {
    const other = newKeyPair('x25519').privateKey;
    expect(unseal(other, sealed(), PLACE)).toEqual({ ok: false, fault: 'not-for-this-key' });
  });

  test('is not to be guessed from the length, nor found in the bytes', () => {
    expect(sealed({ ...CODE, id: 'a' }).length).toBe(sealed({ ...CODE, id: 'a'.repeat(100) }).length);
    expect(Buffer.from(sealed()).includes('310000')).toBe(false);
  });

  test('names the key it was sealed to', () => {
    expect(sealedTo(sealed())).toMatch(/^[0-9a-f]{16}$/u);
    expect(sealedTo(sealed())).toBe(sealedTo(sealed({ ...CODE, id: 'b' })));
    expect(sealedTo(Uint8Array.of(1, 2, 3))).toBeUndefined();
  });

  test.each([
    ['nothing', new Uint8Array()],
    ['no CBOR', Uint8Array.of(0xff)],
    ['something else', Uint8Array.of(0x81, 0x01)],
  ])('%s is nothing sealed', (_case, bytes) => {
    expect(unseal(SECRET, bytes, PLACE)).toEqual({ ok: false, fault: 'sealed-malformed' });
  });
});

describe('the office’s key', () => {
  test.each<[string, PublicJwk]>([
    ['of another kind', newKeyPair('ed25519').publicKey.export({ format: 'jwk' }) as PublicJwk],
    ['of small order', { kty: 'OKP', crv: 'X25519', x: 'A'.repeat(43) }],
    ['too short', { kty: 'OKP', crv: 'X25519', x: 'AAAA' }],
  ])('%s is none', (_case, jwk) => {
    expect(openSealer(jwk)).toBeNull();
  });

  test('is opened once, and again when it is replaced', () => {
    let [key, told]: [PublicJwk | undefined, number] = [OPEN, 0];
    const sealer = keepSealer(
      () => key,
      () => (told += 1),
    );
    const first = sealer();
    expect(sealer()).toBe(first);
    key = newKeyPair('x25519').publicKey.export({ format: 'jwk' }) as PublicJwk;
    expect(sealer()).not.toBe(first);
    key = { kty: 'OKP', crv: 'X25519', x: 'A'.repeat(43) };
    expect([sealer(), sealer(), told]).toEqual([null, null, 1]);
    key = undefined;
    expect([sealer(), told]).toEqual([null, 1]);
  });
});
