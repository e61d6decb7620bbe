import { z } from 'zod';

/** What rules, types of venue and sites go by. */
export const identifier = z
  .string()
  .regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/u)
  .max(48);

export const bilingual = z.strictObject({ 'zh-CN': z.string().min(1).max(64), en: z.string().min(1).max(64) });
