import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import { challengeSchema, PATHS, type Challenge } from '../../shared/wire.ts';
import { CHALLENGE_LIFE_SECONDS, makeChallenge } from '../challenge.ts';
import type { Hub } from '../hub.ts';

/** What a kiosk signs to show that it signs now; the hub keeps nothing of it. */
export function challengeRoute(hub: Hub): FastifyPluginCallbackZod {
  return (app, _options, done) => {
    app.get(
      PATHS.challenge,
      { config: { guard: 'open', isChallenge: true }, schema: { response: { 200: challengeSchema } } },
      (_request, reply) => {
        const hubTimeMs = hub.nowMs();
        void reply.header('cache-control', 'no-store');
        const challenge: Challenge = {
          challenge: makeChallenge(hub.secrets.challengeKey, hubTimeMs, hub.randomBytes),
          hubTimeMs,
          lifeSeconds: CHALLENGE_LIFE_SECONDS,
          hubKey: hub.secrets.hubKey.x,
        };
        return challenge;
      },
    );
    done();
  };
}
