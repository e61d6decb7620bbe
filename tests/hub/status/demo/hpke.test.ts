import { createPrivateKey } from 'node:crypto';
import { expect, test } from 'vitest';
import { openBase } from '../../../../hub/status/demo/hpke.ts';
import { RFC } from '../../../shared/hpke-vectors.ts';

const { d, x } = RFC.recipient;
const key = createPrivateKey({ key: { kty: 'OKP', crv: 'X25519', d, x }, format: 'jwk' });
const sealed = { enc: RFC.enc, ciphertext: RFC.ciphertext };

test('the vectors of RFC 9180 A.1 are opened', () => {
  const opened = openBase(key, sealed, RFC.info, RFC.aad);
  expect(opened.ok && Buffer.from(opened.value)).toEqual(RFC.plaintext);
});

test.each([
  ['for another purpose', () => openBase(key, sealed, Buffer.from('other'), RFC.aad)],
  ['with other data beside it', () => openBase(key, sealed, RFC.info)],
  ['cut short', () => openBase(key, { ...sealed, ciphertext: RFC.ciphertext.subarray(0, 5) }, RFC.info, RFC.aad)],
  ['to a key of small order', () => openBase(key, { ...sealed, enc: new Uint8Array(32) }, RFC.info, RFC.aad)],
  ['with no key', () => openBase(key, { ...sealed, enc: new Uint8Array() }, RFC.info, RFC.aad)],
])('what was sealed is not opened %s', (_case, open) => {
  expect(open()).toEqual({ ok: false, fault: 'not-for-this-key' });
});
