import { decodeUtf8 } from '../utf8.ts';

/** The Encoding Standard's decoder: every runtime of ours has it, the ES2023 library types do not. */
declare const TextDecoder: new (label: string, options: { fatal: boolean }) => { decode(bytes: Uint8Array): string };

const gb18030 = new TextDecoder('gb18030', { fatal: true });

export type PayloadEncoding = 'utf-8' | 'gb18030' | 'latin-1';

export interface Payload {
  readonly text: string;
  readonly encoding: PayloadEncoding;
}

/**
 * The text of a symbol's bytes: strict UTF-8 (a byte-order mark is dropped), else GB18030, which contains GBK and GB 2312.
 *
 * Bytes that are neither are given one character each, the standard's own default (ISO/IEC 18004 §7.3.2, ISO/IEC
 * 8859-1), so that a foreign binary code is told from no code at all.
 */
export function decodePayload(bytes: Uint8Array): Payload {
  const asUtf8 = decodeUtf8(bytes)?.replace(/^\ufeff/u, '');
  if (asUtf8 !== undefined) return { text: asUtf8, encoding: 'utf-8' };
  const asGb = decodeGb18030(bytes);
  if (asGb !== undefined) return { text: asGb, encoding: 'gb18030' };
  return { text: Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''), encoding: 'latin-1' };
}

function decodeGb18030(bytes: Uint8Array): string | undefined {
  try {
    return gb18030.decode(bytes);
  } catch {
    // `fatal` has no other way to say that the bytes are not of this encoding.
    return undefined;
  }
}
