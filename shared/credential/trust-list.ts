import type { PublicJwk } from '../primitives.ts';
import { parseDateTime } from '../time.ts';
import type { Language } from '../verdict.ts';
import type { Format, KeyPrimitives, Statement } from './claims.ts';
import { FORMATS } from './decode.ts';
import type { SignerPeriod } from './period.ts';
import type { RevokedId } from './revocation.ts';
import type { TrustEntry } from './trust.ts';

/** A key that may sign, ready to use. */
export interface TrustedKey extends SignerPeriod {
  readonly format: string;
  readonly jwk: PublicJwk;
  /** The only issuer this key may sign for; `null`: any. */
  readonly issuer: string | null;
  /** What it may state; `null`: anything. */
  readonly statements: readonly Statement[] | null;
  readonly name: Readonly<Record<Language, string>> | null;
}

/** Trusted keys by `format:kid`. Two keys may share a kid: each is tried. */
export type TrustList = ReadonlyMap<string, readonly TrustedKey[]>;

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
    const { trust, algorithms } = formatNamed(entry.format);
    const held = trust.keysOf(entry, primitives);
    const usable = (held ?? []).filter(({ jwk }) => primitives.isUsableKey(jwk, algorithms));
    if (held === undefined) problems.push({ place, problem: 'unreadable' });
    else if (usable.length === 0) problems.push({ place, problem: 'no-usable-key' });
    if (trust.isOutdated?.(entry) === true) problems.push({ place, problem: 'revocations-outdated' });
    for (const { kid, jwk, statements = null, ...life } of usable) {
      const frame = { format: entry.format, issuer: trust.issuerOf(entry), name: entry.name ?? null };
      const key = { ...frame, jwk, statements, ...lifeOf(entry, life) };
      const sharing = list.get(`${entry.format}:${kid}`);
      if (sharing === undefined) list.set(`${entry.format}:${kid}`, [key]);
      else sharing.push(key);
    }
  }
  return { list, problems };
}

/** As {@link openTrustList}, for those who do not ask what is wrong. */
export function buildTrustList(entries: readonly TrustEntry[], primitives: KeyPrimitives): TrustList {
  return openTrustList(entries, primitives).list;
}

/** Codes taken back by revocation lists that come with the trust list. */
export function revokedBy(entries: readonly TrustEntry[]): RevokedId[] {
  return FORMATS.flatMap(({ id, trust }: Format) => {
    const own = entries.filter(({ format }) => format === id);
    return trust.revokedBy?.(own) ?? [];
  });
}

function formatNamed(id: string): Format {
  const format = FORMATS.find((one) => one.id === id);
  if (format === undefined) throw new Error('an entry of a format that nobody reads');
  return format;
}

/** A key lives as long as both its own certificate and its entry let it. */
function lifeOf({ validFrom, validTo }: TrustEntry, own: Partial<SignerPeriod>): SignerPeriod {
  return {
    validFrom: Math.max(own.validFrom ?? -Infinity, secondsOr(validFrom, -Infinity)),
    validTo: Math.min(own.validTo ?? Infinity, secondsOr(validTo, Infinity)),
  };
}

/** Of a time that the schema has already checked. */
function secondsOr(text: string | undefined, otherwise: number): number {
  const parsed = text === undefined ? undefined : parseDateTime(text);
  return parsed?.ok === true ? parsed.value : otherwise;
}
