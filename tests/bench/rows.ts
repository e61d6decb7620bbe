/** One figure of a benchmark. */
export interface Row {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly target?: Target;
  /** What it is to be read against: a peer, how it was taken. */
  readonly note?: string;
}

/** What the project asks of a figure, in the row's own unit. */
export type Target = { readonly atMost: number } | { readonly atLeast: number } | { readonly below: number };

export function isMet(target: Target, value: number): boolean {
  if ('atMost' in target) return value <= target.atMost;
  return 'atLeast' in target ? value >= target.atLeast : value < target.below;
}

/** The value below which the fraction `p` of the samples lies (nearest rank). */
export function percentile(samples: readonly number[], p: number): number {
  const sorted = [...samples].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(p * sorted.length) - 1))] ?? Number.NaN;
}

export function median(samples: readonly number[]): number {
  return percentile(samples, 0.5);
}

/** Milliseconds of many; what is asked of them is asked of p99. */
export function figures(name: string, ms: readonly number[], { target, note }: Pick<Row, 'target' | 'note'>): Row[] {
  return [
    { name: `${name}, p50`, value: percentile(ms, 0.5), unit: 'ms', ...(note !== undefined && { note }) },
    { name: `${name}, p95`, value: percentile(ms, 0.95), unit: 'ms' },
    { name: `${name}, p99`, value: percentile(ms, 0.99), unit: 'ms', ...(target && { target }) },
    { name: `${name}, slowest`, value: Math.max(...ms), unit: 'ms' },
  ];
}
