import { joined } from './bytes.ts';
import { encodeUtf8 } from './utf8.ts';

/** Crockford's base 32: no I, L, O or U, so that a code can be read aloud and typed. */
export const CODE_DIGITS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
/** Digits of a code: 80 bits. */
export const CODE_LENGTH = 16;
/** A code as it is kept, compared and hashed. */
export const CODE = /^[0-9A-HJKMNP-TV-Z]{4}(?:-[0-9A-HJKMNP-TV-Z]{4}){3}$/u;

const NO_DIGIT = /[^0-9A-HJKMNP-TV-Z]/gu;
const GROUP = /.{4}(?=.)/gu;

/** `XXXX-XXXX-…`, of as many digits as there are. */
export function groupCode(digits: string): string {
  return digits.replaceAll(GROUP, '$&-');
}

/** What people take for digits. @see https://www.crockford.com/base32.html */
const READ_AS: Readonly<Record<string, string>> = { O: '0', I: '1', L: '1' };

/** Digits, and whatever else is there, without what only separates: full-width ones too, as input methods write them. */
function characters(text: string): string {
  const plain = text.normalize('NFKC').replaceAll(/[\s\p{Pd}]/gu, '');
  return plain.replaceAll(/[a-z]/gu, (it) => it.toUpperCase()).replaceAll(/[OIL]/gu, (it) => READ_AS[it] ?? it);
}

/** As much of a code as is typed, in fours: what is no digit is left out, and so is what comes after the sixteenth. */
export function codeSoFar(text: string): string {
  return groupCode(characters(text).replaceAll(NO_DIGIT, '').slice(0, CODE_LENGTH));
}

/** A code as somebody has typed it: in any case, with dashes and spaces or without, `O` for `0`, `I` and `L` for `1`. @returns `null`: it is none */
export function parseCode(text: string): string | null {
  const code = groupCode(characters(text));
  return CODE.test(code) ? code : null;
}

/**
 * By what a kiosk asks for the hub of a code without telling the code: its id is the HMAC-SHA-256 of this under the code's
 * SHA-256, which is all that the hub keeps. 80 random bits cannot be walked through.
 */
export const CODE_ID_INPUT = encodeUtf8('digital-sentinel code id v1\0');

const PROOF_PREFIX = encodeUtf8('digital-sentinel code proof v1\0');

/** What a ticket names beside a hub's address and a code, 32 bytes each. */
export interface Named {
  /** SHA-256 thumbprint (RFC 7638) of the hub's key. */
  readonly hubKey: Uint8Array;
  /** SHA-256 of the TUF root's file. */
  readonly policyRoot: Uint8Array;
}

/**
 * What proves that whoever names this key and this root knows the code, or its SHA-256: the proof is the HMAC-SHA-256 of
 * this under the code's SHA-256.
 */
export function codeProofInput({ hubKey, policyRoot }: Named): Uint8Array {
  return joined(PROOF_PREFIX, hubKey, policyRoot);
}
