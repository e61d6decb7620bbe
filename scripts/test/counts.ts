import { stripVTControlCharacters } from 'node:util';
import { z } from 'zod';

/** What one runner did. */
export interface Counts {
  readonly passed: number;
  readonly failed: number;
  /** Title and, where given, the reason of every test that was not run. */
  readonly skipped: readonly string[];
  /** Title of every test that failed, and the first line of why. */
  readonly failures: readonly string[];
}

export const NOTHING: Counts = { passed: 0, failed: 0, skipped: [], failures: [] };

export function addCounts(a: Counts, b: Counts): Counts {
  return {
    passed: a.passed + b.passed,
    failed: a.failed + b.failed,
    skipped: [...a.skipped, ...b.skipped],
    failures: [...a.failures, ...b.failures],
  };
}

const vitestReport = z.object({
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      assertionResults: z.array(
        z.object({ fullName: z.string(), status: z.string(), failureMessages: z.array(z.string()).optional() }),
      ),
    }),
  ),
});

/** Reads Vitest's JSON report. A file that failed outside its tests counts as one failure. */
export function readVitest(report: unknown): Counts {
  return vitestReport.parse(report).testResults.map(vitestFile).reduce(addCounts, NOTHING);
}

function vitestFile({ name, status, assertionResults }: z.infer<typeof vitestReport>['testResults'][number]): Counts {
  const titles = (wanted: (status: string) => boolean): string[] =>
    assertionResults.filter((one) => wanted(one.status)).map((one) => one.fullName);
  const failures = assertionResults
    .filter((one) => one.status === 'failed')
    .map((one) => failure(one.fullName, one.failureMessages?.[0]));
  if (status === 'failed' && failures.length === 0) failures.push(name);
  const skipped = titles((one) => one !== 'passed' && one !== 'failed');
  return { passed: titles((one) => one === 'passed').length, failed: failures.length, skipped, failures };
}

const playwrightTest = z.object({
  status: z.enum(['expected', 'unexpected', 'flaky', 'skipped']),
  results: z.array(
    z.object({
      error: z
        .object({ message: z.string().optional(), location: z.object({ line: z.number() }).optional() })
        .optional(),
    }),
  ),
  annotations: z.array(z.object({ type: z.string(), description: z.string().optional() })),
});
const playwrightSuite = z.object({
  title: z.string(),
  specs: z.array(z.object({ title: z.string(), tests: z.array(playwrightTest) })),
  get suites() {
    return z.array(playwrightSuite).optional();
  },
});
const playwrightReport = z.object({
  suites: z.array(playwrightSuite),
  errors: z.array(z.object({ message: z.string().optional() })),
});

/** Reads Playwright's JSON report. A test that passed only when tried again counts as failed. */
export function readPlaywright(report: unknown): Counts {
  const { suites, errors } = playwrightReport.parse(report);
  const failures = errors.map((error) => error.message?.split('\n')[0] ?? 'an error outside the tests');
  return suites.map(playwrightFile).reduce(addCounts, { ...NOTHING, failed: failures.length, failures });
}

function playwrightFile({ specs, suites = [] }: z.infer<typeof playwrightSuite>): Counts {
  const own = specs.flatMap(({ title, tests }) => tests.map((one) => playwrightCount(title, one)));
  return [...own, ...suites.map(playwrightFile)].reduce(addCounts, NOTHING);
}

function playwrightCount(title: string, { status, annotations, results }: z.infer<typeof playwrightTest>): Counts {
  if (status === 'expected') return { ...NOTHING, passed: 1 };
  if (status !== 'skipped') {
    const error = results.find((one) => one.error !== undefined)?.error;
    const where = error?.location === undefined ? '' : ` (line ${error.location.line})`;
    return { ...NOTHING, failed: 1, failures: [failure(title + where, error?.message)] };
  }
  const reason = annotations.find(({ type }) => type === 'skip' || type === 'fixme')?.description;
  return { ...NOTHING, skipped: [reason === undefined ? title : `${title} (${reason})`] };
}

/** A line for the end of a report, which is all that some places keep of it. */
function failure(title: string, message = ''): string {
  const [why = ''] = stripVTControlCharacters(message).split('\n');
  return why === '' ? title : `${title}: ${why}`;
}

/** Judges a runner as a whole: one that ran no test, or failed without a failed test, is itself a failure. */
export function settleRunner(name: string, counts: Counts, exitCode: number | null): Counts {
  if (counts.passed + counts.failed === 0) return withFailure(counts, `${name} ran no test`);
  if (exitCode !== 0 && counts.failed === 0) return withFailure(counts, `${name} ended with ${exitCode ?? 'a signal'}`);
  return counts;
}

function withFailure(counts: Counts, failure: string): Counts {
  return { ...counts, failed: counts.failed + 1, failures: [...counts.failures, failure] };
}

/** The last line of `npm test`. */
export function summaryLine({ passed, failed }: Counts): string {
  return `${passed} passed, ${failed} failed`;
}
