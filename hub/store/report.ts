import type { Report } from '../../shared/wire.ts';
import type { Kiosk } from './kiosk.ts';
import type { Store } from './schema.ts';

/** Keeps a kiosk's last word. */
export async function saveReport(store: Store, { id, venue }: Kiosk, report: Report, now: Date): Promise<void> {
  const said = { heard_at: now, report: JSON.stringify(report) };
  await store
    .insertInto('kiosk_report')
    .values({ venue, kiosk: id, ...said })
    .onConflict((conflict) => conflict.columns(['venue', 'kiosk']).doUpdateSet(said))
    .execute();
}
