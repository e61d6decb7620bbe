import { CONSOLE_CALLS, type ConsoleCall, type ConsoleFault, type ExportAsk } from '../../shared/console/calls.ts';
import { reasonWordsOf } from '../../shared/console/reason-words.ts';
import type { Calls, Handlers } from '../../shared/contract.ts';
import { keptTextFaultOf } from '../../shared/kept-text.ts';
import { fail, ok, type Result } from '../../shared/result.ts';
import type { Language } from '../../shared/verdict.ts';
import { makeFolder } from '../folders.ts';
import type { GuardDesk } from '../guards/desk.ts';
import { Locked, passOrThrow } from '../guards/session.ts';
import type { Log } from '../log.ts';
import { consoleAnswers, type Answers, type AnswersParts } from './answers.ts';
import type { ExportPlan, LogPlan } from './export.ts';
import type { exportInThread, Exporting } from './exporting.ts';
import { stickIn } from './sticks.ts';

type Name = Extract<keyof Calls, `console:${string}`>;

export interface ConsoleParts extends Omit<AnswersParts, 'openTo' | 'clock'> {
  readonly clock: { now(): { readonly epochMs: number; readonly offsetMinutes: number }; monotonicMs(): number };
  readonly guards: Pick<GuardDesk, 'pass' | 'status' | 'openTo'>;
  readonly journalPath: string;
  readonly export: typeof exportInThread;
  /** See `mountRoots`. */
  readonly mountRoots: readonly string[];
  /** Where a demo puts files that has no stick; `null`: this is none. */
  readonly downloads: (() => string) | null;
  readonly log: Log;
  readonly rows: (rows: number) => void;
}

export interface ConsoleDesk {
  readonly calls: { [C in Name]: Handlers[C]['run'] };
  /** A file is being written. */
  isExporting(): boolean;
  /** Somebody has come, who goes first: what is being written rests for a moment. */
  rest(): void;
  /** The app ends. */
  stop(): void;
}

/** Windows ask these by themselves, so that they prove nobody's hand. */
const ASKED_BY_ITSELF: readonly ConsoleCall[] = ['overview', 'me'];

/** What a supervisor's console asks of this kiosk. */
export function openConsole(parts: ConsoleParts): ConsoleDesk {
  const answers = consoleAnswers({ ...parts, openTo: () => parts.guards.openTo() });
  let exporting: Exporting | null = null;

  const ask = async ({ call, ask: asked }: Calls['console:ask']['ask']): Promise<Result<unknown, ConsoleFault>> => {
    const passed = pass(parts, !ASKED_BY_ITSELF.includes(call));
    return passed.ok ? answer(answers, call, asked) : passed;
  };

  /** One file at a time: a stick is slow, and one that is pulled is soon noticed. */
  const write = async (plan: ExportPlan): ReturnType<Handlers['console:export']['run']> => {
    exporting = parts.export(plan, {
      rows: parts.rows,
      failed: (why) => {
        parts.log.write('console-failed', why);
      },
    });
    const result = await exporting.result;
    exporting = null;
    return result.ok ? ok({ ...result.value, folder: plan.folder }) : result;
  };

  /** Where a file may be written now, for whom the kiosk is open to. */
  const place = (): Result<string, ConsoleFault> => {
    const passed = pass(parts);
    if (!passed.ok) return passed;
    if (exporting !== null) return fail('too-many-requests');
    const folder = folderIn(parts);
    return folder === null ? fail('no-stick') : ok(folder);
  };

  const exportLog = async (asked: ExportAsk): Promise<Calls['console:export']['reply']> => {
    const folder = place();
    if (!folder.ok) return folder;
    if (asked.is !== 'log') return fail('not-allowed');
    // Before anything leaves the kiosk.
    if (parts.enter(['log-exported']) !== null) return fail('data-unavailable');
    const result = await write(planOf(asked, folder.value, parts));
    const [rows, fault] = result.ok ? [result.value.rows, null] : [null, result.fault];
    parts.log.write('log-exported', { format: asked.format, rows, fault });
    return result;
  };

  const save = async ({ name, bytes }: Calls['console:save']['ask']): Promise<Calls['console:save']['reply']> => {
    const folder = place();
    if (!folder.ok) return folder;
    const written = await write({ is: 'file', folder: folder.value, name, bytes });
    return written.ok ? ok({ name: written.value.name, folder: folder.value }) : written;
  };

  return {
    calls: {
      'console:ask': ask,
      'console:export': exportLog,
      'console:export-cancel': () => {
        exporting?.cancel();
        return Promise.resolve(null);
      },
      'console:save': save,
    },
    isExporting: () => exporting !== null,
    rest() {
      exporting?.rest();
    },
    stop() {
      exporting?.cancel();
      parts.asking.stop();
    },
  };
}

/** @param isByHand and not by a window's clock: the kiosk stays open by it */
function pass({ guards, log }: ConsoleParts, isByHand = true): Result<null, 'locked'> {
  try {
    if (isByHand) guards.pass('supervisor');
    else passOrThrow(guards.status().access, 'supervisor');
    return ok(null);
  } catch (error) {
    if (!(error instanceof Locked)) throw error;
    log.write('request-refused', { what: 'locked' });
    return fail('locked');
  }
}

function answer(answers: Answers, call: ConsoleCall, asked: unknown): Promise<Result<unknown, ConsoleFault>> {
  const run = answers[call] as ((ask: unknown) => Promise<Result<unknown, ConsoleFault>>) | undefined;
  if (run === undefined) return Promise.resolve(fail('not-allowed'));
  const parsed = CONSOLE_CALLS[call].ask.safeParse(asked);
  if (parsed.success) return run(parsed.data);
  return Promise.resolve(fail(keptTextFaultOf(parsed.error.issues) ?? 'ask-malformed'));
}

/** Where files go: the stick that is plugged in; a demo's own folder stands for one. */
export function folderIn({ mountRoots, downloads }: Pick<ConsoleParts, 'mountRoots' | 'downloads'>): string | null {
  const stick = stickIn(mountRoots);
  if (stick !== null || downloads === null) return stick;
  const folder = downloads();
  makeFolder(folder);
  return folder;
}

type LogExport = Extract<ExportAsk, { is: 'log' }>;

function planOf(asked: LogExport, folder: string, parts: ConsoleParts): LogPlan {
  const { filter, format, language, offsetMinutes } = asked;
  return {
    ...{ is: 'log', filter, format, language, offsetMinutes, folder },
    journalPath: parts.journalPath,
    gate: parts.gate(),
    reasons: wordsIn(language, parts),
    name: `digital-sentinel-${stampOf(parts.clock.now())}.${format}`,
  };
}

function wordsIn(language: Language, { policy }: ConsoleParts): Map<string, string> {
  const words = [...reasonWordsOf(policy()).values()];
  return new Map(words.flatMap(({ code, says }) => (says === null ? [] : [[code, says[language]]])));
}

const MS_PER_MINUTE = 60_000;

/** `20220513-0900`, as the clock on the wall has it. */
function stampOf({ epochMs, offsetMinutes }: { readonly epochMs: number; readonly offsetMinutes: number }): string {
  const [day = '', time = ''] = new Date(epochMs + offsetMinutes * MS_PER_MINUTE).toISOString().split('T');
  return `${day.replaceAll('-', '')}-${time.slice(0, 5).replace(':', '')}`;
}
