import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Hub } from './hub.ts';

const WINDOW_MS = 60_000;

/** The page has four files where a phone has none of them yet, and asks twice. */
const FILES_PER_ASK = 2;

/** What one customer is given of IPv6: somebody who has one address has all of these. */
const IPV6_SUBNET_BITS = 64;

/** Counts a request against one limit. @returns whether it is over it; `Retry-After` then says until when */
type Count = (request: FastifyRequest, reply: FastifyReply) => Promise<boolean>;

export interface Counts {
  /** What an address asks for. */
  readonly asks: Count;
  /** The same, by the key that it says to sign with: of a kiosk that has proven that it has that key. */
  readonly claims: Count;
  /** Challenges that an address asks for. */
  readonly challenges: Count;
  /** Rules that it asks for, which are counted for themselves. */
  readonly reads: Count;
  /** What phones ask that check in, and the files of their page, each counted for itself. */
  readonly checkIns: Count;
  readonly phonePages: Count;
  /** Wrong tokens, enrolment codes and sign-ins that it tries, each counted for itself. */
  readonly tokens: Count;
  readonly codes: Count;
  readonly signIns: Count;
  /** Applications of companies. */
  readonly applications: Count;
  /** Batches that a kiosk sends. */
  readonly batches: Count;
  /** What else a kiosk asks for, each kind for itself: none takes anything from another. */
  readonly ofKiosk: Count;
  /** What an account of the console asks for, but for pages of the log. */
  readonly ofAccount: Count;
  /** Those, which are counted for themselves: whoever scrolls can still ask for anything else. */
  readonly pagesOfAccount: Count;
  /** What a company asks for with its token. */
  readonly ofCompany: Count;
}

/** Counts by address or kiosk, each process for itself. */
export function openCounts(app: FastifyInstance, { limits }: Hub): Counts {
  return {
    asks: counter(app, limits.perAddress),
    claims: counter(app, limits.perAddress, ({ ip, claim }) => `${ip} ${claim?.keyId ?? ''}`),
    challenges: counter(app, limits.perAddress),
    reads: counter(app, limits.perReader),
    checkIns: counter(app, limits.checkInsPerAddress),
    phonePages: counter(app, limits.checkInsPerAddress * FILES_PER_ASK),
    tokens: counter(app, limits.perGuesser),
    codes: counter(app, limits.perGuesser),
    signIns: counter(app, limits.perGuesser),
    applications: counter(app, limits.perApplicant),
    batches: kioskCounter(app, limits.batchesPerKiosk),
    ofKiosk: kioskCounter(app, limits.perKiosk),
    ofAccount: accountCounter(app, limits.perAccount),
    pagesOfAccount: accountCounter(app, limits.pagesPerAccount),
    ofCompany: counter(app, limits.perCompany, ({ company, ip }) => company?.id ?? ip),
  };
}

/** Keys whose signature held, the latest of them. */
export interface Proven {
  readonly has: (keyId: string) => boolean;
  readonly note: (keyId: string) => void;
}

/** More than the kiosks that one process can serve. */
const MAX_PROVEN = 100_000;

export function openProven(): Proven {
  const keys = new Set<string>();
  return {
    has: (keyId) => keys.has(keyId),
    note(keyId) {
      // Last again.
      keys.delete(keyId);
      keys.add(keyId);
      const [oldest] = keys;
      if (keys.size > MAX_PROVEN && oldest !== undefined) keys.delete(oldest);
    },
  };
}

/** Counts by the kiosk that signed, and by what it asks for. @param max a minute */
export function kioskCounter(app: FastifyInstance, max: number): Count {
  return counter(app, max, ({ kiosk, ip, routeOptions }) => `${routeOptions.url ?? ''} ${kiosk?.id ?? ip}`);
}

function accountCounter(app: FastifyInstance, max: number): Count {
  return counter(app, max, ({ signedIn, ip }) => signedIn?.account.id ?? ip);
}

/** @param keyOf whom to count by, where it is not the address */
function counter(app: FastifyInstance, max: number, keyOf?: (request: FastifyRequest) => string): Count {
  const by = keyOf === undefined ? { ipv6Subnet: IPV6_SUBNET_BITS } : { keyGenerator: keyOf };
  const limit = app.createRateLimit({ max, timeWindow: WINDOW_MS, ...by });
  return async (request, reply) => {
    const counted = await limit(request);
    if (counted.isAllowed || !counted.isExceeded) return false;
    void reply.header('retry-after', counted.ttlInSeconds);
    return true;
  };
}
