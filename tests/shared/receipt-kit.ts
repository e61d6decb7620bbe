import { primitives } from '../../electron/crypto.ts';
import { trustingHub } from '../../shared/credential/hub-trust.ts';
import { encodeReceipt, RECEIPT_PREFIX, type ReceiptClaims } from '../../shared/credential/receipt.ts';
import type { TrustList } from '../../shared/credential/trust-list.ts';
import { envelope, keyOf, NOW, textOf, type SigningKey } from './credential/codes.ts';

/** The hub at which the kiosk of these tests has enrolled. */
export const HUB = keyOf(7);

export const ENTRY = '0180bab1-c000-7000-8000-000000000001';

export const RECEIPT: ReceiptClaims = {
  issuedAt: NOW - 60,
  entry: ENTRY,
  venue: '演示商场',
  gate: '东门',
  direction: 'in',
  maskedName: '张*三',
};

/** The text of a receipt that the hub signed a minute ago, unless said otherwise. */
export function receiptOf(change: Partial<ReceiptClaims> = {}, key: SigningKey = HUB): string {
  return textOf(envelope({ key, payload: encodeReceipt({ ...RECEIPT, ...change }) }), RECEIPT_PREFIX);
}

export function withHub(list: TrustList): TrustList {
  return trustingHub(list, HUB.jwk, primitives.sha256);
}
