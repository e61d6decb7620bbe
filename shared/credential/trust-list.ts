import type { Primitives, PublicJwk } from '../primitives.ts';
import { parseDateTime } from '../time.ts';
import { encodeUtf8 } from '../utf8.ts';
import type { Language } from '../verdict.ts';
import type { FormatId, Statement } from './claims.ts';
import { toHex } from './hex.ts';
import type { SignerPeriod } from './period.ts';
import { BASE64URL, decodeRadix, encodeBase64Url } from './radix.ts';
import type { RevokedId } from './revocation.ts';
import { p256Schema, type TrustEntry } from './trust.ts';

/** A key that may sign, ready to use. */
export interface TrustedKey extends SignerPeriod {
  readonly format: FormatId;
  readonly jwk: PublicJwk;
  /** The only issuer this key may sign for; `null`: any. */
  readonly issuer: string | null;
  /** What it may state; `null`: anything. */
  readonly statements: readonly Statement[] | null;
  readonly name: Readonly<Record<Language, string>> | null;
}

/** Trusted keys by `format:kid`. Two keys may share a kid: each is tried. */
export type TrustList = ReadonlyMap<string, readonly TrustedKey[]>;

/** What is needed to open a trust list's keys. */
export type KeyPrimitives = Pick<Primitives, 'sha256' | 'readCertificate' | 'readPublicKey'>;

/** Bytes of a digest that make a key id: as in the EU's hcert specification, enough to find, not to trust. */
const KID_BYTES = 8;

/**
 * Extended key usages by what they let a signer state; the second arc is that of the first certificates.
 *
 * @see hcert governance, "EU DCC certificate profiles"
 */
const STATEMENT_OF: ReadonlyMap<string, Statement> = new Map(
  ['1.3.6.1.4.1.1847.2021.1', '1.3.6.1.4.1.0.1847.2021.1'].flatMap((arc) => [
    [`${arc}.1`, 'test' as const],
    [`${arc}.2`, 'vaccination' as const],
    [`${arc}.3`, 'recovery' as const],
  ]),
);

/** Members of each kind of key that its thumbprint is made of, in order. @see RFC 7638 §3.2, RFC 8037 §2 */
const THUMBPRINT_MEMBERS: Readonly<Record<string, readonly (keyof PublicJwk)[]>> = {
  OKP: ['crv', 'kty', 'x'],
  EC: ['crv', 'kty', 'x', 'y'],
  RSA: ['e', 'kty', 'n'],
};

/** SHA-256 thumbprint of a key, 32 bytes. @see RFC 7638 §3 */
function thumbprintOf(jwk: PublicJwk, sha256: Primitives['sha256']): Uint8Array {
  const members = (THUMBPRINT_MEMBERS[jwk.kty] ?? []).map((member) => [member, jwk[member]]);
  return sha256(encodeUtf8(JSON.stringify(Object.fromEntries(members))));
}

/** Key id of a health code's issuer: the first 8 bytes of its key's thumbprint, in hex. */
export function kidOf(jwk: PublicJwk, sha256: Primitives['sha256']): string {
  return toHex(thumbprintOf(jwk, sha256).subarray(0, KID_BYTES));
}

/** Makes the trust list of a policy ready for look-ups; done once when the policy is opened. */
export function buildTrustList(entries: readonly TrustEntry[], primitives: KeyPrimitives): TrustList {
  const list = new Map<string, TrustedKey[]>();
  for (const entry of entries) {
    for (const { kid, ...key } of keysOf(entry, primitives) ?? []) {
      const at = `${entry.format}:${kid}`;
      list.set(at, [...(list.get(at) ?? []), { format: entry.format, ...frameOf(entry), ...key }]);
    }
  }
  return list;
}

/** Places in the list, from 0, of entries that no key can be read from. */
export function unreadableEntries(entries: readonly TrustEntry[], primitives: KeyPrimitives): number[] {
  return entries.flatMap((entry, place) => (keysOf(entry, primitives) === undefined ? [place] : []));
}

/** Cards taken back by the revocation lists that come with the trust list. */
export function revokedBy(entries: readonly TrustEntry[]): RevokedId[] {
  return entries.flatMap((entry) =>
    entry.format === 'shc'
      ? (entry.crls ?? []).flatMap(({ rids }) => rids.map((rid) => ({ issuer: entry.iss, ...revokedCard(rid) })))
      : [],
  );
}

