import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ConsoleCall } from '../shared/console/calls.ts';
import { fail, ok, type Result } from '../shared/result.ts';
import { enrolmentSchema } from '../shared/wire.ts';
import { CHALLENGE_FIELD, contentDigest, parseClaim, signatureBase, type Claim } from '../shared/wire-signature.ts';
import { refuse, type HubFault } from './answers.ts';
import { readJson } from './body.ts';
import { checkChallenge } from './challenge.ts';
import { checkCompany } from './companies/check-token.ts';
import type { SessionCookie } from './console/cookie.ts';
import { checkSession, isOfOwnPage } from './console/session.ts';
import { importKey, isSameSecret, isSignedBy, keyIdOf, sha256 } from './crypto.ts';
import { fieldOf } from './field.ts';
import type { Hub } from './hub.ts';
import { openCounts, openProven, type Counts, type Proven } from './limits.ts';
import { findKiosk, type Kiosk } from './store/kiosk.ts';
import type { Proof } from './store/report.ts';
import type { SignedIn } from './store/sessions.ts';

/**
 * Who may ask. Every route names one, or the hub does not start. `code`: whoever names a code by its id; `enrolling`:
 * whoever signs with the key it brings. `session`: who has signed in to the console; `signing-in`: who is about to. `company`:
 * whoever has a company's token; `applying`: who is about to.
 */
export type Guard =
  | 'open'
  | 'kiosk'
  | 'code'
  | 'enrolling'
  | 'administrator'
  | 'scraper'
  | 'session'
  | 'signing-in'
  | 'company'
  | 'applying';

declare module 'fastify' {
  interface FastifyContextConfig {
    guard?: Guard;
    /** Counted for itself, so that fetching rules takes nothing from sending entries. */
    isRead?: boolean;
    /** Counted for itself, so that whoever asks for anything else takes no challenge from a kiosk behind the same address. */
    isChallenge?: boolean;
    /** Of a phone that checks in: counted for itself, with a limit for all who share a network. */
    isCheckIn?: boolean;
    /** Of entries: counted for itself, so that a kiosk which owes much can still say how it is. */
    isBatch?: boolean;
    /** Answers a kiosk that was retired, as no other route does. */
    answersRetired?: boolean;
    /** Tells a page its session's token, which the page has not yet. */
    givesToken?: boolean;
    /** Of a visitor: that it was asked and answered is logged, and not by which kiosk. */
    isPrivate?: boolean;
    /** Statuses of refusals that are this route's own, for the OpenAPI document. */
    refuses?: readonly number[];
  }
  interface FastifyRequest {
    /** Who signed; `null` on routes that are not a kiosk's. */
    kiosk: Kiosk | null;
    claim: Claim | null;
    /** When the challenge was issued that was signed, epoch milliseconds; `null` where there is none. */
    challengeMs: number | null;
    /** Who has signed in; `null` on routes that are not the console's. */
    signedIn: SignedIn | null;
    /** Whose token was sent; `null` on routes that are not a company's. */
    company: { readonly id: string; readonly venue: string } | null;
  }
}

/** Requests waiting for a connection to the database, beyond which the next is told to come again later. */
const MAX_WAITING = 100;

/**
 * Puts the guard before every route, and before what no route answers: requests are counted first, headers are judged
 * before a body is read, and a body before it is opened.
 */
export function guardRoutes(app: FastifyInstance, hub: Hub, cookie: SessionCookie): void {
  const counts = openCounts(app, hub);
  const proven = openProven();
  app.decorateRequest('kiosk', null);
  app.decorateRequest('claim', null);
  app.decorateRequest('challengeMs', null);
  app.decorateRequest('signedIn', null);
  app.decorateRequest('company', null);
  app.addHook('onRoute', ({ config, url }) => {
    if (config?.guard === undefined) throw new Error(`${url} says not who may ask`);
  });
  app.addHook('onRequest', async (request, reply) => {
    const fault = await judgeFields({ hub, cookie, counts, proven }, request, reply);
    return fault === null ? undefined : refuse(hub, reply, fault);
  });
  app.addHook('preValidation', async (request, reply) => {
    const fault = await judgeBody(counts, proven, request, reply);
    return fault === null ? undefined : refuse(hub, reply, fault);
  });
}

