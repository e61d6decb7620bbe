import type { Calls, Handlers } from '../../shared/contract.ts';
import { describeError } from '../../shared/error-place.ts';
import { decodeProvision, type Provision } from '../../shared/provision.ts';
import { fail, ok, type Result } from '../../shared/result.ts';
import type { SetUpFault } from '../../shared/setup.ts';
import { Locked } from '../guards/session.ts';
import type { Log } from '../log.ts';
import { provisionSettingsSchema } from '../settings.ts';
import { proxyTo } from '../sync/proxy.ts';
import { ticketOnStick } from './stick-ticket.ts';

/** What a window has a kiosk enrolled by while it is set up. */
export type TicketCall = 'setup:enrol' | 'setup:typed' | 'setup:stick';

export interface TicketParts {
  readonly log: Log;
  /** Chromium's words for the way to an address. */
  readonly resolveProxy: (url: string) => Promise<string>;
  /** Folders in which the system shows sticks that are plugged in. */
  readonly mountRoots: readonly string[];
  /** Path of a PEM file with authorities beside the built-in ones. */
  readonly extraCa: string | undefined;
  /** Enrols, and keeps what that brings. @throws where the disk does not take it */
  readonly enrol: (given: Given) => Promise<Enrolled>;
  /** All of the enrolment is on disk. */
  readonly enrolled: () => void;
}

type Enrolled = Calls['setup:enrol']['reply'];
/** What was shown, once it is read: a provision, or a ticket alone. */
export type Given = Provision & { readonly ticket: string };

/** Enrolling by what the camera has read, was typed, or was on a stick. Once it has succeeded nothing more is taken. */
export function ticketCalls(parts: TicketParts): { [C in TicketCall]: Handlers[C]['run'] } {
  let isTaken = false;

  /** One at a time: two tickets at once would be two kiosks to the hub. */
  const enrolOnce = async (find: Find): Promise<Enrolled> => {
    if (isTaken) throw new Locked('a ticket is being asked about, or was taken');
    isTaken = true;
    try {
      const enrolled = await enrolBy(find, parts);
      isTaken = enrolled.ok;
      return enrolled;
    } catch (error) {
      isTaken = false;
      throw error;
    }
  };

  return {
    'setup:enrol': ({ text }) => enrolOnce(() => Promise.resolve(ok(text))),
    'setup:typed': (typed) => enrolOnce(() => learnTyped(typed, parts)),
    'setup:stick': async () => {
      const text = ticketOnStick(parts.mountRoots);
      return text === null ? fail('no-ticket-on-stick') : enrolOnce(() => Promise.resolve(ok(text)));
    },
  };
}

/** Comes by the text of a ticket, or of a provision. */
type Find = () => Promise<Result<string, SetUpFault>>;

/** The one place where a text sets the kiosk up. */
async function enrolBy(find: Find, parts: TicketParts): Promise<Enrolled> {
  const enrolled = await orNotWritten(async () => {
    const text = await find();
    const given = text.ok ? givenIn(text.value) : text;
    return given.ok ? parts.enrol(given.value) : given;
  }, parts.log);
  if (!enrolled.ok) {
    parts.log.write('set-up-refused', { fault: enrolled.fault });
    return enrolled;
  }
  parts.log.write('set-up-enrolled', {});
  parts.enrolled();
  // No more of it is the window's business.
  const { venue, gate } = enrolled.value;
  return ok({ venue, gate });
}

/** The ticket of a hub's address and a code, as somebody has typed them. */
async function learnTyped(given: Calls['setup:typed']['ask'], parts: TicketParts): Promise<Result<string, SetUpFault>> {
  // Loaded where somebody types: with it comes what speaks to hubs.
  const { learnTicket, parseTyped } = await import('../sync/typed.ts');
  const typed = parseTyped(given.hub, given.code);
  if (!typed.ok) return typed;
  return learnTicket(typed.value, await proxyTo(typed.value.hub, parts.resolveProxy), parts.extraCa);
}

function givenIn(text: string): Result<Given, SetUpFault> {
  const read = decodeProvision(text, provisionSettingsSchema);
  if (!read.ok) return read;
  const { ticket, settings } = read.value;
  return ticket === null ? fail('ticket-malformed') : ok({ ticket, settings });
}

async function orNotWritten<T>(run: () => Promise<Result<T, SetUpFault>>, log: Log): Promise<Result<T, SetUpFault>> {
  try {
    return await run();
  } catch (error) {
    log.write('internal-error', describeError(error));
    return fail('not-written');
  }
}
