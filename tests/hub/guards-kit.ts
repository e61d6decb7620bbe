import { z } from 'zod';
import { heardSchema, PATHS, type Heard } from '../../shared/wire.ts';
import { REPORT, type Answer, type Kiosk } from './kiosk.ts';
import { askAsAdministrator, type TestHub } from './server.ts';

/** Where kiosks of {@link TestHub.enrolled} stand. */
export const VENUE = '人民广场商场';

/** Made up, like all people here. */
export const WANG = { venue: VENUE, number: 'G07', name: '小王', role: 'guard', gates: ['north'], pin: '502817' };
export const LI = { venue: VENUE, number: 'S01', name: '老李', role: 'supervisor', gates: ['north'], pin: '91735508' };

export function ask(server: TestHub, method: string, body?: unknown, query = ''): Promise<Answer> {
  return askAsAdministrator(`${server.url}/v1/guards${query}`, body, server.hub.secrets.administrator, method);
}

/** @returns the revision that the venue's guards have then */
export async function put(server: TestHub, guard: object): Promise<string> {
  const { status, body } = await ask(server, 'PUT', guard);
  if (status !== 200) throw new Error(`${status} ${JSON.stringify(body)}`);
  return z.object({ revision: z.string() }).parse(body).revision;
}

export function remove(server: TestHub, venue: string, number: string): Promise<Answer> {
  return ask(server, 'DELETE', undefined, `?${new URLSearchParams({ venue, number }).toString()}`);
}

const listed = z.object({
  revision: z.string().nullable(),
  guards: z.array(z.looseObject({ number: z.string(), hasPin: z.boolean(), pinChangedAt: z.string().nullable() })),
});

export async function list(server: TestHub, venue = VENUE): Promise<z.infer<typeof listed>> {
  return listed.parse((await ask(server, 'GET', undefined, `?${new URLSearchParams({ venue }).toString()}`)).body);
}

/** Numbers of who has a PIN. */
export async function withPins(server: TestHub, venue = VENUE): Promise<string[]> {
  return (await list(server, venue)).guards.filter(({ hasPin }) => hasPin).map(({ number }) => number);
}

/** What a kiosk that has this revision is told of guards. */
export async function hear(kiosk: Kiosk, guardsRevision: string | null): Promise<Heard['guards']> {
  return heardSchema.parse((await kiosk.post(PATHS.heartbeat, { ...REPORT, guardsRevision })).body).guards;
}
