import { createHash } from 'node:crypto';
import { primitives } from '../../../electron/crypto.ts';
import {
  coseSign1,
  ecKeyOf,
  es256,
  hcertClaims,
  hcertText,
  type CoseParts,
  type EcKey,
} from '../../../scripts/foreign-codes.ts';
import { hcert } from '../../../shared/credential/hcert.ts';
import { NO_REVOCATIONS, type Revocations } from '../../../shared/credential/revocation.ts';
import { buildTrustList } from '../../../shared/credential/trust-list.ts';
import type { TrustEntry } from '../../../shared/credential/trust.ts';
import { verifyCredential, type Verification } from '../../../shared/credential/verify.ts';
import { NOW } from './codes.ts';

const HOUR = 3600;
export const EU_KEY = ecKeyOf(1);
export const EU_KID = createHash('sha256').update('a signer').digest().subarray(0, 8);

const STATED = {
  tg: '840539006',
  co: 'AT',
  is: 'Demo ministry',
  ci: 'URN:UVCI:01:AT:DEMO0000000000000000000001#A',
} as const;

export const VACCINATION = {
  ...STATED,
  vp: '1119349007',
  mp: 'EU/1/20/1528',
  ma: 'ORG-100030215',
  dn: 2,
  sd: 2,
  dt: '2021-06-05',
};
export const TEST = {
  ...STATED,
  tt: 'LP6464-4',
  nm: 'Demo PCR',
  sc: '2022-05-12T08:00:00Z',
  tr: '260415000',
  tc: 'Demo centre',
};
export const RECOVERY = { ...STATED, fr: '2022-03-01', df: '2022-03-12', du: '2022-08-28' };

/** An EU certificate's content, with fields replaced; `undefined` leaves one out. */
export function contentWith(change: Record<string, unknown> = { t: [TEST] }): Record<string, unknown> {
  const base: Record<string, unknown> = {
    ver: '1.3.0',
    nam: { fn: 'Musterfrau-Gößinger', gn: 'Gabriele', fnt: 'MUSTERFRAU<GOESSINGER', gnt: 'GABRIELE' },
    dob: '1998-02-26',
  };
  return Object.fromEntries(Object.entries({ ...base, ...change }).filter(([, value]) => value !== undefined));
}

export interface HcertSpoilt extends Partial<CoseParts> {
  readonly content?: unknown;
  readonly iss?: string | undefined;
  /** `null`: left out. */
  readonly iat?: unknown;
  readonly exp?: unknown;
  readonly key?: EcKey;
}

export function hcertObject({
  content = contentWith(),
  key = EU_KEY,
  iat = NOW - 24 * HOUR,
  exp = NOW + 24 * HOUR,
  ...parts
}: HcertSpoilt = {}): Uint8Array {
  return coseSign1({
    payload: hcertClaims(content, {
      iat: iat ?? undefined,
      exp: exp ?? undefined,
      ...('iss' in parts ? { iss: parts.iss } : {}),
    }),
    protectedHeader: new Map<unknown, unknown>([
      [1, -7],
      [4, EU_KID],
    ]),
    sign: (message) => es256(key, message),
    ...parts,
  });
}

export function hcertCode(spoilt: HcertSpoilt = {}): string {
  return hcertText(hcertObject(spoilt));
}

export const EU_TRUST: TrustEntry = {
  format: 'hcert',
  kid: EU_KID.toString('base64'),
  jwk: EU_KEY.jwk,
};

/** What comes of a code's text under a trust list, all checks included. */
export function verifyHcert(
  text: string,
  trust: readonly TrustEntry[] = [EU_TRUST],
  now = NOW,
  revocations: Revocations = NO_REVOCATIONS,
): Verification {
  const sealed = hcert.decode(text, primitives);
  if (!sealed.ok) return { checks: [], fault: sealed.fault, signer: null, issuer: null, credential: null };
  return verifyCredential(sealed.value, hcert, buildTrustList(trust, primitives), revocations, primitives, now);
}
