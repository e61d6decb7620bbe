import { createHash } from 'node:crypto';
import type { Provision } from '../shared/provision.ts';
import type { Provisioning } from './sync/enrolment.ts';

/** What enrolment puts in force of a provision. Of whatever order its settings are in: the same again is the same. */
export function provisioningOf({ ticket, settings }: Provision): Provisioning {
  const sorted = Object.entries(settings).sort(([a], [b]) => (a < b ? -1 : 1));
  const id = createHash('sha256')
    .update(JSON.stringify([ticket, sorted]))
    .digest('hex');
  return { id, settings };
}
