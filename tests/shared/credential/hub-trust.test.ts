import { expect, test } from 'vitest';
import { primitives } from '../../../electron/crypto.ts';
import { trustingHub } from '../../../shared/credential/hub-trust.ts';
import { buildTrustList } from '../../../shared/credential/trust-list.ts';
import { hexOf, keyOf } from './codes.ts';

const issuer = keyOf(1);
const hub = keyOf(2);

test('a hub may sign passes and receipts, in its own name, and no health code', () => {
  const list = buildTrustList([{ format: 'health-code', jwk: issuer.jwk, issuer: '310000' }], primitives);
  const trusting = trustingHub(list, hub.jwk, primitives.sha256);
  const kid = hexOf(hub.kid);
  expect([...trusting.keys()]).toEqual([`health-code:${hexOf(issuer.kid)}`, `pass:${kid}`, `receipt:${kid}`]);
  for (const format of ['pass', 'receipt'])
    expect(trusting.get(`${format}:${kid}`)).toMatchObject([{ format, issuer: 'hub', jwk: hub.jwk }]);
  expect(list.size).toBe(1);
});
