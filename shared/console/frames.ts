/**
 * An export as it travels from a hub: frames, each of a byte for its kind, four of its length (big-endian) and its content.
 * A file alone would not say how far it is, nor whether it was cut off. `progress`, `done` and `failed` are JSON.
 */
export const FRAME = { bytes: 0, progress: 1, done: 2, failed: 3 } as const;

/** Of the kind and the length. */
export const FRAME_HEAD_BYTES = 5;
