import { expect, test } from 'vitest';
import { kioskSource } from '../../../renderer/console/kiosk-source.ts';
import type { ExportAsk } from '../../../shared/console/calls.ts';
import { EVERYTHING } from '../../../shared/console/log.ts';
import type { Bridge, Calls, Events } from '../../../shared/contract.ts';
import { fail, ok } from '../../../shared/result.ts';

type Answers = { [C in keyof Calls]?: (ask: Calls[C]['ask']) => Promise<Calls[C]['reply']> };

/** A bridge whose other end answers like this. */
function bridgeTo(answers: Answers): { bridge: Bridge; tell: (rows: number) => void; listeners: () => number } {
  const listeners = new Set<(payload: Events['console-export']) => void>();
  const bridge: Bridge = {
    call: (name, ask) => {
      const answer = answers[name] as ((ask: unknown) => Promise<never>) | undefined;
      return answer?.(ask) ?? Promise.reject(new Error('refused'));
    },
    on: (_event, listener) => {
      const heard = listener as (payload: Events['console-export']) => void;
      listeners.add(heard);
      return () => listeners.delete(heard);
    },
  };
  return {
    bridge,
    tell: (rows) => {
      for (const listener of listeners) listener({ rows });
    },
    listeners: () => listeners.size,
  };
}

const EXPORT: ExportAsk = { is: 'log', filter: EVERYTHING, format: 'csv', language: 'en', offsetMinutes: 480 };
const WRITTEN = { name: 'log.csv', rows: 7, folder: '/media/stick' };

test('what is asked goes over the bridge as it is, and so does what comes of it', async () => {
  const asked: unknown[] = [];
  const { bridge } = bridgeTo({
    'console:ask': (ask) => {
      asked.push(ask);
      return Promise.resolve(ok({ count: 3, isAll: true }));
    },
  });
  expect(await kioskSource(bridge).ask('count', { filter: EVERYTHING })).toEqual(ok({ count: 3, isAll: true }));
  expect(asked).toEqual([{ call: 'count', ask: { filter: EVERYTHING } }]);
});

test('a fault is handed on', async () => {
  const { bridge } = bridgeTo({ 'console:ask': () => Promise.resolve(fail('locked')) });
  expect(await kioskSource(bridge).ask('me', null)).toEqual(fail('locked'));
});

test.each<[string, Answers]>([
  ['refused without a word', {}],
  ['something else than was promised', { 'console:ask': () => Promise.resolve(ok({ count: 'many' })) }],
])('%s is an error of the kiosk’s', async (_what, answers) => {
  const source = kioskSource(bridgeTo(answers).bridge);
  expect(await source.ask('count', { filter: EVERYTHING })).toEqual(fail('internal-error'));
});

test('an export tells how far it is, until it is there', async () => {
  const { bridge, tell, listeners } = bridgeTo({
    'console:export': () => {
      tell(3);
      tell(7);
      return Promise.resolve(ok(WRITTEN));
    },
  });
  const told: number[] = [];
  const exported = await kioskSource(bridge).export(EXPORT, (rows) => told.push(rows), new AbortController().signal);
  expect(exported).toEqual(ok(WRITTEN));
  expect(told).toEqual([3, 7]);
  expect(listeners()).toBe(0);
});

test('one that is cancelled is cancelled over the bridge, once', async () => {
  const [controller, calls] = [new AbortController(), { cancelled: 0 }];
  let end: (reply: Calls['console:export']['reply']) => void = () => undefined;
  const { bridge, listeners } = bridgeTo({
    'console:export': () =>
      new Promise((resolve) => {
        end = resolve;
      }),
    'console:export-cancel': () => {
      calls.cancelled += 1;
      end(fail('cancelled'));
      return Promise.resolve(null);
    },
  });
  const exported = kioskSource(bridge).export(EXPORT, () => undefined, controller.signal);
  controller.abort();
  expect(await exported).toEqual(fail('cancelled'));
  expect([calls.cancelled, listeners()]).toEqual([1, 0]);
});

test('one that was cancelled before it began is not begun', async () => {
  const { bridge } = bridgeTo({});
  expect(await kioskSource(bridge).export(EXPORT, () => undefined, AbortSignal.abort())).toEqual(fail('cancelled'));
});

test('a file of the window’s own is kept where the kiosk says', async () => {
  const kept = { name: 'day.pdf', folder: '/media/stick' };
  const { bridge } = bridgeTo({ 'console:save': ({ name }) => Promise.resolve(ok({ ...kept, name })) });
  expect(await kioskSource(bridge).save('day.pdf', Uint8Array.of(1))).toEqual(ok(kept));
  expect(await kioskSource(bridgeTo({}).bridge).save('day.pdf', Uint8Array.of(1))).toEqual(fail('internal-error'));
});
