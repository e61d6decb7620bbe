/**
 * Parameters of Argon2id: four times what OWASP's Password Storage Cheat Sheet asks at least, some 0.1 s on a kiosk. A PIN has few
 * digits: whoever has the file tries all of them in days, not in years, which is why a kiosk holds its own gate's only.
 *
 * @see RFC 9106 §4
 */
const ARGON2ID = { algorithm: 2, memoryCost: 76_800, timeCost: 3, parallelism: 1 } as const;

// The package is loaded when it is first wanted: most starts of a kiosk never do.

/** @returns a string in the PHC format, with a salt of its own */
export async function hashPin(pin: string): Promise<string> {
  const { hash } = await import('@node-rs/argon2');
  return hash(pin, ARGON2ID);
}

/** @param hashed from {@link hashPin}; one that is damaged is nobody's */
export async function isPinOf(hashed: string, pin: string): Promise<boolean> {
  const { verify } = await import('@node-rs/argon2');
  return verify(hashed, pin).catch(() => false);
}
