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
export type KeyPrimitives = Pick<Primitives, 'sha256' | 'readCertificate' | 'readPublicKey' | 'isUsableKey'>;

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

/** Something about an entry that its author should know; the rest of the list is used all the same. */
export interface TrustProblem {
  /** Place of the entry in the list, from 0. */
  readonly place: number;
  /**
   * `unreadable`: its certificate or key is none. `no-usable-key`: none of its keys is one that this format is signed
   * with. `revocations-outdated`: a key's `crlVersion` is above that of the revocation list held for it, if any.
   */
  readonly problem: 'unreadable' | 'no-usable-key' | 'revocations-outdated';
}

/**
 * Makes the trust list of a policy ready for look-ups; done once when the policy is opened.
 *
 * A key that no signature could be verified under is left out: its codes are of an issuer unknown, not forged.
 */
export function openTrustList(
  entries: readonly TrustEntry[],
  primitives: KeyPrimitives,
): { readonly list: TrustList; readonly problems: readonly TrustProblem[] } {
  const list = new Map<string, TrustedKey[]>();
  const problems: TrustProblem[] = [];
  for (const [place, entry] of entries.entries()) {
    const read = keysOf(entry, primitives);
    const keys = (read ?? []).filter(({ jwk }) => primitives.isUsableKey(jwk));
    if (read === undefined) problems.push({ place, problem: 'unreadable' });
    else if (keys.length === 0) problems.push({ place, problem: 'no-usable-key' });
    if (isOutdated(entry)) problems.push({ place, problem: 'revocations-outdated' });
    for (const { kid, ...key } of keys) {
      const at = `${entry.format}:${kid}`;
      list.set(at, [...(list.get(at) ?? []), { format: entry.format, ...frameOf(entry), ...key }]);
    }
  }
  return { list, problems };
}

/** As {@link openTrustList}, for those who do not ask what is wrong. */
export function buildTrustList(entries: readonly TrustEntry[], primitives: KeyPrimitives): TrustList {
  return openTrustList(entries, primitives).list;
}

/**
 * Cards taken back by the revocation lists that come with the trust list. Of several lists for one key only those with
 * the highest `ctr` count.
 *
 * @see SMART Health Cards, "Revocation"
 */
export function revokedBy(entries: readonly TrustEntry[]): RevokedId[] {
  const lists = entries.flatMap((entry) =>
    entry.format === 'shc' ? (entry.crls ?? []).map((crl) => ({ issuer: entry.iss, ...crl })) : [],
  );
  const newest = new Map<string, number>();
  for (const { issuer, kid, ctr } of lists) {
    newest.set(`${issuer} ${kid}`, Math.max(ctr, newest.get(`${issuer} ${kid}`) ?? 0));
  }
  return lists
    .filter(({ issuer, kid, ctr }) => ctr === newest.get(`${issuer} ${kid}`))
    .flatMap(({ issuer, kid, rids }) => rids.map((rid) => ({ issuer, kid, ...revokedCard(rid) })));
}

function revokedCard(rid: string): Pick<RevokedId, 'id' | 'issuedBefore'> {
  const [id = '', ...time] = rid.split('.');
  return time.length === 0 ? { id } : { id, issuedBefore: Number(time.join('.')) };
}

function isOutdated(entry: TrustEntry): boolean {
  if (entry.format !== 'shc') return false;
  return entry.jwks.keys.some(({ kid, crlVersion }) => {
    const held = (entry.crls ?? []).filter((crl) => crl.kid === kid).map(({ ctr }) => ctr);
    return typeof crlVersion === 'number' && crlVersion > Math.max(0, ...held);
  });
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
        return read.success && isForSigning(given)
          ? [{ kid: encodeBase64Url(thumbprintOf(read.data, primitives.sha256)), jwk: read.data }]
          : [];
      });
    case 'nzcp':
      return assertionMethodsOf(entry.did).flatMap(({ id, type, publicKeyJwk }) => {
        const read = p256Schema.safeParse(publicKeyJwk);
        return read.success && type === 'JsonWebKey2020' ? [{ kid: id, jwk: read.data }] : [];
      });
  }
}

/** What a key says of its use must allow ES256 signatures, as far as it says anything (RFC 7517 §4.2-4.4). */
function isForSigning({ use, alg, key_ops: operations }: Readonly<Record<string, unknown>>): boolean {
  const mayVerify = operations === undefined || (Array.isArray(operations) && operations.includes('verify'));
  return (use === undefined || use === 'sig') && (alg === undefined || alg === 'ES256') && mayVerify;
}

type DidDocument = Extract<TrustEntry, { format: 'nzcp' }>['did'];
type VerificationMethod = DidDocument['verificationMethod'][number];

/** The document's own keys that may sign statements, each by its full id: named there, or written out in place. */
function assertionMethodsOf({ id: did, verificationMethod, assertionMethod }: DidDocument): VerificationMethod[] {
  const fullId = (id: string): string => (id.startsWith('#') ? `${did}${id}` : id);
  const known = verificationMethod.map((method) => ({ ...method, id: fullId(method.id) }));
  return assertionMethod
    .flatMap((named) =>
      typeof named === 'string' ? known.filter(({ id }) => id === fullId(named)) : [{ ...named, id: fullId(named.id) }],
    )
    .filter(({ id }) => id.startsWith(`${did}#`));
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
