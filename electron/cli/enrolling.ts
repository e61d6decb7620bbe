import { join } from 'node:path';
import type { Result } from '../../shared/result.ts';
import { makeFolder } from '../folders.ts';
import { owedIn } from '../store/owed.ts';
import { enrol, type EnrolFault, type EnrolledKiosk, type EnrolPlan } from '../sync/enrol.ts';
import { meetHub } from '../sync/meet.ts';
import { readExtra } from '../sync/tls/authorities.ts';
import { learnTicket, parseTyped, type LearningFault, type TypingFault } from '../sync/typed.ts';
import { UsageError, type World } from './command.ts';
import { EXIT } from './ndjson.ts';

/** After these nothing is wrong with the ticket. */
const PASSING: ReadonlySet<string> = new Set<EnrolFault>([
  'hub-unreachable',
  'gateway-trouble',
  'hub-busy',
  'too-many-requests',
]);

/** Where a kiosk enrols from the command line, and how. */
interface Given extends Pick<EnrolPlan, 'ticket' | 'abandonsOld' | 'provision'> {
  /** The venue's folder, or the demo's; made if it is not there. */
  readonly directory: string;
  /** `http://HOST:PORT`; `null`: none. */
  readonly proxy: string | null;
}

/** Reads `--proxy`. @throws UsageError, also where the environment names authorities that cannot be read */
export function parseProxy(proxy: string | undefined): string | null {
  if (proxy !== undefined && !/^https?:\/\/[^/]+\/?$/u.test(proxy)) {
    throw new UsageError('--proxy is http://HOST:PORT');
  }
  const extraCa = process.env['NODE_EXTRA_CA_CERTS'] ?? '';
  if (extraCa !== '' && readExtra(extraCa) === null) {
    throw new UsageError(`NODE_EXTRA_CA_CERTS names a file that cannot be read: ${extraCa}`);
  }
  return proxy ?? null;
}

/** Enrols a kiosk whose app is stopped. */
export async function enrolIn({ directory, proxy, ...given }: Given): Promise<Result<EnrolledKiosk, EnrolFault>> {
  makeFolder(directory, 0o700);
  return enrol({
    ...given,
    directory,
    // Plain Node has no way to the system's store: the app moves what is written here at its next start.
    store: null,
    owed: () => owedIn(join(directory, 'journal.db')),
    meet: (known, key) => meetHub(known, key, proxy, process.env['NODE_EXTRA_CA_CERTS']),
  });
}

/** The ticket of an address and a code, as somebody has typed them. @param proxy as in {@link Given} */
export async function learnIn({
  hub,
  code,
  proxy,
}: {
  readonly hub: string;
  readonly code: string;
  readonly proxy: string | null;
}): Promise<Result<string, TypingFault | LearningFault>> {
  const typed = parseTyped(hub, code);
  return typed.ok ? learnTicket(typed.value, proxy, process.env['NODE_EXTRA_CA_CERTS']) : typed;
}

/** @returns the exit code: 1 for what may pass by itself */
export function sayEnrolFault(fault: string, { stdout }: World): number {
  stdout.write(`${JSON.stringify({ fault })}\n`);
  return PASSING.has(fault) ? EXIT.trouble : EXIT.badInput;
}
