import { randomUUID } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addressOfVenueCode } from '../../../hub/venue-code-address.ts';
import type { Hub } from '../../../hub/hub.ts';
import { saveSettings } from '../../../hub/store/setting.ts';
import { findVenueCode, issueVenueCode, type Gate } from '../../../hub/store/venue-code.ts';
import { PHONE_PATHS } from '../../../shared/phone.ts';
import type { CheckInWay } from '../../../shared/venue-code.ts';
import type { RemoteSettings } from '../../../shared/wire.ts';
import { openTestOffice, type TestOffice } from '../../journeys/office.ts';
import { NEGATIVE } from '../../shared/credential/codes.ts';
import { codeOf, SHANGHAI } from '../../shared/judge-kit.ts';
import { NOON } from '../database.ts';
import { read, type Answer } from '../kiosk.ts';
import { startHub, type TestHub } from '../server.ts';

export const VENUE = '人民广场商场';
export const GATE: Gate = { venue: VENUE, gate: 'north' };
const ADDRESS = 'https://hub.example';
const HOUR = 3600;

/** A hub whose office trusts Shanghai, and phones that ask it. */
export interface PhoneHub extends TestHub {
  readonly office: TestOffice;
  /** Publishes the next version of the rules. */
  readonly publish: (more?: object) => void;
  /** Says how visitors check in. */
  readonly set: (gate: Gate, mode: CheckInWay, values?: RemoteSettings) => Promise<void>;
  /** @returns the token of the gate's new code */
  readonly issue: (gate?: Gate) => Promise<string>;
  /** Asks as the page does. */
  readonly phone: (path: string, body: unknown) => Promise<Answer>;
  readonly checkIn: (token: string, code: string, ask?: string) => Promise<Answer>;
  readonly end: () => Promise<void>;
}

export async function startPhoneHub(fixed: Partial<Hub> = {}, limits: Partial<Hub['limits']> = {}): Promise<PhoneHub> {
  const folder = join(mkdtempSync(join(tmpdir(), 'sentinel-office-')), 'office');
  const office = await openTestOffice(folder);
  let version = 0;
  const publish = (more: object = {}): void => {
    version += 1;
    const trust = [{ format: 'health-code', jwk: SHANGHAI.jwk, issuer: '310000' }];
    office.publish(version, { trust, ...more }, NOON / 1000 - HOUR);
  };
  publish();
  const published = { address: ADDRESS, policyFolder: join(folder, 'repository') };
  const server = await startHub(limits, published, fixed);
  const { store } = server.hub.database;
  const phone: PhoneHub['phone'] = async (path, body) =>
    read(
      await fetch(server.url + path, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
    );
  return {
    ...{ ...server, office, publish, phone },
    set: async ({ venue, gate }, mode, values = { venueType: 'mall' }) => {
      await saveSettings(store, { venue, gate }, { ...values, checkIn: mode }, new Date(NOON));
    },
    issue: (gate = GATE) => tokenOf(server.hub, gate),
    checkIn: (token, code, ask = randomUUID()) =>
      phone(PHONE_PATHS.checkIn, { token, ask, code: Buffer.from(code).toString('base64url') }),
    end: async () => {
      office.close();
      await server.close();
    },
  };
}

async function tokenOf(hub: Hub, gate: Gate): Promise<string> {
  const { store } = hub.database;
  await store
    .transaction()
    .execute((tx) => issueVenueCode(tx, gate, { now: new Date(hub.nowMs()), by: null, newId: randomUUID }));
  const known = await findVenueCode(store, gate);
  return (known && addressOfVenueCode(ADDRESS, hub.secrets.hubKey, known))?.split('#')[1] ?? '';
}

/** A green code with a test of ten hours before noon, of the person of that number; good until half past twelve. */
export function codeOfPerson(number: number, change: Parameters<typeof codeOf>[0] = {}): string {
  const noon = NOON / 1000;
  const tests = [{ ...NEGATIVE, sampledAt: noon - 10 * HOUR, resultAt: noon - 4 * HOUR }];
  const subject = number.toString(16).padStart(16, '0');
  const person = { type: 'subject', issuer: '310000', subject } as const;
  const id = `aa${number.toString(16).padStart(14, '0')}`;
  return codeOf({ tests, person, ...change }, { issuedAt: noon - 60, expiresAt: noon + 1800, id });
}
