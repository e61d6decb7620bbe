import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newKeyPair } from '../../../electron/key-pair.ts';
import { openSealer, unseal } from '../../../electron/seal.ts';
import type { PublicJwk } from '../../../shared/primitives.ts';
import { logPage } from '../../../shared/console/log.ts';
import { trace, tracePage } from '../../../shared/console/person.ts';
import { NOON } from '../database.ts';
import { ASKS, NUMBER } from './calls-kit.ts';
import { enter, keyOf } from './entries-kit.ts';
import { framesOf } from './frames-kit.ts';
import { faultOf, startConsole, VENUE, type ConsoleHub, type Person } from './kit.ts';
import { decide, look, request, seen, take } from './traces-kit.ts';

const DAY_SECONDS = 86_400;
const MINUTE_MS = 60_000;

/** The health office's, and what only it can open. */
const office = newKeyPair('x25519');
const CHAIN = randomUUID();
const IDENTITY = { format: 'id-card', issuer: '', id: NUMBER, holder: '赵小三' };
const SEALED =
  openSealer(office.publicKey.export({ format: 'jwk' }) as PublicJwk)?.(IDENTITY, { chain: CHAIN, sequence: 0 }) ??
  new Uint8Array();

let server: ConsoleHub;
let manager: Person;
let auditor: Person;

beforeAll(async () => {
  server = await startConsole();
  [manager, auditor] = [await server.person('manager'), await server.person('auditor')];
  const personKey = keyOf(server, VENUE, NUMBER);
  await enter(server, VENUE, [
    {
      epochMs: NOON,
      personKey,
      maskedName: '赵*三',
      source: 'id-card',
      format: 'id-card',
      chain: CHAIN,
      sealed: SEALED,
    },
    { epochMs: NOON + 10 * MINUTE_MS, maskedName: '张*', sealed: Uint8Array.of(4) },
    { epochMs: NOON + 40 * MINUTE_MS, maskedName: '李*' },
  ]);
});

afterAll(async () => {
  await server.close();
});

/** Signed in for the days that pass meanwhile. */
async function again(person: Person): Promise<void> {
  await person.signIn(person.login);
}

