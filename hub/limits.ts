import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Hub } from './hub.ts';

const WINDOW_SECONDS = 60;

/** After which whoever has asked too often may ask again. */
export const RETRY_AFTER_LIMIT_SECONDS = WINDOW_SECONDS;

/** Counts a request against one limit. @returns whether it is over it */
type Count = (request: FastifyRequest) => Promise<boolean>;

export interface Counts {
  /** What an address asks for. */
  readonly asks: Count;
  /** Rules that it asks for, which are counted for themselves. */
  readonly reads: Count;
  /** Codes and tokens that it tries. */
  readonly guesses: Count;
  /** What a kiosk asks for, by its key. */
  readonly ofKiosk: Count;
}

/** Counts by address or kiosk, each process for itself. */
export function openCounts(app: FastifyInstance, { limits }: Hub): Counts {
  const count = (max: number, keyGenerator = (request: FastifyRequest): string => request.ip): Count => {
    const limit = app.createRateLimit({ max, timeWindow: WINDOW_SECONDS * 1000, keyGenerator });
    return async (request) => {
      const counted = await limit(request);
      return !counted.isAllowed && counted.isExceeded;
    };
  };
  return {
    asks: count(limits.perAddress),
    reads: count(limits.perReader),
    guesses: count(limits.perGuesser),
    ofKiosk: count(limits.perKiosk, ({ kiosk, ip }) => kiosk?.id ?? ip),
  };
}
