import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { BundleReply } from '../../shared/diagnostics.ts';
import type { Finding } from '../../shared/doctor.ts';
import type { Kiosk } from './examine.ts';

export interface ExamineWork {
  readonly is: 'examine';
  readonly kiosk: Kiosk;
  readonly nowMs: number;
}

export interface BundleWork extends Omit<ExamineWork, 'is'> {
  readonly is: 'bundle';
  /** Where it is kept. */
  readonly folder: string;
  readonly name: string;
}

/** What is to be done in a thread. Plain data. */
export type Work = ExamineWork | BundleWork;

export type Done =
  | { readonly is: 'examine'; readonly findings: readonly Finding[] }
  | { readonly is: 'bundle'; readonly reply: BundleReply };

/** Does it in a thread of its own, which is gone afterwards. @throws whatever went wrong there */
export function workInThread(
  work: Work,
  program: string = join(import.meta.dirname, 'doctor-worker.js'),
): Promise<Done> {
  const worker = new Worker(program, { workerData: work });
  return new Promise((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', () => {
      // Of no account where it has said what came of it.
      reject(new Error('the thread ended without an answer'));
    });
  });
}
