import { ARGON2ID } from '../../shared/pin.ts';

// The package is loaded when it is first wanted: most starts of a kiosk never do.

/** @returns a string in the PHC format, with a salt of its own */
export async function hashPin(pin: string): Promise<string> {
  const { hash } = await import('@node-rs/argon2');
  return hash(pin, ARGON2ID);
}

/** @param hashed from {@link hashPin}, here or at the hub; one that is damaged is nobody's */
export async function isPinOf(hashed: string, pin: string): Promise<boolean> {
  const { verify } = await import('@node-rs/argon2');
  return verify(hashed, pin).catch(() => false);
}
