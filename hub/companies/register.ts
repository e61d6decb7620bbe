import { createHmac, hkdfSync } from 'node:crypto';

/**
 * 8 bytes in hex that name a person to this venue's hub alone, the same for as long as its key is: a company's next file finds its
 * people again, and neither the number nor what it is derived from is kept. Without the venue's key nobody can try numbers.
 *
 * @param master from which the key of each venue is derived, 32 bytes at least
 */
export function openRegister(master: Uint8Array, venue: string): (documentNumber: string) => string {
  const info = `digital-sentinel company register v1\0${venue}`;
  const key = Buffer.from(hkdfSync('sha256', master, '', info, 32));
  return (documentNumber) => createHmac('sha256', key).update(documentNumber).digest('hex').slice(0, 16);
}
