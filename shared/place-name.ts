import { z } from 'zod';

/**
 * A name of the house's own choosing: letters, digits, spaces and a few marks of any language. In one spelling (NFKC, no
 * spaces at its ends or doubled): what looks the same is the same venue.
 */
export const placeName = z
  .string()
  .max(256)
  .overwrite((text) => text.normalize('NFKC').trim().replaceAll(/\s+/gu, ' '))
  .regex(/^[\p{L}\p{N}][\p{L}\p{M}\p{N} ._-]{0,63}$/u);
