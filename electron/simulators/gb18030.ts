/** Node decodes GB18030 and does not encode it: the decoder, turned round. */

const FOUR_BYTES_OF_PLANE_1 = 0x90308130;
const PLANE_1 = 0x10000;

let table: ReadonlyMap<string, readonly number[]> | null = null;

export function encodeGb18030(text: string): Uint8Array {
  table ??= turnedRound();
  const known = table;
  return Uint8Array.from(
    Array.from(text).flatMap((sign) => {
      const code = sign.codePointAt(0) ?? 0;
      if (code < 0x80) return [code];
      return known.get(sign) ?? (code >= PLANE_1 ? fourBytes(FOUR_BYTES_OF_PLANE_1, code - PLANE_1) : []);
    }),
  );
}

/** Every sign of the first plane. Two bytes come first: they are the shorter where a sign has both. */
function turnedRound(): ReadonlyMap<string, readonly number[]> {
  const decoder = new TextDecoder('gb18030');
  const signs = new Map<string, readonly number[]>();
  const add = (bytes: readonly number[]): void => {
    const sign = decoder.decode(Uint8Array.from(bytes));
    if (Array.from(sign).length === 1 && sign !== '\uFFFD' && !signs.has(sign)) signs.set(sign, bytes);
  };
  for (let first = 0x81; first <= 0xfe; first += 1) {
    for (let second = 0x40; second <= 0xfe; second += 1) if (second !== 0x7f) add([first, second]);
  }
  for (let linear = 0; linear < 39_420; linear += 1) add(fourBytes(0x81308130, linear));
  return signs;
}

/** Counted in bytes of which the second and fourth are digits. */
function fourBytes(from: number, linear: number): number[] {
  const fourth = linear % 10;
  const third = Math.floor(linear / 10) % 126;
  const second = Math.floor(linear / 1260) % 10;
  const first = Math.floor(linear / 12_600);
  return [(from >>> 24) + first, 0x30 + second, 0x81 + third, 0x30 + fourth];
}
