import { randomBytes } from 'node:crypto';
import { parentPort, workerData } from 'node:worker_threads';
import type { TwoClocks } from '../store/hub-mark.ts';
import { openOutbox } from '../store/outbox.ts';
import { openSent, openSetAside } from '../store/salvage.ts';
import { openWay } from './dispatcher.ts';
import type { FromThread, SyncPlan, ToThread } from './messages.ts';
import { runSync, type SyncEvents } from './run.ts';

/** A thread of its own, with connections of its own: a scan waits neither for the network nor for reading the journal. */
const plan = workerData as SyncPlan;
const port = parentPort;
if (port === null) throw new Error('sync runs in a thread');

const say = (message: FromThread): void => {
  port.postMessage(message);
};

/** Asks for one thing at a time, as the engine does one thing at a time. */
let answered: ((isOnDisk: boolean) => void) | null = null;
const askFor = (message: FromThread): Promise<boolean> =>
  new Promise((resolve) => {
    answered = resolve;
    say(message);
  });

const events: SyncEvents = {
  state: (state) => {
    say({ say: 'state', state });
  },
  heard: (heard) => {
    say({ say: 'heard', heard });
  },
  checkIns: (heard, told) => {
    say({ say: 'check-ins', heard, told });
  },
  anchor: (head) => askFor({ say: 'anchor', head }),
  newChain: async () => {
    await askFor({ say: 'new-chain' });
  },
  damaged: () => {
    say({ say: 'damaged' });
  },
};

// Packaged, the app does not let Node itself heed this variable (scripts/package/fuses.ts).
const way = openWay(plan.proxy, process.env['NODE_EXTRA_CA_CERTS']);
const later = ({ hubMs, ownMs }: TwoClocks): number => Math.max(hubMs, ownMs);
const earlier = ({ hubMs, ownMs }: TwoClocks): number => Math.min(hubMs, ownMs);
const run = runSync(
  { ...plan, way },
  (clocks) => ({
    openJournal: () =>
      openOutbox(
        plan.journalPath,
        () => clocks().hubMs,
        () => clocks().ownMs,
      ),
    // What was set aside is done at the later of the two, and old by the earlier: a clock that is wrong deletes nothing.
    openSetAside: (epoch) => openSetAside(plan.journalPath, () => later(clocks()), epoch),
    openSent: (epoch) => openSent(plan.journalPath, earlier(clocks()), plan.retentionDays, epoch),
  }),
  events,
  {
    nowMs: Date.now,
    monotonicMs: () => performance.now(),
    random: Math.random,
    randomBytes,
    later: (ms, then) => {
      const timer = setTimeout(then, ms);
      return () => {
        clearTimeout(timer);
      };
    },
  },
);

port.on('message', (message: ToThread) => {
  switch (message.say) {
    case 'nudge':
      run.nudge();
      return;
    case 'report':
      run.report(message.report);
      return;
    case 'want-check-ins':
      run.wantCheckIns(message.wanted);
      return;
    case 'ask':
      void run.ask(message.sealed).then((answer) => {
        say({ say: 'told', id: message.id, answer });
      });
      return;
    case 'anchored':
      answered?.(message.isOnDisk);
      return;
    case 'begun':
      answered?.(true);
      return;
    case 'stop':
      answered?.(false);
      void run.stop().then(() => {
        port.close();
      });
      return;
  }
});
