import { parentPort, workerData } from 'node:worker_threads';
import { takePolicy, type FetchPlan } from './fetch.ts';
import type { FetchReport } from './fetching.ts';

/** A thread of its own: verifying and opening millions of revocations may keep no visitor waiting. */
const taken = await takePolicy(workerData as FetchPlan);
const { fetched, opened, serverSeconds, postDatedAt } = taken;
const prefixes = opened?.revocations.prefixes ?? null;
const report: FetchReport = {
  fetched,
  serverSeconds,
  postDatedAt,
  stored:
    opened === null
      ? null
      : {
          prefixes,
          signedAt: opened.signedAt,
          expiresAt: opened.expiresAt,
          versions: opened.versions,
          trustedRoot: opened.trustedRoot,
        },
};
const lists = prefixes === null ? [] : [prefixes.upper.buffer, prefixes.lower.buffer, prefixes.starts.buffer];
parentPort?.postMessage(report, lists as ArrayBuffer[]);