/** What fields are judged by. */
interface Judging {
  readonly hub: Hub;
  readonly cookie: SessionCookie;
  readonly counts: Counts;
  readonly proven: Proven;
}

/** @returns what is wrong with a request but for its body; `null`: nothing */
async function judgeFields(
  { hub, cookie, counts, proven }: Judging,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<HubFault | null> {
  const { guard, isCheckIn = false } = request.routeOptions.config;
  if (await countOf(counts, proven, request)(request, reply)) return 'too-many-requests';
  if ((guard !== 'open' || isCheckIn) && hub.database.waiting() > MAX_WAITING) return 'hub-busy';
  const checked = await checkFields(hub, cookie, request);
  if (checked.ok) return null;
  const isGuess = checked.fault === 'bearer-wrong';
  return isGuess && (await counts.tokens(request, reply)) ? 'too-many-requests' : checked.fault;
}

/** What others behind its address ask for, takes nothing from a kiosk that is known. */
function countOf(
  { claims, challenges, reads, checkIns, phonePages, asks }: Counts,
  proven: Proven,
  request: FastifyRequest,
): Counts['asks'] {
  const { guard, isRead = false, isChallenge = false, isCheckIn = false } = request.routeOptions.config;
  if (isChallenge) return challenges;
  if (isCheckIn) return request.method === 'GET' ? phonePages : checkIns;
  if (guard !== 'kiosk') return isRead ? reads : asks;
  const claim = claimOf(request);
  if (!claim.ok || !proven.has(claim.value.keyId)) return asks;
  request.claim = claim.value;
  return claims;
}

/** What the console is answered by a page of the log. */
const PAGES: readonly unknown[] = ['list', 'trace:look'] satisfies ConsoleCall[];

function isPage({ params }: FastifyRequest): boolean {
  return PAGES.includes((params as { call?: unknown } | undefined)?.call);
}

/** Whose every try is counted, right ones too; none of them takes tries from another. */
const GUESSED: Readonly<Partial<Record<Guard, 'codes' | 'signIns' | 'applications'>>> = {
  code: 'codes',
  enrolling: 'codes',
  'signing-in': 'signIns',
  applying: 'applications',
};

/** @returns what is wrong with a request's body, or with who signed it; `null`: nothing */
async function judgeBody(
  counts: Counts,
  proven: Proven,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<HubFault | null> {
  const { guard, isBatch = false } = request.routeOptions.config;
  const guessed = guard && GUESSED[guard];
  if (guessed !== undefined && (await counts[guessed](request, reply))) return 'too-many-requests';
  const ofAccount = isPage(request) ? counts.pagesOfAccount : counts.ofAccount;
  if (guard === 'session' && (await ofAccount(request, reply))) return 'too-many-requests';
  if (guard === 'company' && (await counts.ofCompany(request, reply))) return 'too-many-requests';
  const checked = await openBody(request);
  if (!checked.ok) return checked.fault;
  if (guard !== 'kiosk') return null;
  proven.note(request.claim?.keyId ?? '');
  const count = isBatch ? counts.batches : counts.ofKiosk;
  return (await count(request, reply)) ? 'too-many-requests' : null;
}

/** Who signed. @throws where the route's guard is not `kiosk` */
export function kioskOf({ kiosk }: FastifyRequest): Kiosk {
  if (kiosk === null) throw new Error('a route of kiosks past its guard');
  return kiosk;
}

/** Whose token was sent. @throws where the route's guard is not `company` */
export function companyOf({ company }: FastifyRequest): NonNullable<FastifyRequest['company']> {
  if (company === null) throw new Error('a route of companies past its guard');
  return company;
}

/** By what a request of a kiosk is told from each before it. @throws where the route's guard is not `kiosk` */
export function proofOf({ claim, challengeMs }: FastifyRequest): Proof {
  if (claim === null || challengeMs === null) throw new Error('a route of kiosks past its guard');
  return { challengeMs, signature: Buffer.from(claim.signature, 'base64') };
}

/** What can be told without the body. */
async function checkFields(hub: Hub, cookie: SessionCookie, request: FastifyRequest): Promise<Result<null, HubFault>> {
  const guard: Guard | undefined = request.routeOptions.config.guard;
  switch (guard) {
    case 'administrator':
      return checkBearer(request, hub.secrets.administrator);
    case 'scraper':
      return checkBearer(request, hub.secrets.scraper);
    case 'enrolling':
      return checkClaim(hub, request);
    case 'kiosk':
      return checkKiosk(hub, request);
    case 'session':
      return checkSession(hub, cookie, request);
    case 'company':
      return checkCompany(hub, request);
    case 'signing-in':
    case 'applying':
      return isOfOwnPage(request) ? ok(null) : fail('not-allowed');
    case 'open':
    case 'code':
      return ok(null);
    case undefined:
      // Only what no route answers has no guard: "not found".
      return ok(null);
  }
}

function checkBearer(request: FastifyRequest, secret: string): Result<null, 'bearer-wrong'> {
  return isSameSecret(request.headers.authorization ?? '', `Bearer ${secret}`) ? ok(null) : fail('bearer-wrong');
}

function claimOf(request: FastifyRequest): ReturnType<typeof parseClaim> {
  return parseClaim(fieldOf(request, 'signature-input'), fieldOf(request, 'signature'));
}

function checkClaim(hub: Hub, request: FastifyRequest): Result<null, HubFault> {
  const claim = claimOf(request);
  if (!claim.ok) return claim;
  request.claim = claim.value;
  const issued = checkChallenge(hub.secrets.challengeKey, fieldOf(request, CHALLENGE_FIELD) ?? '', hub.nowMs());
  if (!issued.ok) return issued;
  request.challengeMs = issued.value;
  return ok(null);
}

async function checkKiosk(hub: Hub, request: FastifyRequest): Promise<Result<null, HubFault>> {
  const claimed = checkClaim(hub, request);
  if (!claimed.ok) return claimed;
  const kiosk = await findKiosk(hub.database.store, request.claim?.keyId ?? '');
  if (kiosk === undefined) return fail('kiosk-unknown');
  request.kiosk = kiosk;
  return ok(null);
}

/** Verifies the signature over the body as it travelled, and only then opens it. */
async function openBody(request: FastifyRequest): Promise<Result<null, HubFault>> {
  const { guard } = request.routeOptions.config;
  // What no route answers is not read.
  if (guard === undefined) return ok(null);
  const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
  if (guard === 'enrolling' && !isDigestRight(request, body)) return fail('digest-wrong');
  if (guard === 'kiosk') {
    const signed = checkSignature(request, body, request.kiosk?.publicKey ?? '');
    if (!signed.ok) return signed;
    // Said only to whoever holds the key.
    const { answersRetired = false } = request.routeOptions.config;
    const isHeard = answersRetired && request.kiosk?.isRetired === true;
    if (request.kiosk?.isRevoked === true && !isHeard) return fail('kiosk-revoked');
  }
  if (Buffer.isBuffer(request.body)) {
    const json = await readJson(body, request.headers['content-encoding'], request.routeOptions.bodyLimit);
    if (!json.ok) return json;
    request.body = json.value;
  }
  return guard === 'enrolling' ? checkOwnSignature(request, body) : ok(null);
}

/** The key that signs is in the body: what it proves is that the kiosk has the private half. */
function checkOwnSignature(request: FastifyRequest, body: Buffer): Result<null, HubFault> {
  const enrolment = enrolmentSchema.safeParse(request.body);
  if (!enrolment.success) return fail('request-malformed');
  const { publicKey } = enrolment.data;
  if (keyIdOf(publicKey) !== request.claim?.keyId) return fail('signature-wrong');
  return checkSignature(request, body, publicKey);
}

/** Whether a body is the one that its sender took the digest of. */
function isDigestRight(request: FastifyRequest, body: Buffer): boolean {
  return fieldOf(request, 'content-digest') === contentDigest(sha256(body).toString('base64'));
}

function checkSignature(request: FastifyRequest, body: Buffer, publicKey: string): Result<null, HubFault> {
  const key = importKey(publicKey);
  if (key === undefined) return fail('key-unusable');
  if (!isDigestRight(request, body)) return fail('digest-wrong');
  const digest = fieldOf(request, 'content-digest') ?? '';
  const [path = '', ...query] = request.url.split('?');
  const challenge = fieldOf(request, CHALLENGE_FIELD) ?? '';
  const signed = { method: request.method, path, query: `?${query.join('?')}`, contentDigest: digest, challenge };
  const base = signatureBase(signed, request.claim?.keyId ?? '');
  return isSignedBy(key, base, request.claim?.signature ?? '') ? ok(null) : fail('signature-wrong');
}
