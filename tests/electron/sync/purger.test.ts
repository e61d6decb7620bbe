import { expect, test } from 'vitest';
import { NEW_MACHINE } from '../../../electron/sync/machine.ts';
import type { ChainSync, Machine } from '../../../electron/sync/machine-types.ts';
import { purger } from '../../../electron/sync/purge.ts';
import { makeChain } from '../../hub/journal.ts';
import { memoryOutbox } from './memory-outbox.ts';

const EPOCH = '0180bab7-0c00-7000-8000-00000000000e';
const ANOTHER = '0180bab7-0c00-7000-8000-00000000000f';
const SEQUENCE = 5;

const whole = makeChain(10);
const base = memoryOutbox(whole);
const { file, chain } = base;
const KNOWN: ChainSync = {
  ...{ file, chain, isSetAside: false, stand: 9, fill: null, filled: null, isDone: true },
  ...{ limit: 500, trouble: null, failures: 0, notBefore: 0 },
};
const machineOf = (changed: Partial<ChainSync> = {}, epoch = EPOCH): Machine => ({
  ...NEW_MACHINE,
  ...{ epoch, isOnline: true, chains: [{ ...KNOWN, ...changed }] },
});

interface Watched {
  /** What the purger did, in order. */
  readonly did: string[];
  readonly purge: ReturnType<typeof purger>;
  readonly pass: (ms: number) => void;
}

function watched(): Watched {
  const did: string[] = [];
  let nowMs = 0;
  const hash = base.entries[SEQUENCE]?.hash ?? new Uint8Array();
  const journal = {
    ...base,
    mark: () => ({ epoch: EPOCH, through: 9 }),
    duePurge: () => ({ sequence: SEQUENCE, hash }),
    purgeThrough: () => did.push('deleted'),
  };
  const asked = { is: 'received', hash: Buffer.from(hash).toString('base64') };
  const body = { epoch: EPOCH, chain, through: 9, hash: asked.hash, asked, holes: [] };
  const purge = purger({
    client: {
      post: () => {
        did.push('asked');
        return Promise.resolve({ ok: true, value: { status: 200, body, retryAfterMs: null } });
      },
    } as unknown as Parameters<typeof purger>[0]['client'],
    journal: () => journal,
    retentionDays: 14,
    clocks: () => ({ hubMs: 0, ownMs: 0 }),
    anchor: () => {
      did.push('anchor');
      return Promise.resolve(true);
    },
    removeSent: () => Promise.resolve([]),
    damaged: () => undefined,
    monotonicMs: () => nowMs,
    later: (_ms, then) => {
      then();
      return () => undefined;
    },
  });
  return { did, purge, pass: (ms) => (nowMs += ms) };
}

test('what was confirmed goes piece by piece, without being asked about again', async () => {
  const { did, purge } = watched();
  for (let turn = 0; turn < 3; turn += 1) expect(await purge(machineOf())).toEqual({ is: 'woke' });
  expect(did).toEqual(['asked', 'anchor', 'deleted', 'deleted']);
});

test('what was confirmed is asked about again where the hub’s epoch is another, under the same anchor', async () => {
  const { did, purge } = watched();
  await purge(machineOf());
  await purge(machineOf({}, ANOTHER));
  expect(did).toEqual(['asked', 'anchor', 'asked']);
});

test.each<[string, Machine, number]>([
  ['a hole of the hub’s is being filled', machineOf({ fill: { from: 2, through: 3 } }), 60_000],
  ['where the hub stands is not known', machineOf({ stand: null }), 60_000],
  ['the hub will not have some of it', machineOf({ trouble: 'hub-fails' }), 3_600_000],
  ['the hub has other entries in its place', machineOf({ trouble: 'forked' }), 3_600_000],
  ['the file is another', machineOf({ file: 'another' }), 60_000],
])('nothing is deleted, asked or written while %s, and all is asked again after', async (_case, machine, restMs) => {
  const { did, purge, pass } = watched();
  await purge(machineOf());
  for (let turn = 0; turn < 5; turn += 1) await purge(machine);
  pass(restMs - 1);
  await purge(machineOf());
  expect(did).toEqual(['asked', 'anchor']);
  pass(1);
  await purge(machineOf());
  await purge(machineOf());
  expect(did).toEqual(['asked', 'anchor', 'asked', 'deleted']);
});
