import { performance } from 'node:perf_hooks';
import { describe, expect, test } from 'vitest';
import { hcertText, nzcpText } from '../../scripts/foreign-codes.ts';
import { MAX_SCAN_LENGTH, MAX_TEXT_LENGTH } from '../../shared/scan.ts';
import { envelope, textOf } from './credential/codes.ts';
import { cardCode } from './credential/shc-kit.ts';
import { RUNS, saidOf, show } from './fuzz-run.ts';
import { SHANGHAI } from './judge-kit.ts';

/** Beyond any stall of a busy machine, far below what a loop that does not end would take. */
const CEILING_MS = 5000;

const INPUTS = 100_000;

describe('of 100,000 mutated codes none throws, none is admitted, none takes long', () => {
  test.for(RUNS)('changed: %s', { timeout: 120_000 }, async (run, { annotate }) => {
    const count = (INPUTS * run[1]) / 100;
    const { said, slowestMs } = show(count, run);
    await annotate(`slowest of ${count}: ${slowestMs.toFixed(0)} ms`);
    // A generator that makes only one kind of rubbish would prove little.
    expect(said.size).toBeGreaterThanOrEqual(8);
    expect(slowestMs).toBeLessThan(CEILING_MS);
  });

  test('the shares of the runs make a whole', () => {
    expect(RUNS.reduce((sum, [, share]) => sum + share, 0)).toBe(100);
  });
});

describe('the worst that fits into a code, and more', () => {
  const most = Math.floor((MAX_TEXT_LENGTH - 4) / 3) * 2;
  /** The tag of a signed object, and then the same again and again. */
  const filled = (hex: string, length = most): string =>
    textOf(Buffer.from(`d2${hex.repeat(Math.ceil((length * 2) / hex.length))}`, 'hex').subarray(0, length));
  const inPayload = (hex: string): string =>
    textOf(envelope({ key: SHANGHAI, payload: Buffer.from(hex.repeat(2600 / (hex.length / 2)), 'hex') }));
  test.each([
    ['lists in lists to the end', filled('81')],
    ['tags and lists in lists', filled('d281')],
    ['four items, the third of them lists in lists', filled(`844040${'81'.repeat(most)}`)],
    ['maps as keys of maps', filled('a1')],
    ['lists in lists within what is signed', inPayload('81')],
    ['maps in maps within what is signed', inPayload('a100')],
    ['a bomb of 2 MB in an EU certificate', hcertText(new Uint8Array(2_000_000))],
    ['lists in lists in an EU certificate', hcertText(new Uint8Array(60_000).fill(0x81))],
    ['lists in lists in a pass', nzcpText(Buffer.from(`d2${'81'.repeat(2000)}`, 'hex'))],
    ['a bomb of 2 MB in a card', cardCode(new Uint8Array(2_000_000))],
    ['lists in lists in a card', cardCode(Buffer.from('['.repeat(60_000)))],
    ['a card of nothing but digits', `shc:/${'1'.repeat(MAX_SCAN_LENGTH)}`],
    ['a card of a million digits', `shc:/${'0'.repeat(1_000_000)}`],
    ['a part of a card that never ends', `shc:/1/2/${'0'.repeat(1_000_000)}`],
    ['a JWS that never ends', `eyJ${'A'.repeat(1_000_000)}.A.A`],
    ['a list that says it has 2^64 items', filled('9bffffffffffffffff', 10)],
    ['a text that says it has 2^32 bytes', filled('7affffffff', 6)],
    ['a map that says it has 2^32 entries', filled('baffffffff', 6)],
    ['a long number of a version', `DS${'9'.repeat(100_000)}:`],
    ['a text as long as a book', `DS1:${'0'.repeat(1_000_000)}`],
    ['an address of nothing but dots', `https://${'a.'.repeat(100_000)}`],
    ['an address with a million signs', `https://${'@'.repeat(1_000_000)}`],
    ['an address with a user and no host', `https://${'a'.repeat(500_000)}@${':'.repeat(500_000)}`],
    ['a payment address that never ends', `https://${'a-.'.repeat(50_000)}alipay.co`],
  ])('%s is dealt with at once', (_case, text) => {
    const start = performance.now();
    expect(saidOf(text)).not.toMatch(/^admit/u);
    expect(performance.now() - start).toBeLessThan(CEILING_MS);
  });
});
