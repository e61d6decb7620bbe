import { expect, test } from 'vitest';
import { startCheckIns, type CheckInsAsking } from '../../../electron/sync/check-ins.ts';
import { fail, ok } from '../../../shared/result.ts';
import { checkInsAskSchema, type CheckIn, type CheckIns } from '../../../shared/wire.ts';

const ENTRY = '0180bab1-c000-7000-8000-000000000001';
const CHECK_IN: CheckIn = {
  ...{ entry: ENTRY, atMs: 1000, maskedName: '张*三', verdict: 'admit', reason: 'all-checks-passed', isUsed: false },
};

/** A hub that answers what is next, and a clock that passes when it is told to. */
class Asked {
  readonly posted: unknown[] = [];
  readonly heard: [CheckIns, readonly string[]][] = [];
  answers: (CheckIns | number | null)[] = [];
  nowMs = 0;
  private due: { atMs: number; run: () => void } | null = null;
  readonly asking: CheckInsAsking = startCheckIns({
    monotonicMs: () => this.nowMs,
    later: (ms, run) => {
      const mine = { atMs: this.nowMs + ms, run };
      this.due = mine;
      return () => {
        if (this.due === mine) this.due = null;
      };
    },
    client: {
      post: (_path, body) => {
        this.posted.push(checkInsAskSchema.parse(body));
        const answer = this.answers.shift() ?? null;
        if (answer === null) return Promise.resolve(fail('no-answer' as never));
        const said = typeof answer === 'number' ? { status: answer, body: {} } : { status: 200, body: answer };
        return Promise.resolve(ok({ ...said, retryAfterMs: null } as never));
      },
    },
    heard: (checkIns, told) => this.heard.push([checkIns, told]),
  });

  async pass(ms: number): Promise<void> {
    this.nowMs += ms;
    const { due } = this;
    if (due !== null && due.atMs <= this.nowMs) {
      this.due = null;
      due.run();
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
}

/** Up to where the hub has told, as it names it. */
const upTo = (n: number): string => `0180bab7-0c00-7000-8000-00000000000e.${n}`;

const answer = (n: number, change: Partial<CheckIns> = {}): CheckIns => ({
  ...{ checkIns: [], next: upTo(n), isMore: false, hubTimeMs: 0 },
  ...change,
});

test('the hub is asked as long as that is wanted, each time from where it was', async () => {
  const asked = new Asked();
  await asked.pass(60_000);
  expect(asked.posted).toEqual([]);
  asked.answers = [answer(1, { checkIns: [CHECK_IN], isMore: true }), answer(2), answer(3)];
  asked.asking.want({ isWanted: true, used: [] });
  await asked.pass(0);
  // There is more: at once.
  await asked.pass(0);
  await asked.pass(2999);
  expect(asked.posted).toHaveLength(2);
  await asked.pass(1);
  expect(asked.posted).toEqual([null, upTo(1), upTo(2)].map((after) => ({ after, used: [] })));
  expect(asked.heard[0]).toEqual([answer(1, { checkIns: [CHECK_IN], isMore: true }), []]);
  asked.asking.want({ isWanted: false, used: [] });
  await asked.pass(60_000);
  expect(asked.posted).toHaveLength(3);
});

test('receipts that were used are told with an ask, and that they were told is known by its answer', async () => {
  const asked = new Asked();
  asked.answers = [null, answer(1)];
  asked.asking.want({ isWanted: true, used: [ENTRY] });
  await asked.pass(0);
  expect(asked.heard).toEqual([]);
  await asked.pass(15_000);
  expect(asked.posted).toEqual([
    { after: null, used: [ENTRY] },
    { after: null, used: [ENTRY] },
  ]);
  expect(asked.heard).toEqual([[answer(1), [ENTRY]]]);
});

test('of a hub that answers no more, or knows of none, all is asked for again when it does', async () => {
  const asked = new Asked();
  asked.answers = [answer(1), 404, answer(2)];
  asked.asking.want({ isWanted: true, used: [] });
  await asked.pass(0);
  await asked.pass(3000);
  await asked.pass(14_999);
  expect(asked.posted).toHaveLength(2);
  await asked.pass(1);
  expect(asked.posted.at(-1)).toEqual({ after: null, used: [] });
});
