import type { Socket } from 'node:net';
import fastifyCookie from '@fastify/cookie';
import helmet from '@fastify/helmet';
import rateLimit from '@fastify/rate-limit';
import swagger from '@fastify/swagger';
import { fastify, type FastifyInstance } from 'fastify';
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod';
import { MAX_SMALL_BODY_BYTES } from '../shared/wire.ts';
import { openSessionCookie } from './console/cookie.ts';
import { answerErrors, refuse, refuseAddress } from './answers.ts';
import { guardRoutes } from './guard.ts';
import type { Hub } from './hub.ts';
import { OPENAPI } from './openapi.ts';
import { alertsRoute } from './routes/alerts.ts';
import { chainRoute } from './routes/chain.ts';
import { challengeRoute } from './routes/challenge.ts';
import { consoleRoutes } from './routes/console.ts';
import { checkInsRoute } from './routes/check-ins.ts';
import { consoleFilesRoutes, phoneFilesRoutes } from './routes/console-files.ts';
import { enrolRoute } from './routes/enrol.ts';
import { enrolmentCodeRoutes } from './routes/enrolment-codes.ts';
import { entriesRoute } from './routes/entries.ts';
import { guardsRoutes } from './routes/guards.ts';
import { heartbeatRoute } from './routes/heartbeat.ts';
import { kioskRoutes } from './routes/kiosks.ts';
import { operationRoutes } from './routes/operation.ts';
import { policyRoutes } from './routes/policy.ts';
import { statusRoute } from './routes/status.ts';
import { retireRoute } from './routes/retire.ts';
import { selfCheckInRoutes } from './routes/self-check-in.ts';
import { settingsRoute } from './routes/settings.ts';
import { ticketRoute } from './routes/ticket.ts';
import { signAnswers } from './signed-answers.ts';

/** How the hub stands in the network. */
export interface Network {
  /** PEM; `null`: plain HTTP, behind a proxy that ends TLS. */
  readonly tls: { readonly key: Buffer; readonly cert: Buffer } | null;
  /** Proxies that a request comes through, each of which says who asked it: the sender is whom the first of them names. */
  readonly proxies: number;
}

/** When the hub is told to stop. Whoever stops it mostly waits for ten seconds; a kiosk sends again what was cut off. */
const FINISH_WITHIN_MS = 5000;

/** A kiosk that takes longer to send a batch has lost its network. */
const REQUEST_TIMEOUT_MS = 30_000;

/** Builds the hub's server, which does not listen yet. */
export async function buildApp(hub: Hub, network: Network): Promise<FastifyInstance> {
  // An HTTPS server, where it is one: the routes see no difference.
  const app = fastify({
    https: network.tls,
    trustProxy: (_address: string, hop: number) => hop < network.proxies,
    bodyLimit: MAX_SMALL_BODY_BYTES,
    requestTimeout: REQUEST_TIMEOUT_MS,
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: 64 },
    exposeHeadRoutes: false,
    // Refused by us instead, so that the refusal is signed.
    return503OnClosing: false,
    frameworkErrors: (_error, _request, reply) => {
      refuseAddress(hub, reply);
    },
  }) as unknown as FastifyInstance;
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  takeRawBodies(app);
  answerErrors(app, hub);
  reportAnswers(app, hub);
  signAnswers(app, hub.secrets.hubKey);
  endConnections(app, hub);
  await app.register(helmet);
  await app.register(fastifyCookie);
  await app.register(rateLimit, { global: false });
  await app.register(swagger, OPENAPI);
  // Behind a proxy it is the proxy that speaks TLS.
  const cookie = openSessionCookie(network.tls !== null || network.proxies > 0);
  guardRoutes(app, hub, cookie);
  await app.register(challengeRoute(hub));
  await app.register(ticketRoute(hub));
  await app.register(enrolRoute(hub));
  await app.register(entriesRoute(hub));
  await app.register(chainRoute(hub));
  await app.register(heartbeatRoute(hub));
  await app.register(retireRoute(hub));
  await app.register(statusRoute(hub));
  await app.register(checkInsRoute(hub));
  await app.register(selfCheckInRoutes(hub));
  await app.register(policyRoutes(hub));
  await app.register(enrolmentCodeRoutes(hub));
  await app.register(settingsRoute(hub));
  await app.register(guardsRoutes(hub));
  await app.register(kioskRoutes(hub));
  await app.register(alertsRoute(hub));
  await app.register(consoleRoutes(hub, cookie));
  await app.register(consoleFilesRoutes(hub));
  await app.register(phoneFilesRoutes(hub));
  await app.register(operationRoutes(hub, () => app.swagger()));
  return app;
}

/** A body stays as it travelled until its signature is verified (`guard.ts`). */
function takeRawBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => {
    done(null, body);
  });
}

/**
 * While the hub stops it takes nothing new, and an answer ends its connection: kept alive, it would hold the hub up until
 * it timed out.
 */
function endConnections(app: FastifyInstance, hub: Hub): void {
  let isStopping = false;
  // Those of TLS that have not shaken hands are no connections to Node's HTTP yet.
  const sockets = new Set<Socket>();
  app.server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  app.addHook('preClose', (done) => {
    isStopping = true;
    // Some have asked nothing yet, or never will: a balancer's spare ones, an upload that stands still.
    const cut = setTimeout(() => {
      for (const socket of sockets) socket.destroy();
    }, FINISH_WITHIN_MS);
    app.server.once('close', () => {
      clearTimeout(cut);
    });
    done();
  });
  app.addHook('onRequest', (_request, reply, done) => {
    if (isStopping) refuse(hub, reply, 'hub-busy');
    else done();
  });
  app.addHook('onSend', (_request, reply, _payload, done) => {
    if (isStopping) void reply.header('connection', 'close');
    done();
  });
}

function reportAnswers(app: FastifyInstance, hub: Hub): void {
  app.addHook('onResponse', (request, reply, done) => {
    const { method, routeOptions, kiosk } = request;
    const route = routeOptions.url ?? 'none';
    const durationMs = Math.round(reply.elapsedTime);
    hub.metrics.timeAnswer(route, reply.statusCode, reply.elapsedTime / 1000);
    const asked = routeOptions.config.isPrivate === true ? null : kiosk;
    hub.log.write('answered', { method, route, status: reply.statusCode, durationMs, kiosk: asked?.id ?? null });
    done();
  });
}
