import { parentPort, workerData } from 'node:worker_threads';
import { checkThroughout } from './check.ts';

/** A thread of its own: reading gigabytes may keep no visitor waiting. */
parentPort?.postMessage(checkThroughout(workerData as string));
