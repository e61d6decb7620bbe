import { makeCode } from './code.ts';
import { sha256 } from './crypto.ts';
import type { Hub } from './hub.ts';
import { forgetCodes, saveCodes } from './store/enrolment.ts';
import type { Store } from './store/schema.ts';
import { openTickets, type NoTicket } from './ticket.ts';

/** For which gates codes are made, and by whom. */
interface Wanted {
  readonly venue: string;
  /** A gate with three kiosks is named three times. */
  readonly gates: readonly string[];
  readonly lifeSeconds: number;
  /** Account; `null`: whoever has the administrator's token. */
  readonly madeBy: string | null;
}

/** A code as it is told once. */
export interface MadeCode {
  readonly id: string;
  readonly gate: string;
  readonly code: string;
  /** RFC 3339, UTC: the first moment at which it is refused. */
  readonly expiresAt: string;
  /** Where kiosks find the hub, to be typed with the code; `null`: nobody has said. */
  readonly hub: string | null;
  /** What a kiosk enrols with (`shared/ticket.ts`); `null`: `noTicket` says why. */
  readonly ticket: string | null;
  readonly noTicket: NoTicket | null;
}

/** A code for each of the gates, in their order. @param store a transaction's, where more is done in it */
export async function makeCodes(
  hub: Hub,
  { venue, gates, lifeSeconds, madeBy }: Wanted,
  store: Store = hub.database.store,
): Promise<MadeCode[]> {
  const now = new Date(hub.nowMs());
  const expiresAt = new Date(now.getTime() + lifeSeconds * 1000);
  const tickets = await openTickets(hub);
  const codes = gates.map((gate) => ({ id: hub.newId(), gate, code: makeCode(hub.randomBytes) }));
  await forgetCodes(store, now);
  await saveCodes(
    store,
    codes.map(({ id, gate, code }) => ({
      ...{ id, venue, gate, expiresAt, madeBy },
      codeHash: sha256(code),
      madeAt: now,
    })),
  );
  return codes.map((made) => ({
    ...made,
    expiresAt: expiresAt.toISOString(),
    hub: hub.published.address,
    ticket: tickets.ok ? tickets.value(made.code) : null,
    noTicket: tickets.ok ? null : tickets.fault,
  }));
}
