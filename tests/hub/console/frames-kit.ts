/** An export as it came. */
export interface Frames {
  readonly bytes: Buffer;
  readonly progress: readonly unknown[];
  readonly done: unknown;
  readonly failed: unknown;
}

/** @throws where a frame is cut off */
export function framesOf(body: Buffer): Frames {
  const parts: Record<number, Buffer[]> = { 0: [], 1: [], 2: [], 3: [] };
  for (let at = 0; at < body.length;) {
    const [kind, length] = [body.readUInt8(at), body.readUInt32BE(at + 1)];
    if (at + 5 + length > body.length) throw new Error('a frame that is cut off');
    parts[kind]?.push(body.subarray(at + 5, at + 5 + length));
    at += 5 + length;
  }
  const json = (kind: number): unknown[] => (parts[kind] ?? []).map((it) => JSON.parse(it.toString()) as unknown);
  const [bytes, progress] = [Buffer.concat(parts[0] ?? []), json(1)];
  return { bytes, progress, done: json(2)[0], failed: json(3)[0] };
}
