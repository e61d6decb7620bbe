import { z } from 'zod';

/** A name of the house's own choosing: letters, digits, spaces and a few marks of any language. */
export const name = z.string().regex(/^[\p{L}\p{N}][\p{L}\p{N} ._-]{0,63}$/u);
