import { z } from 'zod';
import { FORMATS } from './decode.ts';

type Schema = (typeof FORMATS)[number]['trust']['schema'];

const schemas: readonly Schema[] = FORMATS.map(({ trust }) => trust.schema);

/** An entry of the trust list; each signed format has its own shape. */
export type TrustEntry = z.output<Schema>;

export const trustEntrySchema = z.discriminatedUnion('format', schemas as [Schema, ...Schema[]]);
