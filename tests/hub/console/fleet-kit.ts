import { FLEET_CALLS, type FleetAsk, type FleetKiosk, type FleetPage } from '../../../shared/console/fleet.ts';
import { PATHS, type Report } from '../../../shared/wire.ts';
import { REPORT, type Kiosk } from '../kiosk.ts';
import type { ConsoleHub, Page } from './kit.ts';

const EVERY_KIOSK: FleetAsk = {
  ...{ venue: null, gate: null, state: null, text: '', order: 'worst', after: null, limit: 200 },
};

/** A kiosk whose last word is that it is well. */
export const WELL: Report = { ...REPORT, policyVersion: 7, policyAgeSeconds: 60, journal: 'ok', camera: 'ready' };

export async function look(page: Page, ask: Partial<FleetAsk> = {}): Promise<FleetPage> {
  return FLEET_CALLS['fleet:list'].reply.parse((await page.ask('fleet:list', { ...EVERY_KIOSK, ...ask })).body);
}

/** As the page shows one kiosk. */
export async function shown(page: Page, id: string): Promise<FleetKiosk> {
  const found = (await look(page)).rows.find(({ kiosk }) => kiosk === id);
  if (found === undefined) throw new Error('not shown');
  return found;
}

export async function say(kiosk: Kiosk, report: Partial<Report> = {}): Promise<number> {
  return (await kiosk.post(PATHS.heartbeat, { ...WELL, ...report })).status;
}

/** Many kiosks of a venue, heard now and well, without keys. */
export async function insertMany({ hub }: ConsoleHub, venue: string, count: number): Promise<void> {
  const { store } = hub.database;
  const now = new Date(hub.nowMs());
  const ids = Array.from({ length: count }, () => hub.newId());
  for (let from = 0; from < count; from += 1000) {
    const some = ids.slice(from, from + 1000);
    await store
      .insertInto('kiosk')
      .values(
        some.map((id, i) => ({
          ...{ id, venue, gate: `gate ${String(from + i).padStart(5, '0')}`, key_id: id, public_key: 'none' },
          ...{ enrolled_at: now, revoked_at: null },
        })),
      )
      .execute();
    await store
      .insertInto('kiosk_report')
      .values(some.map((kiosk) => ({ venue, kiosk, heard_at: now, report: JSON.stringify(WELL) })))
      .execute();
  }
}
