import { join } from 'node:path';
import type { AnewFault } from '../../shared/anew.ts';
import type { Provision } from '../../shared/provision.ts';
import { fail, type Result } from '../../shared/result.ts';
import type { SystemStore } from '../keys.ts';
import { provisioningOf } from '../provisioning.ts';
import { owedIn } from '../store/owed.ts';
import { enrol, type EnrolledKiosk } from './enrol.ts';
import { keepEnrolment } from './enrolment.ts';
import { meetBy } from './meet-by.ts';

export interface EnrolAnewParts {
  /** Of the kiosk that runs, with its journal open. */
  readonly directory: string;
  readonly store: SystemStore | null;
  /** Chromium's words for the way to an address. */
  readonly resolveProxy: (url: string) => Promise<string>;
  /** Path of a PEM file with authorities beside the built-in ones. */
  readonly extraCa: string | undefined;
}

/** Enrols a kiosk anew whose app runs: what it brings is in force with the next start, which finds the journal closed. */
export async function enrolAnew(
  provision: Provision,
  { directory, store, resolveProxy, extraCa }: EnrolAnewParts,
): Promise<Result<EnrolledKiosk, AnewFault>> {
  if (provision.ticket === null) return fail('ticket-malformed');
  return enrol({
    ...{ ticket: provision.ticket, directory, store, provision: provisioningOf(provision) },
    owed: () => owedIn(join(directory, 'journal.db')),
    meet: meetBy(resolveProxy, extraCa),
    install: keepEnrolment,
  });
}