function revokedCard(rid: string): Omit<RevokedId, 'issuer'> {
  const [id = '', time] = rid.split('.');
  return time === undefined ? { id } : { id, issuedBefore: Number(time) };
}

type ReadKey = Pick<TrustedKey, 'jwk'> & Partial<TrustedKey> & { readonly kid: string };

/** @returns `undefined` for an entry whose certificate or key cannot be read */
function keysOf(entry: TrustEntry, primitives: KeyPrimitives): readonly ReadKey[] | undefined {
  switch (entry.format) {
    case 'health-code':
      return [{ kid: kidOf(entry.jwk, primitives.sha256), jwk: entry.jwk }];
    case 'hcert':
      return entry.certificate === undefined ? bareKey(entry, primitives) : certifiedKey(entry, primitives);
    case 'shc':
      // Known by what they are, not by the id they claim: the standard wants them to be the same.
      return entry.jwks.keys.flatMap((given) => {
        const read = p256Schema.safeParse(given);
        return read.success
          ? [{ kid: encodeBase64Url(thumbprintOf(read.data, primitives.sha256)), jwk: read.data }]
          : [];
      });
    case 'nzcp':
      return entry.did.verificationMethod.flatMap(({ id, type, publicKeyJwk }) => {
        const read = p256Schema.safeParse(publicKeyJwk);
        const isAuthorized = entry.did.assertionMethod.includes(id) && id.startsWith(`${entry.did.id}#`);
        return read.success && type === 'JsonWebKey2020' && isAuthorized ? [{ kid: id, jwk: read.data }] : [];
      });
  }
}

type HcertEntry = Extract<TrustEntry, { format: 'hcert' }>;

function certifiedKey(entry: HcertEntry, { sha256, readCertificate }: KeyPrimitives): ReadKey[] | undefined {
  const der = fromBase64(entry.certificate);
  const read = der && readCertificate(der);
  if (der === undefined || read === undefined) return undefined;
  const stated = [...new Set(read.extendedKeyUsage.flatMap((oid) => STATEMENT_OF.get(oid) ?? []))];
  return [
    {
      kid: toHex(sha256(der).subarray(0, KID_BYTES)),
      jwk: read.jwk,
      validFrom: Math.max(read.notBefore, secondsOr(entry.validFrom, -Infinity)),
      validTo: Math.min(read.notAfter, secondsOr(entry.validTo, Infinity)),
      statements: entry.statements ?? (stated.length === 0 ? null : stated),
    },
  ];
}

function bareKey({ kid, jwk, spki, statements }: HcertEntry, { readPublicKey }: KeyPrimitives): ReadKey[] | undefined {
  const id = fromBase64(kid);
  const der = fromBase64(spki);
  const key = jwk ?? (der && readPublicKey(der));
  return id === undefined || key === undefined
    ? undefined
    : [{ kid: toHex(id), jwk: key, statements: statements ?? null }];
}

/** What an entry says of all its keys. */
function frameOf(entry: TrustEntry): Omit<TrustedKey, 'format' | 'jwk'> {
  return {
    issuer: issuerOf(entry),
    name: entry.name ?? null,
    statements: null,
    validFrom: secondsOr(entry.validFrom, -Infinity),
    validTo: secondsOr(entry.validTo, Infinity),
  };
}

function issuerOf(entry: TrustEntry): string | null {
  switch (entry.format) {
    case 'health-code':
    case 'hcert':
      return entry.issuer ?? null;
    case 'shc':
      return entry.iss;
    case 'nzcp':
      return entry.did.id;
  }
}

/** Of a time that the schema has already checked. */
function secondsOr(text: string | undefined, otherwise: number): number {
  const parsed = text === undefined ? undefined : parseDateTime(text);
  return parsed?.ok === true ? parsed.value : otherwise;
}

/** Base64 with or without padding and line breaks. */
function fromBase64(text: string | undefined): Uint8Array | undefined {
  const plain = text?.replace(/[\s=]/gu, '').replace(/\+/gu, '-').replace(/\//gu, '_');
  const decoded = plain === undefined ? undefined : decodeRadix(plain, BASE64URL);
  return decoded?.ok === true ? decoded.value : undefined;
}
