// First: no schema may be made before.
import './jitless.ts';
import { CONSOLE_CALLS, type ConsoleCall, type ConsoleFault, type ConsoleReply } from '../../shared/console/calls.ts';
import type { Bridge } from '../../shared/contract.ts';
import { fail, ok, type Result } from '../../shared/result.ts';
import type { ConsoleSource } from './source.ts';

/** The console over this kiosk's own journal. Whatever the main process refuses without a word is `internal-error`. */
export function kioskSource(bridge: Bridge): ConsoleSource {
  return {
    async ask(call, ask) {
      const answer = await orFailed(bridge.call('console:ask', { call, ask }));
      return answer.ok ? parseReply(call, answer.value) : answer;
    },
    async export(ask, onRows, signal) {
      if (signal.aborted) return fail('cancelled');
      const cancel = (): void => {
        void orFailed(bridge.call('console:export-cancel', null).then(() => ok(null)));
      };
      signal.addEventListener('abort', cancel);
      const stopListening = bridge.on('console-export', ({ rows }) => {
        onRows(rows);
      });
      try {
        return await orFailed(bridge.call('console:export', ask));
      } finally {
        stopListening();
        signal.removeEventListener('abort', cancel);
      }
    },
    save: (name, bytes) => orFailed(bridge.call('console:save', { name, bytes })),
  };
}

async function orFailed<T>(answer: Promise<Result<T, ConsoleFault>>): Promise<Result<T, ConsoleFault>> {
  // What went wrong is in the kiosk's log; the window does not learn it.
  return answer.catch(() => fail('internal-error'));
}

function parseReply<C extends ConsoleCall>(call: C, value: unknown): Result<ConsoleReply<C>, ConsoleFault> {
  const parsed = CONSOLE_CALLS[call].reply.safeParse(value);
  return parsed.success ? ok(parsed.data as ConsoleReply<C>) : fail('internal-error');
}
