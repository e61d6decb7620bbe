import { randomBytes } from 'node:crypto';
import { openStatusDesk } from '../../../electron/status.ts';
import { primitives } from '../../../electron/crypto.ts';
import { openDemoKeys, publicJwkOf } from '../../../hub/status/demo/keys.ts';
import { openDemoProvider } from '../../../hub/status/demo/provider.ts';
import type { StatusProvider } from '../../../hub/status/provider.ts';
import type { Store } from '../../../hub/store/schema.ts';
import { buildTrustList } from '../../../shared/credential/trust-list.ts';
import { judge } from '../../../shared/judge.ts';
import type { PublicJwk } from '../../../shared/primitives.ts';
import { fail, ok, type Result } from '../../../shared/result.ts';
import type { StatusQuery } from '../../../shared/status.ts';
import { PATHS, refusalSchema, statusAnswerSchema } from '../../../shared/wire.ts';
import { NO_EVIDENCE, type Lookup } from '../../../shared/visit.ts';
import { GROUNDS } from '../../shared/judge-kit.ts';
import { DEMO } from '../../shared/policy/policy-kit.ts';
import { NOON } from '../database.ts';
import type { Kiosk } from '../kiosk.ts';

export const KEYS = openDemoKeys(randomBytes(32), randomBytes(32));
const PROVIDER_KEY = publicJwkOf(KEYS.opening);

/** The demo provider on the table of a hub's database. */
export function demoProvider(store: Store): StatusProvider {
  return openDemoProvider({ store, keys: KEYS, nowMs: () => NOON, randomBytes });
}

/** A provider that is told afterwards what it does: the hub that asks it is built first. */
export interface LateProvider extends StatusProvider {
  does: StatusProvider['answer'];
}

export function lateProvider(): LateProvider {
  const late: LateProvider = {
    does: () => Promise.resolve(fail('provider-unavailable')),
    answer: (question, signal) => late.does(question, signal),
  };
  return late;
}

/** What a kiosk gets to know through a hub, over its real route. */
export async function lookUp(kiosk: Kiosk, query: StatusQuery, key: PublicJwk = PROVIDER_KEY): Promise<Lookup> {
  const lookup = openStatusDesk({
    ask: (sealed) => post(kiosk, sealed),
    key: () => key,
    unusable: () => undefined,
    within: () => AbortSignal.timeout(10_000),
  })(query);
  if (lookup === null) throw new Error('nothing was asked');
  return lookup;
}

async function post(kiosk: Kiosk, sealed: Uint8Array): Promise<Result<string, string>> {
  const { status, body } = await kiosk.post(PATHS.status, { sealed: Buffer.from(sealed).toString('base64') });
  return status === 200 ? ok(statusAnswerSchema.parse(body).code) : fail(refusalSchema.parse(body).fault);
}

/** Verdict and reasons of a kiosk whose rules name the demo provider, and trust its signer. */
export function said(lookup: Lookup, { signing = KEYS.signing } = {}): string {
  const { kty, crv, x = '' } = PROVIDER_KEY;
  const statusProvider = { key: { kty, crv, x } as { kty: 'OKP'; crv: 'X25519'; x: string }, issuers: ['310000'] };
  const { x: signer = '' } = publicJwkOf(signing);
  const jwk = { kty: 'OKP', crv: 'Ed25519', x: signer } as const;
  const trust = buildTrustList([{ format: 'health-code' as const, jwk, issuer: '310000' }], primitives);
  const grounds = { ...GROUNDS, policy: ok({ ...DEMO, statusProvider }), trust };
  const decision = judge({ ...NO_EVIDENCE, lookup }, grounds, primitives, NOON / 1000);
  if (decision.kind !== 'decision') throw new Error(`not a decision but ${decision.kind}`);
  return [decision.verdict, ...decision.reasons.map(({ code }) => code)].join(' ');
}
