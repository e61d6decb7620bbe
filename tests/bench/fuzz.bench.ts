import { RUNS, show } from '../shared/fuzz-run.ts';
import type { Row } from './rows.ts';

const INPUTS = 1_000_000;

/** A million mutated codes of every format. One that throws, or is admitted, ends the bench. */
export function bench(): Promise<Row[]> {
  const startedAt = performance.now();
  const tallies = RUNS.map((run) => ({
    title: run[0],
    count: (INPUTS * run[1]) / 100,
    ...show((INPUTS * run[1]) / 100, run),
  }));
  const seconds = (performance.now() - startedAt) / 1000;
  const slowest = Math.max(...tallies.map(({ slowestMs }) => slowestMs));
  const answers = new Set(tallies.flatMap(({ said }) => [...said.keys()]));
  return Promise.resolve([
    ...tallies.map(({ title, count, said }) => ({
      name: `changed: ${title}`,
      value: count,
      unit: 'codes',
      note: `${said.size} different answers`,
    })),
    {
      name: 'forgeries admitted, answers outside the closed list, exceptions',
      value: 0,
      unit: '',
      note: `${answers.size} different answers in all; one would have ended the run`,
    },
    { name: 'the slowest answer', value: slowest, unit: 'ms', target: { below: 20 } },
    { name: 'inputs', value: INPUTS / seconds, unit: '/s', note: 'making them included' },
  ]);
}
