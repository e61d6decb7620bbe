import { join } from 'node:path';
import type { Calls, Handlers } from '../../shared/contract.ts';
import type { Config } from '../config.ts';
import type { SystemStore } from '../keys.ts';
import { provisioningOf } from '../provisioning.ts';
import { owedIn } from '../store/owed.ts';
import { enrol } from '../sync/enrol.ts';
import { meetBy } from '../sync/meet-by.ts';
import { ticketCalls, type Given, type TicketCall, type TicketParts } from './by-ticket.ts';
import type { Progress } from './progress.ts';

/** What a window may ask before there is a kiosk, beside saying that it lives. */
type EnrollingCall =
  'setup:read' | 'setup:note' | 'setup:settings' | TicketCall | 'setup:leave' | 'camera:report' | 'window:fault';
export type FirstCall = EnrollingCall | 'window:alive';

export interface EnrollingParts extends Omit<TicketParts, 'enrol'> {
  /** The venue's folder, which is there. */
  readonly directory: string;
  readonly config: Pick<Config, 'read' | 'change'>;
  readonly progress: Progress;
  readonly store: SystemStore | null;
  /** Somebody leaves the app, before there is a kiosk. */
  readonly leave: () => void;
}

/** Set-up before the kiosk is enrolled: language, and the hub's ticket. */
export function enrollingCalls(parts: EnrollingParts): { [C in EnrollingCall]: Handlers[C]['run'] } {
  const { config, progress, log } = parts;
  return {
    'setup:read': () => Promise.resolve({ progress: progress.read(), language: config.read().language, kiosk: null }),
    'setup:note': ({ step }) => {
      if (step !== undefined) progress.note({ step });
      return Promise.resolve(null);
    },
    'setup:settings': ({ language }) => {
      if (language !== undefined && !config.change({ language }).isSaved)
        log.write('settings-not-saved', { code: 'write-failed' });
      return Promise.resolve(null);
    },
    ...ticketCalls({ ...parts, enrol: (given) => enrolFirst(given, parts) }),
    'setup:leave': () => {
      parts.leave();
      return Promise.resolve(null);
    },
    'camera:report': ({ state }) => {
      log.write('camera-state', { state });
      return Promise.resolve(null);
    },
    'window:fault': ({ fault }) => {
      log.write('window-fault', { fault });
      return Promise.resolve(null);
    },
  };
}

/** By a ticket, or by a provision: settings come with that, and nothing is left to be asked. */
async function enrolFirst(
  given: Given,
  { directory, store, progress, resolveProxy, extraCa }: EnrollingParts,
): Promise<Calls['setup:enrol']['reply']> {
  const enrolled = await enrol({
    ...{ ticket: given.ticket, directory, store },
    // Of a bare ticket too: it is known again where it is still held up when another is asked for.
    provision: provisioningOf(given),
    owed: () => owedIn(join(directory, 'journal.db')),
    meet: meetBy(resolveProxy, extraCa),
  });
  if (!enrolled.ok) return enrolled;
  if (Object.keys(given.settings).length > 0) progress.finish();
  else progress.note({ step: 'venue' });
  return enrolled;
}
