import { constants, setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import type { BundleReply } from '../../shared/diagnostics.ts';
import { ok } from '../../shared/result.ts';
import { openKept } from '../console/kept-file.ts';
import { makeBundle } from './bundle.ts';
import { examine } from './examine.ts';
import type { BundleWork, Done, Work } from './in-thread.ts';
import { thisSystem } from './read-machine.ts';

/** A thread of its own for one look at the kiosk: journals are large, and sticks slow. */
const port = parentPort;
if (port === null) throw new Error('a kiosk is looked at in a thread');

// Whoever serves visitors goes first. Elsewhere it would be the whole app that is put back, and not this thread.
if (process.platform === 'linux') setPriority(constants.priority.PRIORITY_LOW);

async function keepBundle({ kiosk, nowMs, folder, name }: BundleWork): Promise<BundleReply> {
  const bytes = await makeBundle(kiosk, thisSystem(), nowMs);
  const kept = openKept(folder, name);
  if (!kept.ok) return kept;
  const added = kept.value.add(bytes);
  const named = added.ok ? kept.value.end() : added;
  if (named.ok) return ok({ name: named.value, folder });
  kept.value.drop();
  return named;
}

const work = workerData as Work;
const done: Done =
  work.is === 'examine'
    ? { is: 'examine', findings: await examine(work.kiosk, thisSystem(), work.nowMs) }
    : { is: 'bundle', reply: await keepBundle(work) };
port.postMessage(done);
