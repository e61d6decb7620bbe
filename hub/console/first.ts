import { makeCode } from '../code.ts';
import { sha256 } from '../crypto.ts';
import type { Hub } from '../hub.ts';
import { beginFirst } from '../store/first-token.ts';

/**
 * Makes the one-time token of a hub that has no account yet, and says where to use it: once, for nobody keeps it.
 *
 * @param origin where browsers reach the hub
 * @returns sentences for whoever starts the hub
 */
export async function beginFirstAccount(
  { database, randomBytes, nowMs }: Pick<Hub, 'database' | 'randomBytes' | 'nowMs'>,
  origin: string,
): Promise<string[]> {
  const token = makeCode(randomBytes);
  const stand = await beginFirst(database.store, sha256(token), new Date(nowMs()));
  if (stand === 'done') return [`The console is at ${origin}/console/.`];
  const where = `The console is at ${origin}/console/#first, where its first account is made, over all venues of the hub.`;
  return stand === 'made'
    ? [where, `Its one-time token, which is shown only now: ${token}`]
    : [where, 'Its one-time token was shown when it was made; "npm run hub -- first-admin" makes another.'];
}
