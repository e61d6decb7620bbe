import type { FastifyRequest } from 'fastify';
import { fail, ok, type Result } from '../../shared/result.ts';
import { isSameSecret, sha256 } from '../crypto.ts';
import { fieldOf } from '../field.ts';
import type { Hub } from '../hub.ts';
import type { Account } from '../store/account.ts';
import type { Store } from '../store/schema.ts';
import { beginSession, findSession, type SignedIn } from '../store/sessions.ts';
import type { SessionCookie } from './cookie.ts';

/** With whatever a session asks: the token that its page was told, which no other page knows. */
const TOKEN_FIELD = 'x-console-token';
/** Of a cookie and of a token. */
const SECRET_BYTES = 32;

/**
 * Tells whether a page of this very hub asks, by what the browser says of it and no page can change (Fetch §3.1, Fetch
 * Metadata §2.3). Whoever says nothing of it is no browser, and sends nobody's cookie without knowing.
 */
export function isOfOwnPage(request: FastifyRequest): boolean {
  const site = fieldOf(request, 'sec-fetch-site');
  if (site !== undefined && site !== 'same-origin') return false;
  const { origin } = request.headers;
  return origin === undefined || hostOf(origin) === request.host.toLowerCase();
}

/** @returns `null`: of no site, as `null` of a page in a sandbox is */
function hostOf(origin: string): string | null {
  return URL.canParse(origin) ? new URL(origin).host : null;
}

/** Finds who has signed in. Without the session's token it is another page that asks, by the same browser. */
export async function checkSession(
  hub: Hub,
  cookie: SessionCookie,
  request: FastifyRequest,
): Promise<Result<null, 'not-allowed' | 'signed-out'>> {
  if (!isOfOwnPage(request)) return fail('not-allowed');
  const value = cookie.read(request);
  if (value === null) return fail('signed-out');
  const found = await findSession(hub.database.store, sha256(value), new Date(hub.nowMs()));
  if (found === null) return fail('signed-out');
  const { givesToken = false } = request.routeOptions.config;
  if (!givesToken && !isSameSecret(fieldOf(request, TOKEN_FIELD) ?? '', found.session.token)) return fail('signed-out');
  request.signedIn = found;
  return ok(null);
}

/** Who has signed in. @throws where the route's guard is not `session` */
export function signedInOf({ signedIn }: FastifyRequest): SignedIn {
  if (signedIn === null) throw new Error('a route of the console past its guard');
  return signedIn;
}

/** Begins a session, whose cookie nobody can have known before. */
export async function startSession(
  { randomBytes, nowMs }: Pick<Hub, 'randomBytes' | 'nowMs'>,
  tx: Store,
  account: Account,
  keep: (cookie: string) => void,
): Promise<SignedIn> {
  const value = randomBytes(SECRET_BYTES).toString('base64url');
  const session = { cookieHash: sha256(value), token: randomBytes(SECRET_BYTES).toString('base64url') };
  await beginSession(tx, session, account.id, new Date(nowMs()));
  keep(value);
  return { session, account };
}