describe('a trace', () => {
  test('is looked at and taken while an auditor’s approval holds: a day from then on', async () => {
    const asked = await request(manager);
    expect(asked).toMatchObject({ state: 'waiting', keptFromDeciding: 'no-auditor', untilAt: null, decidedBy: null });
    expect(faultOf(await look(manager, asked))).toBe('not-allowed');
    expect(faultOf(await take(manager, asked))).toBe('not-allowed');
    expect((await seen(auditor, asked.id))?.keptFromDeciding).toBeNull();
    const decided = trace.parse((await decide(auditor, asked)).body);
    expect(decided).toMatchObject({
      state: 'approved',
      decidedBy: `小auditor (${auditor.login})`,
      keptFromDeciding: 'decided',
    });
    expect(Date.parse(decided.untilAt ?? '') - Date.parse(decided.decidedAt ?? '')).toBe(DAY_SECONDS * 1000);
    for (const person of [manager, auditor]) {
      const page = tracePage.parse((await look(person, asked)).body);
      expect([page.rows.length, page.stay, page.lacks.kiosks]).toEqual([3, { isSeen: false, hours: 2 }, 1]);
    }
    expect((await take(manager, asked)).status).toBe(200);
    expect(faultOf(await take(auditor, asked))).toBe('not-allowed');
    server.passSeconds(DAY_SECONDS - 1);
    await again(manager);
    expect((await look(manager, asked)).status).toBe(200);
    server.passSeconds(1);
    for (const fault of [await look(manager, asked), await take(manager, asked)].map(faultOf))
      expect(fault).toBe('trace-closed');
    expect((await seen(manager, asked.id))?.state).toBe('over');
    await again(auditor);
  });

  test('that nobody has decided within a day is over, and not decided any more', async () => {
    const asked = await request(manager);
    server.passSeconds(DAY_SECONDS);
    await again(auditor);
    await again(manager);
    expect(faultOf(await decide(auditor, asked))).toBe('trace-closed');
    expect(faultOf(await manager.ask('trace:withdraw', { id: asked.id }))).toBe('trace-closed');
    expect((await seen(auditor, asked.id))?.state).toBe('over');
  });

  test('that was refused or withdrawn stays so', async () => {
    const [refused, withdrawn] = [await request(manager), await request(manager)];
    expect(await decide(auditor, refused, false)).toMatchObject({ body: { state: 'refused' } });
    expect(faultOf(await decide(auditor, refused))).toBe('trace-closed');
    await decide(auditor, withdrawn);
    expect(faultOf(await auditor.ask('trace:withdraw', { id: withdrawn.id }))).toBe('not-allowed');
    expect(await manager.ask('trace:withdraw', { id: withdrawn.id })).toMatchObject({ body: { state: 'withdrawn' } });
    for (const it of [refused, withdrawn]) expect(faultOf(await look(manager, it))).toBe('trace-closed');
  });

  test('is seen by who requested it and by auditors, and by no other manager', async () => {
    const asked = await request(manager);
    const other = await server.person('manager');
    expect(await seen(other, asked.id)).toBeUndefined();
    expect(faultOf(await look(other, asked))).toBe('not-found');
    await decide(auditor, asked);
    const secondAuditor = await server.person('auditor');
    expect((await seen(secondAuditor, asked.id))?.keptFromDeciding).toBe('decided');
    expect(faultOf(await look(secondAuditor, asked))).toBe('not-allowed');
  });

  test('of two auditors at the same moment is decided by one', async () => {
    const asked = await request(manager);
    const second = await server.person('auditor');
    const both = await Promise.all([decide(auditor, asked, true), decide(second, asked, false)]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
  });

  test('whose times are the wrong way round is none', async () => {
    const scope = { is: 'time', gate: null, stayHours: 2, fromMs: NOON, untilMs: NOON } as const;
    expect(faultOf(await manager.ask('trace:request', { ...ASKS['trace:request'], scope }))).toBe('ask-malformed');
  });

  test('is in the database as it was requested: nothing of it is changed, or taken away', async () => {
    const { id } = await request(manager);
    await decide(auditor, { id });
    const { store } = server.hub.database;
    for (const change of [
      sql`update trace_request set case_number = 'X' where id = ${id}`,
      sql`update trace_request set scope = '{"is":"time","fromMs":0,"untilMs":9,"gate":null}' where id = ${id}`,
      sql`update trace_request set requested_by = ${auditor.id} where id = ${id}`,
      sql`update trace_request set decided_at = now() where id = ${id}`,
      sql`update trace_request set is_approved = false where id = ${id}`,
      sql`update trace_request set person_key = ${Buffer.alloc(32)} where id = ${id}`,
      sql`delete from trace_request where id = ${id}`,
      sql`truncate trace_request`,
    ]) {
      await expect(change.execute(store)).rejects.toMatchObject({ code: '23001' });
    }
  });
});

describe('an approval', () => {
  /** Approved, by an auditor of its own, and looked at once. */
  async function approved(): Promise<{ id: string; its: Person }> {
    const its = await server.person('auditor');
    const { id } = await request(manager);
    await decide(its, { id });
    expect((await look(manager, { id })).status).toBe(200);
    server.passSeconds(1);
    return { id, its };
  }
  const faults = async (id: string) => [faultOf(await look(manager, { id })), faultOf(await take(manager, { id }))];

  test.each([
    ['ended', { isActive: false }, { isActive: true }],
    ['made a supervisor', { role: 'supervisor' }, { role: 'auditor' }],
  ] as const)('opens nothing once who gave it was %s, also after they are back', async (_what, change, back) => {
    const over = await server.person('it', null);
    const { id, its } = await approved();
    expect((await over.ask('accounts:change', { id: its.id, ...change })).status).toBe(200);
    expect(await faults(id)).toEqual(['trace-closed', 'trace-closed']);
    expect((await seen(manager, id))?.state).toBe('approver-gone');
    expect((await over.ask('accounts:change', { id: its.id, ...back })).status).toBe(200);
    expect(await faults(id)).toEqual(['trace-closed', 'trace-closed']);
    await its.signIn(its.login);
    expect(faultOf(await look(its, { id }))).toBe('trace-closed');
  });

  test('opens nothing either where the database alone says that they have ended', async () => {
    const { id, its } = await approved();
    const { store } = server.hub.database;
    await store.updateTable('account').set({ is_active: false }).where('id', '=', its.id).execute();
    expect(await faults(id)).toEqual(['trace-closed', 'trace-closed']);
  });
});

describe('of a person', () => {
  const scope = {
    is: 'person',
    number: NUMBER,
    withinMinutes: 15,
    stayHours: 0,
    fromMs: NOON - 1,
    untilMs: NOON + 3_600_000,
  } as const;
  test('the key is forgotten at once when who approved it is ended', async () => {
    const [over, its] = [await server.person('it', null), await server.person('auditor')];
    const asked = await request(manager, { scope });
    await decide(its, asked);
    expect(await keys()).toHaveLength(1);
    await over.ask('accounts:change', { id: its.id, isActive: false });
    expect(await keys()).toEqual([]);
  });

  const keys = async (): Promise<(Buffer | null)[]> => {
    const rows = await server.hub.database.store.selectFrom('trace_request').select('person_key').execute();
    return rows.map(({ person_key }) => person_key).filter((key) => key !== null);
  };

  test('it finds who was there with them, and keeps the key alone, for as long as it may be needed', async () => {
    const asked = await request(manager, { scope });
    expect(asked.scope).toEqual({
      is: 'person',
      withinMinutes: 15,
      stayHours: 0,
      fromMs: scope.fromMs,
      untilMs: scope.untilMs,
    });
    expect(await keys()).toEqual([keyOf(server, VENUE, NUMBER)]);
    await decide(auditor, asked);
    const { rows } = logPage.parse((await look(manager, asked)).body);
    expect(rows.map(({ maskedName }) => maskedName)).toEqual(['赵*三', '张*']);
    server.passSeconds(DAY_SECONDS);
    await again(manager);
    await again(auditor);
    await manager.ask('trace:list', null);
    expect(await keys()).toEqual([]);
  });

  test.each([
    ['refused', (id: string) => decide(auditor, { id }, false)],
    ['withdrawn', (id: string) => manager.ask('trace:withdraw', { id })],
  ])('the key is forgotten at once when it is %s', async (_what, end) => {
    const { id } = await request(manager, { scope });
    expect(await keys()).toHaveLength(1);
    await end(id);
    expect(await keys()).toEqual([]);
  });

  test('a number that nobody can have is told', async () => {
    const wrong = { ...ASKS['trace:request'], scope: { ...scope, number: '110105194912310021' } };
    expect(faultOf(await manager.ask('trace:request', wrong))).toBe('number-wrong');
  });
});

test('the file of a trace has what is sealed, as the health office opens it, and ends where the approval does', async () => {
  const asked = await request(manager);
  await decide(auditor, asked);
  const { bytes, done } = framesOf((await manager.raw('/console/api/export', { is: 'trace', id: asked.id })).body);
  const lines = bytes
    .toString()
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  const head = lines.shift();
  expect(head).toMatchObject({
    ...{ trace: asked.id, venue: VENUE, caseNumber: 'T-1', purpose: 'an outbreak', scope: asked.scope },
    ...{ requestedBy: `小manager (${manager.login})`, approvedBy: `小auditor (${auditor.login})` },
    stay: { isSeen: false, hours: 2 },
    // The kiosk was never heard, and of the third visitor nobody was known.
    lacks: { kiosks: 1, unsorted: 0, hasUnreadable: false, keptSince: null, withoutIdentity: 1 },
  });
  const hours = ['requestedAt', 'approvedAt', 'exportedAt'].map((name) => head?.[name]);
  expect(hours).toEqual(Array(3).fill(new Date(server.hub.nowMs()).toISOString()));
  expect(lines.map(({ presence }) => presence)).toEqual(['came', 'came', 'came']);
  expect(lines.map(({ sealed }) => sealed)).toEqual([Buffer.from(SEALED).toString('base64'), 'BA==', null]);
  expect(bytes.toString()).not.toContain(NUMBER);
  const opened = unseal(office.privateKey, Buffer.from(String(lines[0]?.['sealed']), 'base64'), {
    chain: String(lines[0]?.['chain']),
    sequence: Number(lines[0]?.['sequence']),
  });
  expect(opened).toEqual({ ok: true, value: IDENTITY });
  expect(lines[0]).toMatchObject({ sequence: 0, gate: 'north', epochMs: NOON });
  expect(lines[0]).toMatchObject({ type: 'scan', verdict: 'admit', refersTo: null, isClockConfirmed: true });
  expect(done).toEqual({ rows: 3, name: `digital-sentinel-trace-${asked.id}.jsonl` });
  const did = (await server.audited()).filter(({ about }) => about['trace'] === asked.id).map(({ did: it }) => it);
  expect(did).toEqual(['trace-requested', 'trace-decided', 'export-begun', 'export-ended']);
});
