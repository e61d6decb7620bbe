import { parentPort, workerData } from 'node:worker_threads';
import { openWay } from '../sync/dispatcher.ts';
import { takePolicy } from './fetch.ts';
import type { FetchReport, ThreadPlan } from './fetching.ts';

/** A thread of its own: verifying and opening millions of revocations may keep no visitor waiting. */
const { hubNowMs = null, ...plan } = workerData as ThreadPlan;
// A stick needs none, whatever is wrong with the file of authorities.
const way = /^https:/iu.test(plan.from) ? openWay(null, process.env['NODE_EXTRA_CA_CERTS']) : null;
way?.goBy(() => hubNowMs);
const taken = await takePolicy(way === null ? plan : { ...plan, dispatcher: way.requests });
await way?.close();
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
