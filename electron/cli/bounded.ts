/** Larger than anything that IT gives a kiosk. */
const MAX_BYTES = 1024 ** 2;

/**
 * Reads what somebody gives, which may never end.
 *
 * @returns `null` for more than 1 MiB
 * @throws what the stream throws
 */
export async function readBounded(stream: AsyncIterable<Uint8Array | string>): Promise<Uint8Array | null> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of stream) {
    const read = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
    bytes += read.length;
    if (bytes > MAX_BYTES) return null;
    chunks.push(read);
  }
  return Buffer.concat(chunks);
}
