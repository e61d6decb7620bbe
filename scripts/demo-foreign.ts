import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EpochSeconds } from '../shared/time.ts';
import {
  coseSign1,
  ecKey,
  es256,
  hcertClaims,
  hcertText,
  nzcpText,
  shcJws,
  shcTexts,
  type EcKey,
} from './foreign-codes.ts';

const DEMO = join(import.meta.dirname, '..', 'resources', 'demo');
const DAY = 86_400;

/** Who issues the demo codes in the formats of others; names that nobody has. */
export const DEMO_CARD_ISSUER = 'https://cards.digital-sentinel.example';
export const DEMO_PASS_ISSUER = 'did:web:passes.digital-sentinel.example';
export const DEMO_PASS_KEY = 'demo-1';

/** A demo visitor's code in another format than ours. */
export type ForeignCode =
  | { readonly format: 'hcert'; readonly content: Readonly<Record<string, unknown>> }
  | { readonly format: 'shc'; readonly resources: readonly object[] }
  | { readonly format: 'nzcp'; readonly subject: Readonly<Record<string, string>> };

/** Issues a code with the demo keys, good from an hour before `at` for a day. */
export function foreignText(code: ForeignCode, at: EpochSeconds): string {
  return foreignTexts(code, at, 1)[0] ?? '';
}

/** As {@link foreignText}; a card in so many parts, if need be. */
export function foreignTexts(code: ForeignCode, at: EpochSeconds, parts: number): string[] {
  const [from, until] = [at - 3600, at + DAY];
  switch (code.format) {
    case 'hcert': {
      const kid = createHash('sha256').update(demoCertificate()).digest().subarray(0, 8);
      const key = demoEcKey('eu-signer');
      const payload = hcertClaims(code.content, { iss: 'AT', iat: from, exp: until });
      return [
        hcertText(coseSign1({ payload, protectedHeader: headerOf(kid), sign: (message) => es256(key, message) })),
      ];
    }
    case 'shc': {
      const entry = code.resources.map((resource, i) => ({ fullUrl: `resource:${i}`, resource }));
      const type = ['https://smarthealth.cards#health-card', 'https://smarthealth.cards#covid19'];
      const fhirBundle = { resourceType: 'Bundle', type: 'collection', entry };
      const vc = { type, credentialSubject: { fhirVersion: '4.0.1', fhirBundle } };
      const jws = shcJws({ iss: DEMO_CARD_ISSUER, nbf: from, exp: until, vc }, demoEcKey('card-issuer'));
      return shcTexts(jws, parts);
    }
    case 'nzcp': {
      const key = demoEcKey('pass-issuer');
      const vc = {
        '@context': ['https://www.w3.org/2018/credentials/v1', 'https://nzcp.covid19.health.nz/contexts/v1'],
        version: '1.0.0',
        type: ['VerifiableCredential', 'PublicCovidPass'],
        credentialSubject: code.subject,
      };
      const id = createHash('sha256').update(`pass at ${at}`).digest().subarray(0, 16);
      const payload = new Map<unknown, unknown>([
        [1, DEMO_PASS_ISSUER],
        [5, from],
        [4, until],
        ['vc', vc],
        [7, id],
      ]);
      const sign = (message: Uint8Array): Uint8Array => es256(key, message);
      return [nzcpText(coseSign1({ payload, protectedHeader: headerOf(DEMO_PASS_KEY), sign }))];
    }
  }
}

/** The demo EU signer's certificate, DER. */
export function demoCertificate(): Buffer {
  return Buffer.from(readFileSync(join(DEMO, 'eu-signer.crt'), 'utf8'), 'base64');
}

/** One of the demo keys for the formats of others, by its file's name. */
export function demoEcKey(name: 'eu-signer' | 'card-issuer' | 'pass-issuer'): EcKey {
  const { d } = JSON.parse(readFileSync(join(DEMO, 'keys', `${name}.jwk`), 'utf8')) as { d: string };
  return ecKey(Buffer.from(d, 'base64url'));
}

function headerOf(kid: unknown): Map<unknown, unknown> {
  return new Map<unknown, unknown>([
    [1, -7],
    [4, kid],
  ]);
}
