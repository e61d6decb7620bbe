/** The bytes of hexadecimal text with blanks. */
export function bytesOf(hex: string): Uint8Array {
  return new Uint8Array(Buffer.from(hex.replaceAll(' ', ''), 'hex'));
}

/** The bytes of a text, a byte for each character up to U+00FF. */
export function latin1(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, 'latin1'));
}

/** The stream cut at places, some of them the same. */
export function cutAt(stream: Uint8Array, places: readonly number[]): Uint8Array[] {
  const ends = [...places.map((place) => place % (stream.length + 1)).sort((a, b) => a - b), stream.length];
  return ends.map((end, i) => stream.subarray(ends[i - 1] ?? 0, end));
}
