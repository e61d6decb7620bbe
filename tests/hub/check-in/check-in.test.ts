import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { primitives } from '../../../electron/crypto.ts';
import { openHubKey, type HubKey } from '../../../hub/crypto.ts';
import { addressOfVenueCode } from '../../../hub/venue-code-address.ts';
import { withdrawVenueCode } from '../../../hub/store/venue-code.ts';
import { NO_REVOCATIONS } from '../../../shared/credential/revocation.ts';
import { receipt, RECEIPT_SECONDS } from '../../../shared/credential/receipt.ts';
import { trustingHub } from '../../../shared/credential/hub-trust.ts';
import { verifyCredential } from '../../../shared/credential/verify.ts';
import { decodeEntry } from '../../../shared/entry.ts';
import { PHONE_PATHS } from '../../../shared/phone.ts';
import { selfCheckInSchema, type SelfCheckIn } from '../../../shared/self-check-in.ts';
import { NOON } from '../database.ts';
import type { Answer } from '../kiosk.ts';
import { codeOfPerson, GATE, startPhoneHub, VENUE, type PhoneHub } from './kit.ts';

let hub: PhoneHub;
let token: string;

beforeEach(async () => {
  hub = await startPhoneHub();
  token = await hub.issue();
  await hub.set(GATE, 'both');
});

afterEach(async () => {
  await hub.end();
});

function told(answer: Answer): SelfCheckIn {
  expect(answer).toMatchObject({ status: 200 });
  return selfCheckInSchema.parse(answer.body);
}

const faultOf = ({ status, body }: Answer): [number, unknown] => [status, (body as { fault?: string }).fault];

async function entries(): Promise<readonly { bytes: Buffer; is_quarantined: boolean; kind: number | null }[]> {
  return hub.hub.database.store
    .selectFrom('entry')
    .select(['bytes', 'is_quarantined', 'kind'])
    .orderBy('sequence')
    .execute();
}

test('whoever may come in is entered, and gets a receipt of the hub’s for that gate', async () => {
  const said = told(await hub.checkIn(token, codeOfPerson(1)));
  expect(said).toMatchObject({ verdict: 'admit', venue: VENUE, gate: 'north', maskedName: '张*三', atMs: NOON });
  expect(said.reasons.map(({ code }) => code)).toEqual(['all-checks-passed']);
  expect(said.expiresAtMs).toBe(NOON + RECEIPT_SECONDS * 1000);
  const sealed = receipt.decode(said.receipt ?? '', primitives);
  if (!sealed.ok) throw new Error(sealed.fault);
  const { x } = hub.hub.secrets.hubKey;
  const trust = trustingHub(new Map(), { kty: 'OKP', crv: 'Ed25519', x }, primitives.sha256);
  const { fault, credential } = verifyCredential(sealed.value, receipt, trust, NO_REVOCATIONS, primitives, NOON / 1000);
  expect(fault).toBeNull();
  expect(credential?.claims.facts.receipt).toEqual({ entry: said.entry, venue: VENUE, gate: 'north', direction: 'in' });
  const [row] = await entries();
  const entry = decodeEntry(row?.bytes ?? Buffer.alloc(0));
  expect(entry).toMatchObject({
    ok: true,
    value: { id: said.entry, source: 'venue-code', type: 'scan', verdict: 'admit', sequence: 0, epochMs: NOON },
  });
  expect(row).toMatchObject({ is_quarantined: false, kind: expect.any(Number) as number });
});

test('whoever may not is entered too, is told why in words for visitors, and gets no receipt', async () => {
  const said = told(await hub.checkIn(token, codeOfPerson(1, { colour: 'red' })));
  expect(said).toMatchObject({ verdict: 'refuse', receipt: null });
  expect(said.reasons[0]?.texts['zh-CN']).not.toBe('');
  expect(said.reasons[0]?.texts.en).not.toBe('');
  expect(await entries()).toHaveLength(1);
});

test('the log has nobody’s code, and nothing that the hub writes has their name', async () => {
  const code = codeOfPerson(1);
  await hub.checkIn(token, code);
  const written = hub.logged.join('');
  expect(written).toContain('self-check-in');
  expect(written).toContain('"event":"checked-in"');
  expect(written).not.toContain('张');
  expect(written).not.toContain(code.slice(0, 40));
  expect(written).not.toContain(token.slice(0, 40));
});

