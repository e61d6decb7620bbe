import { describe, expect, test } from 'vitest';
import { primitives } from '../../../electron/crypto.ts';
import { encodeReceipt, receipt, RECEIPT_PREFIX } from '../../../shared/credential/receipt.ts';
import { NO_REVOCATIONS } from '../../../shared/credential/revocation.ts';
import { trustEntrySchema } from '../../../shared/credential/trust.ts';
import { buildTrustList } from '../../../shared/credential/trust-list.ts';
import { verifyCredential, type Verification } from '../../../shared/credential/verify.ts';
import { ENTRY, HUB, RECEIPT, receiptOf, withHub } from '../receipt-kit.ts';
import { bytesOf, cbor, CONTENT, envelope, hexOf, keyOf, NOW, textOf } from './codes.ts';

const ID = Buffer.from(ENTRY.replaceAll('-', ''), 'hex');

/** Written by hand from docs/receipt.md. */
function payloadWith(claims: [number, unknown][] = [], content: [number, unknown][] = []): Uint8Array {
  const inner = new Map<number, unknown>([[1, '演示商场'], [2, '东门'], [3, '张*三'], [4, 0], ...content]);
  const outer: [number, unknown][] = [
    [1, 'hub'],
    [4, NOW + 240],
    [6, NOW - 60],
    [7, new Uint8Array(ID)],
    [CONTENT, inner],
  ];
  return cbor(new Map([...outer, ...claims]));
}

function verified(text: string, now = NOW): Verification | string {
  const sealed = receipt.decode(text, primitives);
  if (!sealed.ok) return sealed.fault;
  return verifyCredential(sealed.value, receipt, withHub(new Map()), NO_REVOCATIONS, primitives, now);
}

const faultOf = (text: string, now = NOW): string | null => {
  const found = verified(text, now);
  return typeof found === 'string' ? found : found.fault;
};

const signed = (payload: Uint8Array, key = HUB): string => textOf(envelope({ key, payload }), RECEIPT_PREFIX);

test('ours is the payload that is written by hand from the specification', () => {
  expect(hexOf(encodeReceipt(RECEIPT))).toBe(hexOf(payloadWith()));
});

test('it says which entry, where, and a masked name; nothing of who or how somebody is', () => {
  expect(verified(receiptOf())).toMatchObject({
    fault: null,
    credential: {
      claims: {
        ...{ issuer: 'hub', issuedAt: NOW - 60, expiresAt: NOW + 240 },
        facts: {
          maskedName: '张*三',
          person: null,
          colour: null,
          receipt: { entry: ENTRY, venue: '演示商场', gate: '东门', direction: 'in' },
        },
      },
    },
  });
});

test('a name that was not masked is masked here', () => {
  expect(verified(receiptOf({ maskedName: '张小三' }))).toMatchObject({
    credential: { claims: { facts: { maskedName: '张*三' } } },
  });
});

describe('is taken for what it is', () => {
  test.each<[string, string, string | null]>([
    ['as it is', receiptOf(), null],
    ['to its last second', receiptOf({ issuedAt: NOW - 299 }), null],
    ['but no longer', receiptOf({ issuedAt: NOW - 300 }), 'expired'],
    ['at the edge of the allowed skew', receiptOf({ issuedAt: NOW + 300 }), null],
    ['but not beyond', receiptOf({ issuedAt: NOW + 301 }), 'not-yet-valid'],
    ['if it is good for longer than five minutes', signed(payloadWith([[4, NOW + 241]])), 'period-malformed'],
    ['if its id is no UUID', signed(payloadWith([[7, bytesOf(8)]])), 'claims-malformed'],
    ['if it names no gate', signed(payloadWith([], [[2, '']])), 'claims-malformed'],
    ['if it goes neither in nor out', signed(payloadWith([], [[4, 2]])), 'claims-malformed'],
    ['if another signed it', receiptOf({}, keyOf(9)), 'issuer-unknown'],
    ['if another signed it under the hub’s name', receiptOf({}, { ...keyOf(9), kid: HUB.kid }), 'signature-forged'],
    ['if it names another issuer', signed(payloadWith([[1, '310000']])), 'issuer-mismatch'],
    ['of another version', receiptOf().replace('DSR1:', 'DSR2:'), 'version-unsupported'],
  ])('%s', (_case, text, fault) => {
    expect(faultOf(text)).toBe(fault);
  });
});

test('rules may let another hub sign receipts, and only as a hub', () => {
  const other = keyOf(8);
  const entry = trustEntrySchema.parse({ format: 'receipt', jwk: other.jwk });
  expect(buildTrustList([entry], primitives).get(`receipt:${hexOf(other.kid)}`)).toMatchObject([{ issuer: 'hub' }]);
});

test('an entry is named by its UUID', () => {
  expect(() => encodeReceipt({ ...RECEIPT, entry: 'x' })).toThrow();
});
