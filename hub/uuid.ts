import { z } from 'zod';
import { UUID } from '../shared/uuid.ts';

/** Any that a kiosk may have sent: what is checked more strictly on its way out could never be told to anybody. */
export const uuid = z.string().regex(UUID);
