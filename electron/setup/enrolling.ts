import { join } from 'node:path';
import type { Calls, Handlers } from '../../shared/contract.ts';
import { describeError } from '../../shared/error-place.ts';
import { decodeProvision } from '../../shared/provision.ts';
import { fail, ok, type Result } from '../../shared/result.ts';
import type { SetUpFault } from '../../shared/setup.ts';
import type { Ticket } from '../../shared/ticket.ts';
import type { Config } from '../config.ts';
import { Locked } from '../guards/session.ts';
import type { SystemStore } from '../keys.ts';
import type { Log } from '../log.ts';
import { provisioningOf } from '../provisioning.ts';
import { provisionSettingsSchema } from '../settings.ts';
import { owedIn } from '../store/owed.ts';
import { enrol } from '../sync/enrol.ts';
import { meetHub } from '../sync/meet.ts';
import { proxyOf } from '../sync/proxy.ts';
import { learnTicket, parseTyped } from '../sync/typed.ts';
import type { Progress } from './progress.ts';
import { ticketOnStick } from './stick-ticket.ts';

/** What a window may ask before there is a kiosk, beside saying that it lives. */
type EnrollingCall =
  | ('setup:read' | 'setup:note' | 'setup:settings' | 'setup:enrol' | 'setup:typed' | 'setup:stick' | 'setup:leave')
  | ('camera:report' | 'window:fault');
export type FirstCall = EnrollingCall | 'window:alive';

export interface EnrollingParts {
  /** The venue's folder, which is there. */
  readonly directory: string;
  readonly config: Pick<Config, 'read' | 'change'>;
  readonly progress: Progress;
  readonly store: SystemStore | null;
  readonly log: Log;
  /** Chromium's words for the way to an address. */
  readonly resolveProxy: (url: string) => Promise<string>;
  /** Folders in which the system shows sticks that are plugged in. */
  readonly mountRoots: readonly string[];
  /** Path of a PEM file with authorities beside the built-in ones. */
  readonly extraCa: string | undefined;
  /** All of the enrolment is on disk. */
  readonly enrolled: () => void;
  /** Somebody leaves the app, before there is a kiosk. */
  readonly leave: () => void;
}

/** Set-up before the kiosk is enrolled: language, and the hub's ticket. */
export function enrollingCalls(parts: EnrollingParts): { [C in EnrollingCall]: Handlers[C]['run'] } {
  const { config, progress, log } = parts;
  let isAsking = false;

  /** One at a time: two tickets at once would be two kiosks to the hub. */
  const enrolOnce = async (find: Find): Promise<Enrolled> => {
    if (isAsking) throw new Locked('a ticket is being asked about');
    isAsking = true;
    try {
      return await enrolBy(find, parts);
    } finally {
      isAsking = false;
    }
  };

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
    'setup:enrol': ({ text }) => enrolOnce(() => Promise.resolve(ok(text))),
    'setup:typed': (typed) => enrolOnce(() => learnTyped(typed, parts)),
    'setup:stick': async () => {
      const text = ticketOnStick(parts.mountRoots);
      return text === null ? fail('no-ticket-on-stick') : enrolOnce(() => Promise.resolve(ok(text)));
    },
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

type Enrolled = Calls['setup:enrol']['reply'];

/** Comes by the text of a ticket, or of a provision. */
type Find = () => Promise<Result<string, SetUpFault>>;

/** What the camera has read, was typed, or was on a stick: the one place where a text sets the kiosk up. */
async function enrolBy(find: Find, parts: EnrollingParts): Promise<Enrolled> {
  const enrolled = await orNotWritten(async () => {
    const text = await find();
    return text.ok ? enrolByTicket(text.value, parts) : text;
  }, parts.log);
  if (!enrolled.ok) {
    parts.log.write('set-up-refused', { fault: enrolled.fault });
    return enrolled;
  }
  parts.log.write('set-up-enrolled', {});
  parts.enrolled();
  return enrolled;
}

/** The ticket of a hub's address and a code, as somebody has typed them. */
async function learnTyped(
  given: Calls['setup:typed']['ask'],
  parts: EnrollingParts,
): Promise<Result<string, SetUpFault>> {
  const typed = parseTyped(given.hub, given.code);
  return typed.ok ? learnTicket(typed.value, await proxyTo(typed.value.hub, parts), parts.extraCa) : typed;
}

/** Whatever keeps Chromium from finding one, the straight way may be open. */
async function proxyTo(hub: string, { resolveProxy }: EnrollingParts): Promise<string | null> {
  return proxyOf(await resolveProxy(hub).catch(() => 'DIRECT'));
}

/** By a ticket, or by a provision: settings come with that, and nothing is left to be asked. */
async function enrolByTicket(text: string, parts: EnrollingParts): Promise<Enrolled> {
  const { directory, store, progress } = parts;
  const given = decodeProvision(text, provisionSettingsSchema);
  if (!given.ok) return given;
  const { ticket, settings } = given.value;
  if (ticket === null) return fail('ticket-malformed');
  const isProvision = Object.keys(settings).length > 0;
  const enrolled = await enrol({
    ...{ ticket, directory, store },
    ...(isProvision ? { provision: provisioningOf(given.value) } : {}),
    owed: () => owedIn(join(directory, 'journal.db')),
    meet: async (known: Ticket, key) => meetHub(known, key, await proxyTo(known.hub, parts), parts.extraCa),
  });
  if (!enrolled.ok) return enrolled;
  if (isProvision) progress.finish();
  else progress.note({ step: 'venue' });
  const { venue, gate } = enrolled.value;
  return ok({ venue, gate });
}

async function orNotWritten<T>(run: () => Promise<Result<T, SetUpFault>>, log: Log): Promise<Result<T, SetUpFault>> {
  try {
    return await run();
  } catch (error) {
    log.write('internal-error', describeError(error));
    return fail('not-written');
  }
}
