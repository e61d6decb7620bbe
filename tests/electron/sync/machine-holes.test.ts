import { expect, test } from 'vitest';
import { faultOf } from '../../../electron/sync/machine.ts';
import type { SyncEvent } from '../../../electron/sync/machine-types.ts';
import {
  CHAIN,
  KEPT,
  LATER_EPOCH,
  NOW,
  NO_ANSWER,
  OLD,
  OPENED,
  acknowledged,
  own,
  play,
  sent,
  stood,
} from './machine-kit.ts';

const HOLE = { from: 2, through: 4 };

test('what the hub was told to be lost, and is here, is sent before it is written down what it has of the rest', () => {
  const asked = play([OPENED, stood(9, own(9, -1, { fillable: HOLE }))]);
  expect(asked.command).toMatchObject({ do: 'send', after: 1 });
  const part = play([sent(1, 2, acknowledged(3)), KEPT], asked.machine);
  expect(part.command).toMatchObject({ do: 'send', after: 3 });
  const filled = play([sent(3, 2, acknowledged(5)), KEPT], part.machine);
  expect(filled.command).toEqual({ do: 'ask', file: CHAIN });
  const again = play([stood(9, own(9, -1, { fillable: { from: 6, through: 6 } }))], filled.machine);
  expect(again.command).toMatchObject({ do: 'send', after: 5 });
  const last = play([sent(5, 4, acknowledged(9)), KEPT, stood(9, own(9))], again.machine);
  expect(last.command).toMatchObject({ do: 'keep', through: 9 });
});

test('a hub that took what fills a hole and lacks it still is given time', () => {
  const hole = stood(9, own(9, -1, { fillable: HOLE }));
  const { machine, command } = play([OPENED, hole, sent(1, 3, acknowledged(4)), KEPT, hole]);
  expect(command).toEqual({ do: 'rest', until: NOW + 1000 });
  expect(faultOf(machine)).toBe('internal-error');
  expect(play([{ is: 'woke' }], machine, NOW + 1000).command).toEqual({ do: 'ask', file: CHAIN });
});

test('a hub that was restored from before a hole was filled is sent it again', () => {
  const hole = stood(9, own(9, -1, { fillable: HOLE }));
  const filled = play([OPENED, hole, sent(1, 3, acknowledged(4)), KEPT]);
  const restored = { is: 'heard', outcome: { is: 'good', body: { epoch: LATER_EPOCH } } } as const;
  const { command } = play(
    [restored, stood(9, own(9, -1, { fillable: HOLE }), { epoch: LATER_EPOCH })],
    filled.machine,
  );
  expect(command).toMatchObject({ do: 'send', after: 1 });
});

test('a hub that will not have what fills a hole is sent it ever more rarely', () => {
  const hole = stood(9, own(9, -1, { fillable: HOLE }));
  let played = play([OPENED]);
  const waits = [1, 2, 3].map(() => {
    played = play([hole, sent(1, 3, acknowledged(4)), KEPT, hole], played.machine, NOW);
    return played.command.do === 'rest' ? (played.command.until ?? 0) - NOW : 0;
  });
  expect(waits).toEqual([1000, 2000, 4000]);
});

test('two files with copies of one chain are each asked about, and each sent', () => {
  const copies: SyncEvent = {
    is: 'opened',
    chains: [
      { file: CHAIN, chain: CHAIN, isSetAside: false },
      { file: OLD, chain: CHAIN, isSetAside: true },
    ],
  };
  const aside = { ...stood(4, own(9)), file: OLD } as SyncEvent;
  const first = play([copies, aside, KEPT, { ...sent(4, 5, acknowledged(9)), file: OLD }, KEPT]);
  const done = play([{ is: 'nothing-follows', file: OLD }], first.machine);
  expect(done.command).toEqual({ do: 'ask', file: CHAIN });
  expect(play([stood(9, own(3))], done.machine).command).toEqual({ do: 'begin-new-chain', file: CHAIN });
});

test('silence while a hole is being filled has the hub asked', () => {
  const filling = [OPENED, stood(9, own(9, -1, { fillable: HOLE }))];
  const { machine } = play([...filling, sent(1, 2, NO_ANSWER)]);
  const { command } = play([{ is: 'woke' }], machine, NOW + 60_000);
  expect(command).toEqual({ do: 'ask', file: CHAIN });
});

test.each([
  ['of which the hub has dropped our newest has been with it', [], 'keep'],
  ['of which the hub has dropped our newest, or never had it, is not known to have been with it', undefined, 'rest'],
])('a journal that was set aside, %s', (_what, holes, command) => {
  const aside: SyncEvent = { is: 'opened', chains: [{ file: CHAIN, chain: CHAIN, isSetAside: true }] };
  const standing = stood(12, own(9), { asked: { is: 'dropped' }, ...(holes === undefined ? {} : { holes }) });
  expect(play([aside, standing]).command).toMatchObject({ do: command });
});
