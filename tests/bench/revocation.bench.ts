import { randomBytes } from 'node:crypto';
import { primitives } from '../../electron/crypto.ts';
import { buildRevocations, hasPrefix, isRevoked, openRevocations } from '../../shared/credential/revocation.ts';
import type { Row } from './rows.ts';

const PREFIXES = 10_000_000;
const LOOKUPS = 1_000_000;

/** Ten million revoked credentials: opened, held and searched. */
export function bench(): Promise<Row[]> {
  const list = sortedPrefixes(PREFIXES);
  const before = memory();
  const startedAt = performance.now();
  const opened = openRevocations([list], list.length);
  const loadMs = performance.now() - startedAt;
  if (!opened.ok) throw new Error(opened.fault);
  const held = opened.value.upper.byteLength + opened.value.lower.byteLength;
  const grown = memory() - before;
  const asked = new Uint32Array(randomBytes(LOOKUPS * 8).buffer, 0, LOOKUPS * 2);
  let hits = 0;
  const lookupMs = timed(() => {
    for (let i = 0; i < LOOKUPS; i += 1) {
      if (hasPrefix(opened.value, asked[2 * i] ?? 0, asked[2 * i + 1] ?? 0)) hits += 1;
    }
  });
  const revocations = buildRevocations([], opened.value);
  const ids = Array.from({ length: 100_000 }, (_, i) => `URN:UVCI:01:AT:${i}`);
  const checkMs = timed(() => {
    for (const id of ids) isRevoked(revocations, { issuer: 'AT', id, issuedAt: 0 }, 'k1', primitives.sha256);
  });
  return Promise.resolve([
    { name: '10 million revoked, opened', value: loadMs, unit: 'ms', target: { below: 1000 } },
    {
      name: '10 million revoked, held',
      value: held / 1e6,
      unit: 'MB',
      target: { atMost: 100 },
      note: `${(grown / 1e6).toFixed(0)} MB more in the process`,
    },
    {
      name: 'a prefix looked up',
      value: (lookupMs / LOOKUPS) * 1000,
      unit: 'µs',
      target: { below: 1 },
      note: `${LOOKUPS} at random, ${hits} found`,
    },
    { name: 'an id hashed and looked up', value: (checkMs / ids.length) * 1000, unit: 'µs' },
  ]);
}

/** Random prefixes in order, as a publisher's list has them; two alike among 10 million are not to be expected. */
function sortedPrefixes(count: number): Uint8Array {
  const values = new BigUint64Array(count);
  const bytes = new Uint8Array(values.buffer);
  for (let at = 0; at < bytes.length; at += 65_536) crypto.getRandomValues(bytes.subarray(at, at + 65_536));
  values.sort();
  const list = new DataView(new ArrayBuffer(count * 8));
  for (let i = 0; i < count; i += 1) list.setBigUint64(i * 8, values[i] ?? 0n);
  return new Uint8Array(list.buffer);
}

function memory(): number {
  return process.memoryUsage().arrayBuffers;
}

function timed(run: () => void): number {
  const startedAt = performance.now();
  run();
  return performance.now() - startedAt;
}
