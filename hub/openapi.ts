import type { FastifyDynamicSwaggerOptions } from '@fastify/swagger';
import type { RouteOptions } from 'fastify';
import { jsonSchemaTransform } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { CONSOLE_FAULTS } from '../shared/console/calls.ts';
import { COMPANY_FAULTS } from '../shared/company/calls.ts';
import { refusalSchema, WIRE_FAULTS } from '../shared/wire.ts';
import type { Guard } from './guard.ts';

type Transform = typeof jsonSchemaTransform;

/** Who may ask, for programs that read the document. */
const SCHEMES = {
  kiosk: {
    type: 'apiKey',
    in: 'header',
    name: 'Signature',
    description: 'HTTP message signature (RFC 9421) by a kiosk’s key under a challenge, as docs/wire.md has it',
  },
  administrator: { type: 'http', scheme: 'bearer', description: 'the administrator’s token' },
  scraper: { type: 'http', scheme: 'bearer', description: 'Prometheus’ token' },
  session: {
    type: 'apiKey',
    in: 'cookie',
    name: '__Host-sentinel-console',
    description: 'of the console, with its token in the field X-Console-Token; sentinel-console where there is no TLS',
  },
  company: { type: 'http', scheme: 'bearer', description: 'the token that a company was told when it applied' },
} as const;

const SCHEME_OF: Readonly<Record<Guard, keyof typeof SCHEMES | null>> = {
  open: null,
  code: null,
  kiosk: 'kiosk',
  enrolling: 'kiosk',
  administrator: 'administrator',
  scraper: 'scraper',
  session: 'session',
  'signing-in': null,
  company: 'company',
  applying: null,
};

/** Statuses of refusals that every route may give: too many requests, a bug, a hub that is busy or without its database. */
const OF_ANY: readonly number[] = [429, 500, 503];

const OF_GUARD: Readonly<Record<Guard, readonly number[]>> = {
  open: [],
  // Also where the hub has nothing that a ticket could name.
  code: [403, 404],
  kiosk: [401, 403],
  enrolling: [401, 403, 409],
  administrator: [401],
  scraper: [401],
  session: [401, 403],
  'signing-in': [400, 401, 403],
  company: [401, 403],
  applying: [403],
};

/** How `GET /v1/openapi.json` is made: to what a route says itself come its refusals, and who may ask. */
export const OPENAPI: FastifyDynamicSwaggerOptions = {
  openapi: {
    info: { title: 'Digital Sentinel hub', version: '1' },
    components: { securitySchemes: SCHEMES },
  },
  transform: (input) => {
    const { schema: said, route } = input as Parameters<Transform>[0] & { readonly route: RouteOptions };
    const scheme = SCHEME_OF[guardOf(route)];
    const security = scheme === null ? [] : [{ [scheme]: [] }];
    const schema = { ...said, security, response: responsesOf(route) };
    return jsonSchemaTransform({ ...input, schema });
  },
};

function guardOf({ config }: RouteOptions): Guard {
  return config?.guard ?? 'open';
}

function isConsoles({ config }: Pick<RouteOptions, 'config'>): boolean {
  return config?.guard === 'session' || config?.guard === 'signing-in';
}

function isCompanys({ config }: Pick<RouteOptions, 'config'>): boolean {
  return config?.guard === 'company' || config?.guard === 'applying';
}

function responsesOf(route: RouteOptions): Record<string, unknown> {
  // What has no schema is text, or a file.
  const own = route.schema?.response ?? {
    200: { description: 'as it is', content: { '*/*': { schema: z.unknown() } } },
  };
  const faults = isConsoles(route) ? CONSOLE_FAULTS : { ...WIRE_FAULTS, ...(isCompanys(route) ? COMPANY_FAULTS : {}) };
  const refusals = statusesOf(route).map(
    (status) => [status, refusalSchema.describe(faultsOf(faults, status))] as const,
  );
  return { ...(own as Record<string, unknown>), ...Object.fromEntries(refusals) };
}

function statusesOf({ schema = {}, config = {}, ...route }: RouteOptions): number[] {
  const { body, params, querystring } = schema;
  // The console has one word for whatever is wrong with an ask.
  const ofBody = body === undefined ? [] : isConsoles({ config, ...route }) ? [400] : [400, 413, 415];
  const ofAddress = params === undefined && querystring === undefined ? [] : [400];
  return [...ofBody, ...ofAddress, ...OF_GUARD[guardOf({ config, ...route })], ...(config.refuses ?? []), ...OF_ANY];
}

/** All faults that travel under a status: which of them a route gives, docs/wire.md or shared/console/calls.ts says. */
function faultsOf(faults: Readonly<Record<string, number>>, status: number): string {
  return Object.entries(faults)
    .filter(([, its]) => its === status)
    .map(([fault]) => fault)
    .join(', ');
}
