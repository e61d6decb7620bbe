import { createPublicKey, type KeyObject } from 'node:crypto';
import { decodeCbor, encodeCbor } from '../shared/credential/cbor.ts';
import { toHex } from '../shared/credential/hex.ts';
import { mapOf, nullable, text } from '../shared/credential/shape.ts';
import type { Identity, Place } from '../shared/journal.ts';
import type { PublicJwk } from '../shared/primitives.ts';
import { fail, ok, type Result } from '../shared/result.ts';
import { decodeSealed, encodeSealed, padded, sealingKeyId, unpadded } from '../shared/sealed.ts';
import { primitives } from './crypto.ts';
import { openBase, sealBase } from './hpke.ts';

/** Seals who it was to the health office, for one place in a chain. */
export type Sealer = (identity: Identity, place: Place) => Uint8Array;

/** What is sealed under this name is an entry's identity and nothing else. */
const INFO = Buffer.from('digital-sentinel entry identity v1');

const KEY = { format: 1, issuer: 2, id: 3, holder: 4 } as const;
const MAX_TEXT = 4096;

/**
 * Of each text so much is sealed, in UTF-16 units: no real name, number or issuer is longer, and an issuer that signs one
 * must not make an entry that the office cannot open and no hub takes ({@link MAX_ENTRY_BYTES}).
 */
const SEALED_TEXT = 1024;

const identity = mapOf<Identity>({
  format: [KEY.format, text(1, MAX_TEXT)],
  issuer: [KEY.issuer, text(0, MAX_TEXT)],
  id: [KEY.id, nullable(text(0, MAX_TEXT))],
  holder: [KEY.holder, nullable(text(0, MAX_TEXT))],
});

/** @returns `null` for a key that nothing can be sealed to: of another kind, or of small order */
export function openSealer(jwk: PublicJwk): Sealer | null {
  try {
    const key = createPublicKey({ key: { ...jwk }, format: 'jwk' });
    const keyId = sealingKeyId(jwk, primitives.sha256);
    const seal: Sealer = (who, place) =>
      encodeSealed(keyId, sealBase(key, INFO, boundTo(place), padded(encodeIdentity(who))));
    seal({ format: '', issuer: '', id: null, holder: null }, { chain: '', sequence: 0 });
    return seal;
  } catch {
    // The caller says so: a key that fails now would fail for every visitor.
    return null;
  }
}

/** The sealer for the key that the rules in force carry, made anew when that is another; `null`: none that can be used. */
export function keepSealer(current: () => PublicJwk | undefined, unusable: () => void): () => Sealer | null {
  return keepForKey(current, unusable, openSealer);
}

/** As {@link keepSealer}, for whatever `open` makes of a key. */
export function keepForKey<S>(
  current: () => PublicJwk | undefined,
  unusable: () => void,
  open: (jwk: PublicJwk) => S | null,
): () => S | null {
  let made: { readonly x: string | undefined; readonly sealer: S | null } = { x: undefined, sealer: null };
  return () => {
    const jwk = current();
    if (jwk?.x !== made.x) {
      made = { x: jwk?.x, sealer: jwk === undefined ? null : open(jwk) };
      if (jwk !== undefined && made.sealer === null) unusable();
    }
    return made.sealer;
  };
}

/** Which of an office's keys an entry was sealed to, in hex; `undefined` for bytes that are nothing sealed. */
export function sealedTo(sealed: Uint8Array): string | undefined {
  const read = decodeSealed(sealed);
  return read && toHex(read.keyId);
}

/** Opens with the health office's private key what was sealed for this very place. */
export function unseal(
  privateKey: KeyObject,
  sealed: Uint8Array,
  place: Place,
): Result<Identity, 'sealed-malformed' | 'not-for-this-key'> {
  const read = decodeSealed(sealed);
  if (read === undefined) return fail('sealed-malformed');
  const opened = openBase(privateKey, read, INFO, boundTo(place));
  if (!opened.ok) return opened;
  const item = decodeCbor(unpadded(opened.value));
  const who = item.ok ? identity(item.value) : undefined;
  return who === undefined ? fail('sealed-malformed') : ok(who);
}

function encodeIdentity({ format, issuer, id, holder }: Identity): Uint8Array {
  return encodeCbor(
    new Map([
      [KEY.format, cut(format)],
      [KEY.issuer, cut(issuer)],
      [KEY.id, id === null ? null : cut(id)],
      [KEY.holder, holder === null ? null : cut(holder)],
    ]),
  );
}

function cut(text: string): string {
  return text.length <= SEALED_TEXT ? text : `${text.slice(0, SEALED_TEXT - 1).replace(HALF_PAIR, '')}…`;
}

/** The first half of a character whose other half was cut off. */
const HALF_PAIR = /[\ud800-\udbff]$/u;

/** What is moved to another entry, or to another kiosk's journal, no longer opens. */
function boundTo({ chain, sequence }: Place): Uint8Array {
  return encodeCbor([chain, sequence]);
}
