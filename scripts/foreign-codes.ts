import { createECDH, createHash, createPrivateKey, sign, type KeyObject } from 'node:crypto';
import { deflateRawSync, deflateSync } from 'node:zlib';
import { encode, rfc8949EncodeOptions } from 'cborg';

/*
 * Codes in the formats of others, for demo visitors, tests and benches: of whatever is handed in, right or wrong. Written
 * from the standards, apart from the product's own readers.
 */

/** A P-256 key (RFC 7518 §6.2). */
export interface EcKey {
  readonly jwk: { readonly kty: 'EC'; readonly crv: 'P-256'; readonly x: string; readonly y: string };
  readonly privateKey: KeyObject;
}

/** The key of a secret number, 32 bytes. */
export function ecKey(secret: Uint8Array): EcKey {
  const ecdh = createECDH('prime256v1');
  ecdh.setPrivateKey(secret);
  const point = ecdh.getPublicKey();
  const jwk = {
    kty: 'EC',
    crv: 'P-256',
    x: point.subarray(1, 33).toString('base64url'),
    y: point.subarray(33).toString('base64url'),
  } as const;
  const d = Buffer.from(secret).toString('base64url');
  return { jwk, privateKey: createPrivateKey({ key: { ...jwk, d }, format: 'jwk' }) };
}

/** The key of a seed, the same at every run; for tests. */
export function ecKeyOf(seed: number): EcKey {
  return ecKey(createHash('sha256').update(`P-256 seed ${seed}`).digest());
}

/** r ‖ s, 64 bytes (RFC 7518 §3.4). */
export function es256({ privateKey }: EcKey, message: Uint8Array): Uint8Array {
  return sign('sha256', message, { key: privateKey, dsaEncoding: 'ieee-p1363' });
}

/** What a COSE_Sign1 is made of; each part may be spoilt. */
export interface CoseParts {
  readonly payload: unknown;
  readonly protectedHeader: ReadonlyMap<unknown, unknown>;
  readonly unprotectedHeader?: ReadonlyMap<unknown, unknown>;
  readonly sign: (message: Uint8Array) => Uint8Array;
  /** As encoded, in hex; that of COSE_Sign1 if not said. */
  readonly tags?: string;
}

/** @see RFC 9052 §4.2, §4.4 */
export function coseSign1(parts: CoseParts): Uint8Array {
  const payload = parts.payload instanceof Uint8Array ? parts.payload : cbor(parts.payload);
  const header = parts.protectedHeader.size === 0 ? new Uint8Array() : cbor(parts.protectedHeader);
  const signature = parts.sign(cbor(['Signature1', header, new Uint8Array(), payload]));
  const body = cbor([header, parts.unprotectedHeader ?? new Map(), payload, signature]);
  return Buffer.concat([Buffer.from(parts.tags ?? 'd2', 'hex'), body]);
}

/** `HC1:` and the compressed object in Base45. @see hcert specification 1.x */
export function hcertText(object: Uint8Array): string {
  return `HC1:${base45(deflateSync(object))}`;
}

/** Claims of an EU certificate; `content` is that of the schema. */
export function hcertClaims(
  content: unknown,
  { iss = 'AT', iat, exp }: { iss?: string | undefined; iat: unknown; exp: unknown },
): Map<number, unknown> {
  const claims = new Map<number, unknown>([
    [1, iss],
    [4, exp],
    [6, iat],
    [-260, new Map([[1, content]])],
  ]);
  return new Map([...claims].filter(([, value]) => value !== undefined));
}

/** `NZCP:/1/` and the object in base32. @see NZ COVID Pass v1, "2D Barcode Encoding" */
export function nzcpText(object: Uint8Array): string {
  return `NZCP:/1/${base32(object)}`;
}

/** A compact JWS as a card's (raw DEFLATE). @see SMART Health Cards, "Health Cards are Compact" */
export function shcJws(
  payload: unknown,
  key: EcKey,
  header: Record<string, unknown> = { zip: 'DEF', alg: 'ES256', kid: thumbprint(key) },
): string {
  const json = payload instanceof Uint8Array ? payload : Buffer.from(JSON.stringify(payload));
  const parts = [Buffer.from(JSON.stringify(header)), deflateRawSync(json)];
  const signed = parts.map((part) => part.toString('base64url')).join('.');
  return `${signed}.${Buffer.from(es256(key, Buffer.from(signed))).toString('base64url')}`;
}

/** A JWS as the digits of a QR code, in so many parts. */
export function shcTexts(jws: string, total = 1): string[] {
  const size = Math.ceil(jws.length / total);
  return Array.from({ length: total }, (_, i) => {
    const digits = Array.from(jws.slice(i * size, (i + 1) * size), (char) =>
      String(char.charCodeAt(0) - 45).padStart(2, '0'),
    ).join('');
    return total === 1 ? `shc:/${digits}` : `shc:/${i + 1}/${total}/${digits}`;
  });
}

/** @see RFC 7638 §3 */
export function thumbprint({ jwk: { crv, kty, x, y } }: EcKey): string {
  return createHash('sha256').update(JSON.stringify({ crv, kty, x, y })).digest('base64url');
}

export function cbor(value: unknown): Uint8Array {
  return encode(value, rfc8949EncodeOptions);
}

const BASE45 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:';

/** @see RFC 9285 §4 */
export function base45(bytes: Uint8Array): string {
  let text = '';
  for (let i = 0; i < bytes.length; i += 2) {
    const isPair = i + 1 < bytes.length;
    let rest = isPair ? (bytes[i] ?? 0) * 256 + (bytes[i + 1] ?? 0) : (bytes[i] ?? 0);
    for (let digit = 0; digit < (isPair ? 3 : 2); digit += 1) {
      text += BASE45.charAt(rest % 45);
      rest = Math.floor(rest / 45);
    }
  }
  return text;
}

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** Without padding. @see RFC 4648 §6 */
export function base32(bytes: Uint8Array): string {
  const bits = Array.from(bytes, (byte) => byte.toString(2).padStart(8, '0')).join('');
  return (bits.match(/.{1,5}/gu) ?? []).map((five) => BASE32.charAt(Number.parseInt(five.padEnd(5, '0'), 2))).join('');
}
