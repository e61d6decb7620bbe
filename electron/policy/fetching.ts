import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { RevokedPrefixes } from '../../shared/credential/revocation.ts';
import type { OpenedPolicy } from './open.ts';
import type { FetchPlan, Taken } from './fetch.ts';

/** What a fetch has come to, as far as it can cross from one thread to another. */
export interface FetchReport extends Pick<Taken, 'fetched' | 'serverSeconds' | 'postDatedAt'> {
  /** Of what is now in the store, if anything there has changed. */
  readonly stored:
    | (Pick<OpenedPolicy, 'signedAt' | 'expiresAt' | 'versions' | 'trustedRoot'> & {
        readonly prefixes: RevokedPrefixes | null;
      })
    | null;
}

/** What a thread is told. */
export interface ThreadPlan extends Omit<FetchPlan, 'dispatcher'> {
  /** Epoch milliseconds by the hub's clock: a server's certificate is to be valid then; absent or `null`: by the machine's. */
  readonly hubNowMs?: number | null;
}

/** A thread that has not given up by itself so long after it should have hangs in the system: a stick that is stuck. */
const GRACE_MS = 30_000;

/** Fetches in a thread of its own, which is gone afterwards. */
export function fetchInThread(
  plan: ThreadPlan,
  program: string = join(import.meta.dirname, 'fetch-worker.js'),
): Promise<FetchReport> {
  const worker = new Worker(program, { workerData: plan });
  const late = setTimeout(() => void worker.terminate(), plan.timeoutMs + GRACE_MS);
  return new Promise((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', () => {
      clearTimeout(late);
      reject(new Error('the fetching thread ended without an answer'));
    });
  });
}
