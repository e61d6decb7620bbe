import type { FastifyReply, FastifyRequest } from 'fastify';
import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { firstAsk, me, signInAsk } from '../../shared/console/accounts.ts';
import { CONSOLE_CALLS, exportAsk, type ConsoleFault } from '../../shared/console/calls.ts';
import { keptTextFaultOf } from '../../shared/kept-text.ts';
import { fail, type Result } from '../../shared/result.ts';
import { refuse } from '../answers.ts';
import { accountCalls } from '../console/account-calls.ts';
import {
  describeMe,
  doneBy,
  findUnallowed,
  type AnsweredCall,
  type Asker,
  type ConsoleHandlers,
} from '../console/asking.ts';
import { auditCalls } from '../console/audit-calls.ts';
import { companyCalls } from '../console/company-calls.ts';
import type { SessionCookie } from '../console/cookie.ts';
import { openExporter } from '../console/export.ts';
import { districtCalls } from '../console/district-calls.ts';
import { fleetCalls } from '../console/fleet-calls.ts';
import { fleetCodeCalls } from '../console/fleet-code-calls.ts';
import { fleetSettingsCalls } from '../console/fleet-settings-calls.ts';
import { logCalls } from '../console/log-calls.ts';
import { ownCalls } from '../console/own-calls.ts';
import { openPasswords } from '../console/password.ts';
import { signedInOf } from '../console/session.ts';
import { makeFirstAccount, signIn, type Desk, type SignedOr } from '../console/sign-in.ts';
import { isStorable } from '../console/storable.ts';
import { siteCalls } from '../console/site-calls.ts';
import { traceCalls } from '../console/trace-calls.ts';
import { venueCodeCalls } from '../console/venue-code-calls.ts';
import { sha256 } from '../crypto.ts';
import type { Hub } from '../hub.ts';
import { note } from '../store/audit.ts';
import { endSession } from '../store/sessions.ts';

/** What the console asks of the hub: `shared/console/calls.ts` says what of it, and who may. */
export function consoleRoutes(hub: Hub, cookie: SessionCookie): FastifyPluginCallbackZod {
  const desk: Desk = { hub, passwords: openPasswords() };
  return (app, options, done) => {
    app.addHook('onRequest', (_request, reply, next) => {
      void reply.header('cache-control', 'no-store');
      next();
    });
    app.addHook('preValidation', (request, reply, next) => {
      if (isStorable(request.body)) next();
      else refuse(hub, reply, 'ask-malformed');
    });
    for (const routes of [signingInRoutes, callRoutes, exportRoute])
      routes(desk, cookie)(app, options, () => undefined);
    done();
  };
}

function askerOf({ nowMs }: Hub, cookie: SessionCookie, request: FastifyRequest, reply: FastifyReply): Asker {
  const keep = (value: string): void => {
    cookie.set(reply, value);
  };
  return { ...signedInOf(request), now: new Date(nowMs()), keep };
}

function callRoutes(desk: Desk, cookie: SessionCookie): FastifyPluginCallbackZod {
  const { hub } = desk;
  const handlers: ConsoleHandlers = {
    ...ownCalls(desk),
    ...logCalls(hub),
    ...traceCalls(hub),
    ...auditCalls(hub),
    ...accountCalls(desk),
    ...fleetCalls(hub),
    ...fleetSettingsCalls(hub),
    ...fleetCodeCalls(hub),
    ...venueCodeCalls(hub),
    ...siteCalls(hub),
    ...districtCalls(hub),
    ...companyCalls(hub),
  };
  return (app, _options, done) => {
    app.post(
      '/console/api/me',
      { config: { guard: 'session', givesToken: true }, schema: { response: { 200: me } } },
      (request) => describeMe(signedInOf(request)),
    );
    app.post(
      '/console/api/:call',
      {
        config: { guard: 'session', refuses: [400, 404, 409, 422] },
        schema: { params: z.object({ call: z.string() }), body: z.unknown(), response: { 200: z.unknown() } },
      },
      async (request, reply) => {
        const { call } = request.params;
        if (!isCall(call)) return refuse(hub, reply, 'not-found');
        const answered = await run(handlers, askerOf(hub, cookie, request, reply), call, request.body);
        return answered.ok ? sendJson(reply, answered.value) : refuseConsole(hub, reply, answered);
      },
    );
    app.post(
      '/console/sign-out',
      { config: { guard: 'session' }, schema: { response: { 200: z.null() } } },
      async (request, reply) => {
        const asker = askerOf(hub, cookie, request, reply);
        await endSession(hub.database.store, asker.session.cookieHash, asker.now);
        await note(hub.database.store, doneBy(asker, 'sign-out'), asker.now);
        cookie.end(reply);
        return sendJson(reply, null);
      },
    );
    done();
  };
}

