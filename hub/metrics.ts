import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Taken } from './store/ingest.ts';

export interface Metrics {
  readonly countBatch: (taken: Taken) => void;
  readonly countRefusal: (fault: string) => void;
  /** Alerts there are, by kind. */
  readonly setAlerts: (counts: readonly { readonly kind: string; readonly count: number }[]) => void;
  readonly timeAnswer: (route: string, status: number, seconds: number) => void;
  /** In Prometheus' text format. */
  readonly write: () => Promise<string>;
  readonly contentType: string;
}

/** Upper ends in seconds: a batch takes some 20 ms, a kiosk gives up after some seconds. */
const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** @param waiting requests that wait for a connection to the database */
export function openMetrics(waiting: () => number): Metrics {
  const registry = new Registry();
  const entries = new Counter({
    name: 'sentinel_hub_entries_total',
    help: 'Entries received, by what became of them; those in quarantine are stored too',
    labelNames: ['outcome'] as const,
    registers: [registry],
  });
  const refusals = new Counter({
    name: 'sentinel_hub_refusals_total',
    help: 'Requests refused, by fault',
    labelNames: ['fault'] as const,
    registers: [registry],
  });
  const answers = new Histogram({
    name: 'sentinel_hub_answer_seconds',
    help: 'Time from a request to its answer',
    labelNames: ['route', 'status'] as const,
    buckets: BUCKETS,
    registers: [registry],
  });
  const queue = new Gauge({
    name: 'sentinel_hub_database_waiting',
    help: 'Requests that wait for a connection to the database',
    registers: [registry],
  });
  const alerts = new Gauge({
    name: 'sentinel_hub_alerts',
    help: 'Alerts raised so far, by kind, of all processes on this database',
    labelNames: ['kind'] as const,
    registers: [registry],
  });
  return {
    countBatch: ({ stored, repeated, quarantined }) => {
      entries.inc({ outcome: 'stored' }, stored);
      entries.inc({ outcome: 'repeated' }, repeated);
      entries.inc({ outcome: 'quarantined' }, quarantined);
    },
    countRefusal: (fault) => {
      refusals.inc({ fault });
    },
    setAlerts: (counts) => {
      for (const { kind, count } of counts) alerts.set({ kind }, count);
    },
    timeAnswer: (route, status, seconds) => {
      answers.observe({ route, status }, seconds);
    },
    write: () => {
      queue.set(waiting());
      return registry.metrics();
    },
    contentType: registry.contentType,
  };
}
