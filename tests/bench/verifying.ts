// A program of its own, so that it can be built as the app is and run inside Electron as well as in Node.
import { createPublicKey, verify, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { inflateRawSync, inflateSync } from 'node:zlib';
import { primitives } from '../../electron/crypto.ts';
import { decodeBase45 } from '../../shared/credential/base45.ts';
import { decodeCredential, formatOf } from '../../shared/credential/decode.ts';
import { judge, type Grounds } from '../../shared/judge.ts';
import { NO_EVIDENCE } from '../../shared/visit.ts';
import { demoGrounds } from './demo-grounds.ts';

/** What the program reads from the file named by its only argument. */
export interface VerifyingTask {
  /** Codes by format. */
  readonly texts: Readonly<Record<string, readonly string[]>>;
  /** The judging clock, seconds since 1970. */
  readonly at: number;
  readonly resources: string;
  readonly rounds: number;
}

/** What it prints: per format, codes judged per second, and the same codes' bare signature checks with inflating. */
export type VerifyingRates = Readonly<Record<string, { readonly judged: number; readonly bare: number }>>;

const WARM_UP_ROUNDS = 10;

/** What is left of a code when all but the arithmetic is taken away. */
interface Bare {
  readonly compressed: Uint8Array | null;
  readonly isRaw: boolean;
  readonly message: Uint8Array;
  readonly signature: Uint8Array;
  readonly key: KeyObject;
}

const task = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as VerifyingTask;
process.stdout.write(JSON.stringify(measure(task)));

function measure({ texts, at, resources, rounds }: VerifyingTask): VerifyingRates {
  const grounds = demoGrounds(resources);
  const judgeOne = (text: string): void => {
    const judged = judge({ ...NO_EVIDENCE, code: text }, grounds, primitives, at);
    if (judged.kind !== 'decision' || judged.fault !== null) throw new Error('a code was not verified');
  };
  const rates = Object.entries(texts).map(([format, codes]) => {
    const bare = codes.map((text) => bareOf(text, grounds));
    // A kiosk has long run when it matters: what a compiler does with the first thousands is not what is asked.
    for (let round = 0; round < WARM_UP_ROUNDS; round += 1) {
      codes.forEach(judgeOne);
      bare.forEach(verifyOne);
    }
    let [judgedMs, bareMs] = [0, 0];
    // In turn, so that other load on the machine falls on both.
    for (let round = 0; round < rounds; round += 1) {
      judgedMs += timed(() => {
        codes.forEach(judgeOne);
      });
      bareMs += timed(() => {
        bare.forEach(verifyOne);
      });
    }
    const count = codes.length * rounds;
    return [format, { judged: count / (judgedMs / 1000), bare: count / (bareMs / 1000) }] as const;
  });
  return Object.fromEntries(rates);
}

function verifyOne({ compressed, isRaw, message, signature, key }: Bare): void {
  if (compressed !== null && (isRaw ? inflateRawSync : inflateSync)(compressed).length === 0) throw new Error('empty');
  if (!verify('sha256', message, { key, dsaEncoding: 'ieee-p1363' }, signature)) throw new Error('does not hold');
}

function bareOf(text: string, { trust }: Grounds): Bare {
  const sealed = decodeCredential(text, primitives);
  if (!sealed.ok) throw new Error(sealed.fault);
  const { kid, message, signature } = sealed.value;
  const format = formatOf(text)?.id ?? '';
  const jwk = trust.get(`${format}:${kid ?? ''}`)?.[0]?.jwk;
  if (jwk === undefined) throw new Error('no key');
  const key = createPublicKey({ key: { ...jwk }, format: 'jwk' });
  return { compressed: compressedOf(format, text, message), isRaw: format === 'shc', message, signature, key };
}

function compressedOf(format: string, text: string, message: Uint8Array): Uint8Array | null {
  if (format === 'hcert') {
    const bytes = decodeBase45(text.slice('HC1:'.length));
    return bytes.ok ? bytes.value : null;
  }
  return format === 'shc' ? Buffer.from(Buffer.from(message).toString().split('.')[1] ?? '', 'base64url') : null;
}

function timed(run: () => void): number {
  const startedAt = performance.now();
  run();
  return performance.now() - startedAt;
}