function exportRoute({ hub }: Desk, cookie: SessionCookie): FastifyPluginCallbackZod {
  const exporter = openExporter(hub);
  return (app, _options, done) => {
    app.post(
      '/console/api/export',
      { config: { guard: 'session', refuses: [404, 409, 422] }, schema: { body: exportAsk } },
      async (request, reply) => {
        const asker = askerOf(hub, cookie, request, reply);
        const may = request.body.is === 'log' ? 'export' : 'trace';
        const unallowed = findUnallowed(asker.account, 'export', may);
        const opened = unallowed === null ? await exporter(asker, request.body) : fail(unallowed);
        if (!opened.ok) return refuseConsole(hub, reply, opened);
        return reply.type('application/octet-stream').send(opened.value);
      },
    );
    done();
  };
}

/** For who has no session yet. */
function signingInRoutes(desk: Desk, cookie: SessionCookie): FastifyPluginCallbackZod {
  const { hub } = desk;
  const config = { guard: 'signing-in' } as const;
  const answer = (signed: SignedOr, reply: FastifyReply): FastifyReply =>
    signed.ok ? sendJson(reply, describeMe(signed.value)) : refuseConsole(hub, reply, signed);
  const keepIn = (reply: FastifyReply) => (value: string) => {
    cookie.set(reply, value);
  };
  return (app, _options, done) => {
    app.post(
      '/console/sign-in',
      { config, schema: { body: signInAsk, response: { 200: me } } },
      async (request, reply) => {
        const before = cookie.read(request);
        const hashed = before === null ? null : sha256(before);
        return answer(await signIn(desk, request.body, hashed, keepIn(reply)), reply);
      },
    );
    app.post(
      '/console/first',
      { config: { ...config, refuses: [422] }, schema: { body: firstAsk, response: { 200: me } } },
      async (request, reply) => answer(await makeFirstAccount(desk, request.body, keepIn(reply)), reply),
    );
    done();
  };
}

function isCall(call: string): call is AnsweredCall {
  return Object.hasOwn(CONSOLE_CALLS, call) && call !== 'me';
}

/** Nothing of a reply leaves the hub that its schema does not name. */
async function run(
  handlers: ConsoleHandlers,
  asker: Asker,
  call: AnsweredCall,
  body: unknown,
): Promise<Result<unknown, ConsoleFault>> {
  const { ask, reply, may } = CONSOLE_CALLS[call];
  const unallowed = findUnallowed(asker.account, call, may);
  if (unallowed !== null) return fail(unallowed);
  const asked = ask.safeParse(body);
  if (!asked.success) return fail(keptTextFaultOf(asked.error.issues) ?? 'ask-malformed');
  // What was parsed by the call's schema is what its handler takes: the types of a union of calls cannot say so.
  const handler = handlers[call] as (asker: Asker, ask: unknown) => Promise<Result<unknown, ConsoleFault>>;
  const answered = await handler(asker, asked.data);
  return answered.ok ? { ...answered, value: reply.parse(answered.value) } : answered;
}

function refuseConsole(
  hub: Hub,
  reply: FastifyReply,
  { fault, waitSeconds = 0 }: { readonly fault: ConsoleFault; readonly waitSeconds?: number },
): FastifyReply {
  if (waitSeconds > 0) void reply.header('retry-after', waitSeconds);
  return refuse(hub, reply, fault);
}

function sendJson(reply: FastifyReply, value: unknown): FastifyReply {
  return reply.type('application/json').serializer(JSON.stringify).send(value);
}
