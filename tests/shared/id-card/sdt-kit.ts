/** A reader's answer as a reader makes it, whatever its length. */
export function answerFrame(status: number, data: Uint8Array): Uint8Array {
  const length = data.length + 4;
  const counted = [length >> 8, length & 255, 0, 0, status, ...data];
  const check = counted.reduce((sum, byte) => sum ^ byte, 0);
  return Uint8Array.of(0xaa, 0xaa, 0xaa, 0x96, 0x69, ...counted, check);
}