describe('somebody who asks again', () => {
  test('is answered the very same, and is not entered twice', async () => {
    const ask = randomUUID();
    const first = told(await hub.checkIn(token, codeOfPerson(1), ask));
    hub.passSeconds(20);
    const again = told(await hub.checkIn(token, codeOfPerson(1), ask));
    const other = told(await hub.checkIn(token, codeOfPerson(1)));
    expect(again).toEqual({ ...first, hubTimeMs: NOON + 20_000 });
    expect(other).toEqual({ ...first, hubTimeMs: NOON + 20_000 });
    expect(await entries()).toHaveLength(1);
  });

  test.each([
    [59, 1],
    [60, 2],
  ])('%s seconds later has come %s times', async (seconds, times) => {
    await hub.checkIn(token, codeOfPerson(1));
    hub.passSeconds(seconds);
    await hub.checkIn(token, codeOfPerson(1));
    expect(await entries()).toHaveLength(times);
  });

  test('and is judged otherwise has come twice', async () => {
    await hub.checkIn(token, codeOfPerson(1, { colour: 'yellow' }));
    const said = told(await hub.checkIn(token, codeOfPerson(1)));
    expect(said.verdict).toBe('admit');
    expect(await entries()).toHaveLength(2);
  });
});

/** As a hub with that key would have made it. */
function tokenBy(key: HubKey, change: object = {}): string {
  return addressOfVenueCode('https://hub.example', key, { ...GATE, serial: 1, ...change }).split('#')[1] ?? '';
}

describe('nobody checks in', () => {
  test('by a code that was issued before the newest', async () => {
    const newer = await hub.issue();
    expect(faultOf(await hub.checkIn(token, codeOfPerson(1)))).toEqual([410, 'venue-code-replaced']);
    expect(faultOf(await hub.phone(PHONE_PATHS.gate, { token }))).toEqual([410, 'venue-code-replaced']);
    expect((await hub.checkIn(newer, codeOfPerson(1))).status).toBe(200);
  });

  test('by one that another hub has signed', async () => {
    const forged = tokenBy(openHubKey(Buffer.alloc(32, 7)));
    expect(faultOf(await hub.checkIn(forged, codeOfPerson(1)))).toEqual([403, 'venue-code-forged']);
  });

  test('by one of a gate, or a number, that the hub does not know', async () => {
    const of = (change: object): string => tokenBy(hub.hub.secrets.hubKey, change);
    expect(faultOf(await hub.checkIn(of({ gate: 'south' }), codeOfPerson(1)))).toEqual([404, 'venue-code-unknown']);
    expect(faultOf(await hub.checkIn(of({ serial: 2 }), codeOfPerson(1)))).toEqual([404, 'venue-code-unknown']);
  });

  test('by one that was withdrawn, until it is issued anew', async () => {
    await withdrawVenueCode(hub.hub.database.store, GATE, new Date(NOON));
    expect(faultOf(await hub.checkIn(token, codeOfPerson(1)))).toEqual([410, 'venue-code-withdrawn']);
    expect((await hub.checkIn(await hub.issue(), codeOfPerson(1))).status).toBe(200);
  });

  test('by half of one', async () => {
    expect(faultOf(await hub.checkIn(token.slice(0, 100), codeOfPerson(1)))).toEqual([400, 'venue-code-malformed']);
  });

  test('at a gate where visitors go to the kiosk', async () => {
    await hub.set(GATE, 'sentinel');
    expect(faultOf(await hub.checkIn(token, codeOfPerson(1)))).toEqual([409, 'check-in-by-sentinel']);
  });

  test('where nobody has said what type of venue it is', async () => {
    await hub.set(GATE, 'venue-code', {});
    expect(faultOf(await hub.checkIn(token, codeOfPerson(1)))).toEqual([409, 'gate-not-set-up']);
  });

  test('with what is no health code', async () => {
    expect(faultOf(await hub.checkIn(token, 'WIFI:S:cafe;;'))).toEqual([422, 'not-a-health-code']);
  });

  test('with a receipt', async () => {
    const { receipt: mine } = told(await hub.checkIn(token, codeOfPerson(1)));
    expect(faultOf(await hub.checkIn(token, mine ?? ''))).toEqual([422, 'code-of-another-kind']);
  });

  afterEach(async () => {
    expect((await entries()).length).toBeLessThanOrEqual(1);
  });
});

test('a gate is asked about by the token alone', async () => {
  expect(await hub.phone(PHONE_PATHS.gate, { token })).toMatchObject({
    status: 200,
    body: { venue: VENUE, gate: 'north' },
  });
});

test('a forged code is entered as refused, of nobody', async () => {
  const code = codeOfPerson(1);
  const forged = `${code.slice(0, -6)}${code.endsWith('000000') ? '111111' : '000000'}`;
  const said = told(await hub.checkIn(token, forged));
  expect([said.verdict, said.reasons[0]?.code, said.maskedName]).toEqual(['refuse', 'signature-forged', null]);
});
