// A program of its own, so that it can be built as the app is and run inside Electron as well as in Node.
import { createPublicKey, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { primitives } from '../../electron/crypto.ts';
import { decodeBase45 } from '../../shared/credential/base45.ts';
import { decodeSign1, type Sign1 } from '../../shared/credential/cose.ts';
import { PREFIX } from '../../shared/credential/health-code.ts';
import { judge } from '../../shared/judge.ts';
import { NO_EVIDENCE } from '../../shared/visit.ts';
import { demoGrounds } from './demo-grounds.ts';

/** What the program reads from the file named by its only argument. */
export interface JudgingTask {
  readonly texts: readonly string[];
  /** The judging clock, seconds since 1970. */
  readonly at: number;
  readonly resources: string;
  /** Public key of the texts' issuer, base64url. */
  readonly issuerKey: string;
  readonly rounds: number;
}

/** What it prints: milliseconds of each judging, and of each bare verification of the same signatures. */
export interface JudgingTimes {
  readonly judgeMs: readonly number[];
  readonly verifyMs: readonly number[];
}

const task = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as JudgingTask;
process.stdout.write(JSON.stringify(measure(task)));

function measure({ texts, at, resources, issuerKey, rounds }: JudgingTask): JudgingTimes {
  const signed = texts.map(signedPart);
  const grounds = demoGrounds(resources);
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: issuerKey }, format: 'jwk' });
  const judgeOne = (text: string): void => {
    const judged = judge({ ...NO_EVIDENCE, code: text }, grounds, primitives, at);
    if (judged.kind !== 'decision' || judged.verdict !== 'admit') throw new Error('a visitor was not admitted');
  };
  const verifyOne = ({ toBeSigned, signature }: Sign1): void => {
    if (!verify(null, toBeSigned, key, signature)) throw new Error('a signature does not hold');
  };
  texts.forEach(judgeOne);
  const [judgeMs, verifyMs]: [number[], number[]] = [[], []];
  // In turn, so that other load on the machine falls on both.
  for (let round = 0; round < rounds; round += 1) {
    for (const text of texts) judgeMs.push(timed(judgeOne, text));
    for (const one of signed) verifyMs.push(timed(verifyOne, one));
  }
  return { judgeMs, verifyMs };
}

function signedPart(text: string): Sign1 {
  const bytes = decodeBase45(text.slice(PREFIX.length));
  const sign1 = bytes.ok ? decodeSign1(bytes.value) : bytes;
  if (!sign1.ok) throw new Error(sign1.fault);
  return sign1.value;
}

function timed<T>(run: (argument: T) => void, argument: T): number {
  const startedAt = performance.now();
  run(argument);
  return performance.now() - startedAt;
}
