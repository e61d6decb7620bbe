import type { Calls, Handlers } from '../../shared/contract.ts';
import { LINES_SHOWN, type BundleReply, type ReaderMeter } from '../../shared/diagnostics.ts';
import type { Finding } from '../../shared/doctor.ts';
import { describeError } from '../../shared/error-place.ts';
import { fail } from '../../shared/result.ts';
import { folderIn } from '../console/calls.ts';
import type { GuardDesk } from '../guards/desk.ts';
import type { Log } from '../log.ts';
import type { Kiosk } from './examine.ts';
import type { Done, Work } from './in-thread.ts';
import { lastLines } from './log-file.ts';

export interface DiagnosticsParts {
  readonly guards: Pick<GuardDesk, 'pass' | 'passToLook'>;
  readonly directory: string;
  readonly nowMs: () => number;
  /** As the app has it now. */
  readonly kiosk: () => Kiosk;
  readonly meters: () => readonly ReaderMeter[];
  /** See `workInThread`. */
  readonly work: (work: Work) => Promise<Done>;
  /** See `mountRoots`. */
  readonly mountRoots: readonly string[];
  /** Where a demo puts files that has no stick; `null`: this is none. */
  readonly downloads: (() => string) | null;
  readonly log: Log;
}

type Name = Extract<keyof Calls, `diagnostics:${string}`>;

/** What a supervisor's diagnostics page asks. One look at a time: who asks while one goes on is told of that. */
export function openDiagnostics(parts: DiagnosticsParts): { [C in Name]: Handlers[C]['run'] } {
  const { guards, directory, log } = parts;
  let looking: Promise<readonly Finding[]> | null = null;
  let bundling: Promise<BundleReply> | null = null;

  const look = async (): Promise<readonly Finding[]> => {
    const done = await parts.work({ is: 'examine', kiosk: parts.kiosk(), nowMs: parts.nowMs() });
    return done.is === 'examine' ? done.findings : [];
  };

  const bundle = async (): Promise<BundleReply> => {
    const folder = folderIn(parts);
    if (folder === null) return fail('no-stick');
    const nowMs = parts.nowMs();
    const name = `digital-sentinel-support-${new Date(nowMs).toISOString().slice(0, 10)}.zip`;
    try {
      const done = await parts.work({ is: 'bundle', kiosk: parts.kiosk(), nowMs, folder, name });
      return done.is === 'bundle' ? done.reply : fail('failed');
    } catch (error) {
      log.write('internal-error', describeError(error));
      return fail('failed');
    }
  };

  return {
    'diagnostics:read': async () => {
      guards.passToLook('supervisor');
      looking ??= look().finally(() => {
        looking = null;
      });
      return looking;
    },
    'diagnostics:follow': async () => {
      guards.passToLook('supervisor');
      return Promise.resolve({ lines: lastLines(directory, LINES_SHOWN), readers: parts.meters() });
    },
    'diagnostics:bundle': async () => {
      guards.pass('supervisor');
      bundling ??= bundle().finally(() => {
        bundling = null;
      });
      const reply = await bundling;
      log.write('support-bundle', { fault: reply.ok ? null : reply.fault });
      return reply;
    },
  };
}
