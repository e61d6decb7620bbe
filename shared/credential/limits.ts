/**
 * Longest that a compressed code may become, in bytes: 64 KiB.
 *
 * A card in 16 parts, the most taken, is 19,056 characters long; health records shrink to about a third. Deflate could
 * make 2.9 MB of one symbol's 2,864 bytes (a factor of 1,032), and no more than this is ever held.
 */
export const MAX_INFLATED_LENGTH = 65_536;
