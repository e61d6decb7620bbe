import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { sha256 } from '../../hub/crypto.ts';
import { decodeTicket, type Ticket } from '../../shared/ticket.ts';
import { PATHS } from '../../shared/wire.ts';
import { makeKiosk, type Answer } from './kiosk.ts';
import { startHub, type TestHub } from './server.ts';

const ADDRESS = 'https://hub.example';
const madeSchema = z.object({
  gate: z.string().optional(),
  code: z.string(),
  hub: z.string().nullable(),
  expiresAt: z.string(),
  ticket: z.string().nullable(),
  noTicket: z.string().nullable(),
});

let folder: string;
let server: TestHub;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sentinel-policy-'));
  for (const version of [1, 2, 10]) writeFileSync(join(folder, `${version}.root.json`), `root ${version}`);
  writeFileSync(join(folder, 'root.json'), 'without a number');
  server = await startHub({}, { address: ADDRESS, policyFolder: folder });
});

afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

const made = ({ body }: Answer): z.infer<typeof madeSchema> => madeSchema.parse(body);

function ticketOf({ ticket }: { readonly ticket: string | null }): Ticket {
  const decoded = decodeTicket(ticket ?? '');
  if (!decoded.ok) throw new Error(decoded.fault);
  return decoded.value;
}

test('a ticket names the hub, its key, the newest root and a code that works', async () => {
  const answer = made(await server.administrate('/v1/enrolment-codes', { venue: 'mall', gate: 'north' }));
  const ticket = ticketOf(answer);
  expect(answer.hub).toBe(ADDRESS);
  expect(ticket).toEqual({
    hub: ADDRESS,
    code: answer.code,
    hubKey: new Uint8Array(Buffer.from(server.hub.secrets.hubKey.keyId, 'base64url')),
    policyRoot: new Uint8Array(sha256('root 10')),
  });
  const kiosk = makeKiosk([server.url]);
  expect(await kiosk.post(PATHS.enrol, { code: ticket.code, publicKey: kiosk.publicKey })).toMatchObject({
    status: 200,
  });
});

test('a batch has a ticket for each gate, in their order, with a life of its own', async () => {
  const gates = ['north', 'south', 'south'];
  const asked = { venue: 'mall', gates, lifeSeconds: 86_400 };
  const answer = await server.administrate('/v1/enrolment-batches', asked);
  expect(answer.status).toBe(201);
  const { codes } = z.object({ codes: z.array(madeSchema) }).parse(answer.body);
  expect(codes.map(({ gate }) => gate)).toEqual(gates);
  expect(codes.map((it) => ticketOf(it).code)).toEqual(codes.map(({ code }) => code));
  expect(new Set(codes.map(({ code }) => code)).size).toBe(3);
  expect(codes[0]?.expiresAt).toBe(new Date(server.hub.nowMs() + 86_400_000).toISOString());
});

test.each([
  ['no second', { lifeSeconds: 0 }, 400],
  ['a day', { lifeSeconds: 86_400 }, 201],
  ['a second more than a day', { lifeSeconds: 86_401 }, 400],
])('a code may live for %s, or not', async (_what, more, status) => {
  expect(await server.administrate('/v1/enrolment-codes', { venue: 'mall', gate: 'n', ...more })).toMatchObject({
    status,
  });
});

test.each([
  ['none', [], 400],
  ['two hundred', Array.from({ length: 200 }, (_, i) => `gate ${i}`), 201],
  ['one more', Array.from({ length: 201 }, (_, i) => `gate ${i}`), 400],
  ['markup', ['<script>'], 400],
  ['SQL', ["'; drop table enrolment_code; --"], 400],
])('a batch of gates is taken or refused: %s', async (_what, gates, status) => {
  expect(await server.administrate('/v1/enrolment-batches', { venue: 'mall', gates })).toMatchObject({ status });
});

test.each([
  ['nobody has said where kiosks find the hub', { policyFolder: '' }, 'hub-address-not-set'],
  ['the hub has no folder of rules', { address: ADDRESS }, 'policy-folder-not-set'],
  ['the folder has gone', { address: ADDRESS, policyFolder: '/nowhere' }, 'policy-root-missing'],
  ['the folder has no root yet', { address: ADDRESS, policyFolder: import.meta.dirname }, 'policy-root-missing'],
])('a code comes without a ticket where %s', async (_why, published, noTicket) => {
  const hub = await startHub({}, published);
  const answer = made(await hub.administrate('/v1/enrolment-codes', { venue: 'mall', gate: 'north' }));
  expect(answer).toMatchObject({ ticket: null, noTicket, hub: 'address' in published ? ADDRESS : null });
  await hub.close();
});

test('rules whose root has no number, as the demo’s own, do for a ticket', async () => {
  const rules = join(import.meta.dirname, '..', '..', 'resources', 'policy');
  const hub = await startHub({}, { address: ADDRESS, policyFolder: rules });
  const { ticket } = made(await hub.administrate('/v1/enrolment-codes', { venue: 'mall', gate: 'north' }));
  const root = new Uint8Array(sha256(readFileSync(join(rules, 'root.json'))));
  expect(decodeTicket(ticket ?? '')).toMatchObject({ ok: true, value: { policyRoot: root } });
  await hub.close();
});
