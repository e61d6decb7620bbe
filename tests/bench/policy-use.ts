// A program of its own: opens rules, judges by them or fetches newer ones, in a process that has done nothing before.
import { existsSync, readFileSync } from 'node:fs';
import { primitives } from '../../electron/crypto.ts';
import { fetchPolicy, takePolicy, type Fetched } from '../../electron/policy/fetch.ts';
import { openPolicy, type OpenedPolicy } from '../../electron/policy/open.ts';
import { currentRepository } from '../../electron/policy/store.ts';
import { judge } from '../../shared/judge.ts';
import { ok } from '../../shared/result.ts';
import { NO_EVIDENCE } from '../../shared/visit.ts';
import { groundsAtMall } from './demo-grounds.ts';

export interface PolicyTask {
  /** `update`: as a kiosk does, which goes on judging by the rules in force while it fetches newer ones. */
  readonly do: 'open' | 'fetch' | 'update';
  readonly store: string;
  readonly rootPath: string;
  readonly from: string;
  readonly at: number;
  /** Judged by the opened rules, `rounds` times over. */
  readonly texts: readonly string[];
  readonly rounds: number;
}

export interface PolicyTimes {
  readonly openMs: number;
  readonly judgedPerSecond: number;
  readonly fetched: Fetched | null;
  readonly fetchMs: number;
  /** The most memory this process ever had. */
  readonly peakBytes: number;
  /** What it had before it began; of an update, with the rules in force open. */
  readonly baseBytes: number;
}

const task = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as PolicyTask;
const inForce = task.do === 'update' ? open(task) : null;
const baseBytes = process.memoryUsage().rss;
const times = task.do === 'open' ? use(task) : await update(task);
// Still judged by: it must not have been collected meanwhile.
if (inForce?.revocations.prefixes.upper.length === 0) throw new Error('nothing was in force');
process.stdout.write(JSON.stringify({ ...times, baseBytes, peakBytes: peakBytes() }));

/** Linux counts a parent's peak into `getrusage` of the child it becomes by exec; the high-water mark of its own is here. */
function peakBytes(): number {
  const status = existsSync('/proc/self/status') ? readFileSync('/proc/self/status', 'utf8') : '';
  const own = /^VmHWM:\s+(\d+) kB$/mu.exec(status)?.[1];
  return (own === undefined ? process.resourceUsage().maxRSS : Number(own)) * 1024;
}

type Times = Omit<PolicyTimes, 'peakBytes' | 'baseBytes'>;

function open({ store, rootPath }: PolicyTask): OpenedPolicy {
  const source = { directory: currentRepository(store), trustedRootPath: rootPath, refusedKeys: new Set<string>() };
  const opened = openPolicy(source);
  if (!opened.ok) throw new Error(opened.fault);
  return opened.value;
}

function use(asked: PolicyTask): Times {
  const { at, texts, rounds } = asked;
  const startedAt = performance.now();
  const { policy, trust, revocations } = open(asked);
  const openMs = performance.now() - startedAt;
  const grounds = groundsAtMall({ policy: ok(policy), trust: trust.list, revocations });
  const judgeAll = (): void => {
    for (const code of texts) {
      const judged = judge({ ...NO_EVIDENCE, code }, grounds, primitives, at);
      if (judged.kind !== 'decision' || judged.verdict !== 'admit') throw new Error('a visitor was not admitted');
    }
  };
  judgeAll();
  const judgingAt = performance.now();
  for (let round = 0; round < rounds; round += 1) judgeAll();
  const judgedPerSecond = (texts.length * rounds) / ((performance.now() - judgingAt) / 1000);
  return { openMs, judgedPerSecond, fetched: null, fetchMs: 0 };
}

async function update({ do: what, store, rootPath, from, at }: PolicyTask): Promise<Times> {
  const startedAt = performance.now();
  const plan = { from, trustedRootPath: rootPath, store, now: at, refusedKeys: new Set<string>(), timeoutMs: 600_000 };
  const fetched = what === 'update' ? (await takePolicy(plan)).fetched : await fetchPolicy(plan);
  return { openMs: 0, judgedPerSecond: 0, fetched, fetchMs: performance.now() - startedAt };
}
