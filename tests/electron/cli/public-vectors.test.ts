import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { explain } from '../../../electron/cli/explain.ts';
import { ROOT, run } from './cli-kit.ts';

/** Test cases that nobody here wrote; docs/vectors.md says whose they are. They are not part of the project. */
const VECTORS = join(ROOT, '..', 'shared', 'vectors');

const answer = z.object({
  steps: z.record(z.string(), z.boolean()),
  fault: z.string().nullable(),
  verdict: z.string().nullable(),
  reasons: z.array(z.object({ code: z.string() })),
});
type Answer = z.infer<typeof answer>;

async function explainAll(lines: readonly object[]): Promise<Answer[]> {
  const answered = await run(explain, ['--continue'], lines);
  return answered.lines.map((line) => answer.parse(line));
}

const read = (...path: string[]): string => readFileSync(join(VECTORS, ...path), 'utf8').replace(/^\uFEFF/u, '');

describe.skipIf(!existsSync(VECTORS))('the public vectors (not tried where ../shared/vectors is not there)', () => {
  /** Which of our steps each expectation of the EU's test data is about. */
  const STEPS: Readonly<Record<string, readonly string[]>> = {
    EXPECTEDUNPREFIX: ['prefix'],
    EXPECTEDB45DECODE: ['base45'],
    EXPECTEDCOMPRESSION: ['zlib'],
    EXPECTEDDECODE: ['cbor', 'cose'],
    EXPECTEDVERIFY: ['kid', 'signature'],
    EXPECTEDKEYUSAGE: ['keyUsage'],
    EXPECTEDEXPIRATIONCHECK: ['period'],
    EXPECTEDSCHEMAVALIDATION: ['schema'],
    EXPECTEDVALIDJSON: ['schema'],
  };
  const euCase = z.object({
    PREFIX: z.string(),
    TESTCTX: z.object({ CERTIFICATE: z.string(), VALIDATIONCLOCK: z.string() }),
    EXPECTEDRESULTS: z.record(z.string(), z.boolean()),
  });

  test('every expectation of the EU’s test data holds', async () => {
    const files = readdirSync(join(VECTORS, 'eu-dcc'), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.json'))
      .sort();
    const cases = files.map((name) => ({ name, ...euCase.parse(JSON.parse(read('eu-dcc', name))) }));
    const answers = await explainAll(
      cases.map(({ PREFIX, TESTCTX }) => ({
        text: PREFIX,
        at: TESTCTX.VALIDATIONCLOCK,
        trust: [{ format: 'hcert', certificate: TESTCTX.CERTIFICATE }],
      })),
    );
    const told = cases.flatMap(({ name, EXPECTEDRESULTS }, i) =>
      Object.entries(EXPECTEDRESULTS)
        .filter(([expectation]) => Object.hasOwn(STEPS, expectation))
        .map(([expectation, expected]) => ({
          about: `${name} ${expectation}`,
          expected,
          said: (STEPS[expectation] ?? []).every((step) => answers[i]?.steps[step] === true),
        })),
    );
    expect(told.filter(({ expected, said }) => expected !== said)).toEqual([]);
    expect(told.length).toBeGreaterThan(100);
  });

  test('SMART Health Cards are read as digits and as the JWS itself', async () => {
    const jwks = JSON.parse(read('shc', 'jwks.json')) as object;
    const trust = [{ format: 'shc', iss: 'https://spec.smarthealth.cards/examples/issuer', jwks }];
    const names = readdirSync(join(VECTORS, 'shc')).filter((name) => name.startsWith('example-'));
    const answers = await explainAll(
      names.map((name) => ({ text: read('shc', name).trim(), at: '2021-12-01T00:00:00Z', trust })),
    );
    expect(names.length).toBeGreaterThan(0);
    // Vaccinated, not tested, and no colour: a person looks.
    expect(answers.map(({ fault, verdict }) => ({ fault, verdict }))).toEqual(
      names.map(() => ({ fault: null, verdict: 'refer' })),
    );
  });

  test.each([
    ['nzcp.txt', null],
    ['nzcp-expired-payload.txt', 'expired'],
    ['nzcp-modified-payload.txt', 'signature-forged'],
  ])('the New Zealand pass %s', async (name, fault) => {
    const trust = [{ format: 'nzcp', did: JSON.parse(read('nzcp', 'did.json')) as object }];
    const [said] = await explainAll([{ text: read('nzcp', name).trim(), at: '2021-12-01T00:00:00Z', trust }]);
    expect(said?.fault).toBe(fault);
  });
});
