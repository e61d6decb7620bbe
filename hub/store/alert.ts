import type { AlertKind, Store } from './schema.ts';
import type { Kiosk } from './kiosk.ts';

/** Where in a chain something was noticed, and when. */
interface Sighting {
  readonly kiosk: Kiosk;
  readonly chain: string;
  readonly sequence: number;
  readonly now: Date;
}

/** Raises an alert, once for one place however often it is met. */
export async function raise(store: Store, kind: AlertKind, { kiosk, chain, sequence, now }: Sighting): Promise<void> {
  await store
    .insertInto('alert')
    .values({ kind, venue: kiosk.venue, kiosk: kiosk.id, chain, sequence, raised_at: now })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}
