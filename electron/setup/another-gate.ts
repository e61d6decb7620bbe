import { fail } from '../../shared/result.ts';
import type { AnewParts } from '../anew.ts';
import { provisioningOf } from '../provisioning.ts';
import { readProvisioned } from '../sync/enrolment.ts';
import { ticketCalls, type TicketParts } from './by-ticket.ts';

export interface AnotherGateParts extends Omit<TicketParts, 'enrol' | 'enrolled'> {
  /** The venue's folder. */
  readonly directory: string;
  readonly anew: Pick<AnewParts, 'enrol' | 'restart' | 'after'>;
}

/** Long enough to read whose kiosk it is now. */
const RESTART_AFTER_MS = 2500;

/**
 * Set-up of a kiosk that was shown another gate's ticket: it enrols anew by the right one, as the successor of what it was,
 * and set-up goes on where it was once the app has started anew. The ticket that it has enrolled by may still be in view, and
 * the hub would take it again: it is refused here (`same-code`).
 */
export function anotherGateCalls({ directory, anew, ...parts }: AnotherGateParts): ReturnType<typeof ticketCalls> {
  return ticketCalls({
    ...parts,
    enrol: async (given) =>
      readProvisioned(directory) === provisioningOf(given).id ? fail('same-code') : anew.enrol(given),
    enrolled() {
      anew.after(RESTART_AFTER_MS, anew.restart);
    },
  });
}
