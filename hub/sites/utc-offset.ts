import { z } from 'zod';
import { findPolicyHash, readPolicyAs } from '../console/words.ts';

/** China's, where nobody publishes rules here. */
const BEIJING_MINUTES = 480;

const rules = z.object({ parameters: z.object({ utcOffsetMinutes: z.int().default(0) }) });

/** By which calendar kiosks take hours: that of the rules which are published. @param folder a TUF repository, if there is one */
export async function readUtcOffset(folder: string | null): Promise<number> {
  const hash = folder === null ? null : await findPolicyHash(folder);
  if (folder === null || hash === null) return BEIJING_MINUTES;
  return (await readPolicyAs(rules, folder, hash))?.parameters.utcOffsetMinutes ?? BEIJING_MINUTES;
}
