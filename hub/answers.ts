import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import { CONSOLE_FAULTS, type ConsoleFault } from '../shared/console/calls.ts';
import { COMPANY_FAULTS, type CompanyFault } from '../shared/company/calls.ts';
import { PHONE_FAULTS, type PhoneFault } from '../shared/phone.ts';
import { WIRE_FAULTS, type Refusal, type WireFault } from '../shared/wire.ts';
import type { Hub } from './hub.ts';
import { describeError } from '../shared/error-place.ts';
import { keptTextFaultOf, type KeptTextFault } from '../shared/kept-text.ts';
import { isTooLong, isUnavailable } from './store/open.ts';

/** After which a kiosk may try again, in the field `Retry-After`. */
const RETRY_AFTER_SECONDS = 5;

/** Of what kiosks and administrators ask, of what the console and companies' pages do, and of phones that check in. */
export type HubFault = WireFault | ConsoleFault | PhoneFault | CompanyFault;

/** What is a word in several has the same status in all. */
const STATUS: Readonly<Record<HubFault, number>> = {
  ...CONSOLE_FAULTS,
  ...PHONE_FAULTS,
  ...COMPANY_FAULTS,
  ...WIRE_FAULTS,
};

/** What the console calls it, where it has a word of its own. */
const CONSOLES_WORD: Partial<Record<HubFault, ConsoleFault>> = {
  'request-malformed': 'ask-malformed',
  'body-malformed': 'ask-malformed',
  'body-too-large': 'ask-malformed',
  'body-type-unsupported': 'ask-malformed',
  'hub-busy': 'data-unavailable',
  'database-unavailable': 'data-unavailable',
};

function isConsoles({ routeOptions }: FastifyRequest): boolean {
  const { guard } = routeOptions.config;
  return guard === 'session' || guard === 'signing-in';
}

/** Refuses a request: the status belongs to the fault, and is written in one place. */
export function refuse(
  hub: Hub,
  reply: FastifyReply,
  found: HubFault,
  more: Omit<Refusal, 'fault'> = {},
): FastifyReply {
  const route = reply.request.routeOptions.url ?? 'none';
  const isOfConsole = isConsoles(reply.request);
  const fault = (isOfConsole ? CONSOLES_WORD[found] : undefined) ?? found;
  hub.metrics.countRefusal(fault);
  const { kiosk, routeOptions } = reply.request;
  const asked = routeOptions.config.isPrivate === true ? null : kiosk;
  hub.log.write('refused', { route, fault, kiosk: asked?.id ?? null });
  const status = STATUS[fault];
  if (isOfConsole) void reply.header('cache-control', 'no-store');
  if (status === 503) void reply.header('retry-after', RETRY_AFTER_SECONDS);
  if (fault === 'bearer-wrong') void reply.header('www-authenticate', 'Bearer');
  const refusal: Refusal = { fault, ...more };
  return reply.code(status).type('application/json').serializer(JSON.stringify).send(refusal);
}

/** What Fastify itself finds wrong with a request, by the status it gives it. */
const FAULT_OF_STATUS: Readonly<Record<number, WireFault>> = {
  400: 'request-malformed',
  413: 'body-too-large',
  415: 'body-type-unsupported',
  429: 'too-many-requests',
  503: 'hub-busy',
};

/** Of a body that is parsed before its route sees it; the console alone has words for it. */
function keptTextFaultIn(error: unknown): KeptTextFault | null {
  if (!hasZodFastifySchemaValidationErrors(error)) return null;
  return keptTextFaultOf(error.validation.map(({ params }) => params));
}

/** The door for whatever was thrown: nothing of an error's text leaves the hub. */
export function answerErrors(app: FastifyInstance, hub: Hub): void {
  app.setErrorHandler<Error & { statusCode?: number }>((error, _request, reply) => {
    const known = FAULT_OF_STATUS[error.statusCode ?? 500];
    if (known !== undefined)
      return refuse(hub, reply, (isConsoles(reply.request) ? keptTextFaultIn(error) : null) ?? known);
    if (isConsoles(reply.request) && isTooLong(error)) return refuse(hub, reply, 'too-much');
    if (isUnavailable(error)) return refuse(hub, reply, 'database-unavailable');
    hub.log.write('internal-error', describeError(error));
    return refuse(hub, reply, 'internal-error');
  });
  app.setNotFoundHandler((_request, reply) => refuse(hub, reply, 'not-found'));
}

/** For what is no address: told before there is any hook, and so neither counted against a limit nor signed. */
export function refuseAddress(hub: Hub, reply: FastifyReply): void {
  const refusal: Refusal = { fault: 'request-malformed' };
  hub.metrics.countRefusal(refusal.fault);
  void reply.code(400).type('application/json').send(JSON.stringify(refusal));
}
