import { ipcMain, type IpcMainInvokeEvent } from 'electron';
import { z } from 'zod';
import { MAX_SAVED_BYTES, type Calls, type CameraState, type Handlers, type WindowFault } from '../shared/contract.ts';
import { CONSOLE_CALLS, exportAsk, type ConsoleCall } from '../shared/console/calls.ts';
import { GATE_REASONS } from '../shared/device/device.ts';
import { MAX_JOINED_LENGTH } from '../shared/parts.ts';
import { changeableSchema } from './settings.ts';
import { withoutUndefined } from '../shared/without-undefined.ts';
import { abnormalAsk, byHandAsk, endAsk, proofAsk } from './guards/asks.ts';
import { readerAsk, ticketAsk, typedAsk } from './setup/asks.ts';
import type { FirstCall } from './setup/enrolling.ts';
import { progressChangeSchema } from './setup/progress.ts';
import { Locked } from './guards/session.ts';
import type { Log } from './log.ts';
import { describeError } from '../shared/error-place.ts';
import { ORIGIN } from './protocol.ts';

const CAMERA_STATES = [
  'starting',
  'running',
  'missing',
  'busy',
  'denied',
  'unplugged',
  'frozen',
  'covered',
] as const satisfies readonly CameraState[];

const WINDOW_FAULTS = [
  'camera-worker-failed',
  'engine-fallback',
  'sound-failed',
  'render-failed',
] as const satisfies readonly WindowFault[];

/** A text over the limit is for `judge` to refuse, in words. */
const scanText = z.string().transform((text) => text.slice(0, MAX_JOINED_LENGTH + 1));

/** A name that a stick of any system takes, and that is no way to another folder. */
const savedName = z.string().regex(/^[\p{L}\p{N}][\p{L}\p{N} ._-]{0,80}\.(?:pdf|csv|xlsx)$/u);

function isSavable({ length }: Uint8Array): boolean {
  return length > 0 && length <= MAX_SAVED_BYTES;
}

type Parsers = { [C in keyof Calls]: Handlers[C]['parse'] };

/** What the window may ask, as it must look on the wire. */
const PARSERS: Parsers = {
  'scan:submit': parser(
    z.discriminatedUnion('source', [
      z.object({ source: z.literal('keyboard'), text: scanText, wireMs: z.number().min(0) }),
      z.object({
        source: z.literal('camera'),
        text: scanText,
        structuredAppend: z
          .object({ index: z.int().min(0).max(15), size: z.int().min(2).max(16), id: z.string().max(16) })
          .nullable()
          .default(null),
      }),
    ]),
  ),
  'state:read': parser(z.null()),
  'outcome:dismiss': parser(z.object({ serial: z.int() })),
  'decision:by-hand': parser(byHandAsk),
  'decision:undo': parser(z.object({ entryId: z.uuid() })),
  'abnormal:record': parser(abnormalAsk),
  'shift:begin': parser(proofAsk),
  'shift:end': parser(z.null()),
  'kiosk:unlock': parser(proofAsk),
  'kiosk:lock': parser(z.null()),
  'kiosk:leave': parser(proofAsk),
  'kiosk:touched': parser(z.null()),
  'kiosk:end': parser(endAsk),
  'past:read': parser(z.null()),
  'check-ins:read': parser(z.null()),
  'anew:begin': parser(proofAsk),
  'anew:end': parser(z.null()),
  'settings:change': parser(changeableSchema.partial().transform(withoutUndefined)),
  'policy:fetch': parser(z.null()),
  'policy:import': parser(z.null()),
  'clock:trust': parser(z.null()),
  'policy:explain': parser(z.object({ text: z.string().max(MAX_JOINED_LENGTH) })),
  'gate:hold': parser(z.object({ isHeld: z.boolean(), reason: z.enum(GATE_REASONS).nullable() })),
  // What is asked is parsed by the call's own schema, where it is answered: what is wrong with it has a fault there.
  'console:ask': parser(z.object({ call: z.enum(Object.keys(CONSOLE_CALLS) as ConsoleCall[]), ask: z.unknown() })),
  'console:export': parser(exportAsk),
  'console:export-cancel': parser(z.null()),
  'console:save': parser(z.object({ name: savedName, bytes: z.instanceof(Uint8Array).refine(isSavable) })),
  'setup:read': parser(z.null()),
  'setup:note': parser(progressChangeSchema.transform(withoutUndefined)),
  'setup:settings': parser(changeableSchema.partial().transform(withoutUndefined)),
  'setup:enrol': parser(ticketAsk),
  'setup:typed': parser(typedAsk),
  'setup:stick': parser(z.null()),
  'setup:leave': parser(z.null()),
  'setup:ports': parser(z.null()),
  'setup:reader': parser(readerAsk),
  'setup:finish': parser(z.null()),
  'diagnostics:read': parser(z.null()),
  'diagnostics:follow': parser(z.null()),
  'diagnostics:bundle': parser(z.null()),
  'window:alive': parser(z.null()),
  'camera:report': parser(z.object({ state: z.enum(CAMERA_STATES) })),
  'window:fault': parser(z.object({ fault: z.enum(WINDOW_FAULTS) })),
};

function parser<T>(schema: z.ZodType<T>): (input: unknown) => T | undefined {
  return (input) => schema.safeParse(input).data;
}

/** Pairs what each call runs with what it must look like. */
export function handlersOf(run: { [C in keyof Calls]: Handlers[C]['run'] }): Handlers {
  return {
    'scan:submit': { parse: PARSERS['scan:submit'], run: run['scan:submit'] },
    'state:read': { parse: PARSERS['state:read'], run: run['state:read'] },
    'outcome:dismiss': { parse: PARSERS['outcome:dismiss'], run: run['outcome:dismiss'] },
    'decision:by-hand': { parse: PARSERS['decision:by-hand'], run: run['decision:by-hand'] },
    'decision:undo': { parse: PARSERS['decision:undo'], run: run['decision:undo'] },
    'abnormal:record': { parse: PARSERS['abnormal:record'], run: run['abnormal:record'] },
    'shift:begin': { parse: PARSERS['shift:begin'], run: run['shift:begin'] },
    'shift:end': { parse: PARSERS['shift:end'], run: run['shift:end'] },
    'kiosk:unlock': { parse: PARSERS['kiosk:unlock'], run: run['kiosk:unlock'] },
    'kiosk:lock': { parse: PARSERS['kiosk:lock'], run: run['kiosk:lock'] },
    'kiosk:leave': { parse: PARSERS['kiosk:leave'], run: run['kiosk:leave'] },
    'kiosk:touched': { parse: PARSERS['kiosk:touched'], run: run['kiosk:touched'] },
    'kiosk:end': { parse: PARSERS['kiosk:end'], run: run['kiosk:end'] },
    'past:read': { parse: PARSERS['past:read'], run: run['past:read'] },
    'check-ins:read': { parse: PARSERS['check-ins:read'], run: run['check-ins:read'] },
    'anew:begin': { parse: PARSERS['anew:begin'], run: run['anew:begin'] },
    'anew:end': { parse: PARSERS['anew:end'], run: run['anew:end'] },
    'settings:change': { parse: PARSERS['settings:change'], run: run['settings:change'] },
    'policy:fetch': { parse: PARSERS['policy:fetch'], run: run['policy:fetch'] },
    'policy:import': { parse: PARSERS['policy:import'], run: run['policy:import'] },
    'clock:trust': { parse: PARSERS['clock:trust'], run: run['clock:trust'] },
    'policy:explain': { parse: PARSERS['policy:explain'], run: run['policy:explain'] },
    'gate:hold': { parse: PARSERS['gate:hold'], run: run['gate:hold'] },
    'console:ask': { parse: PARSERS['console:ask'], run: run['console:ask'] },
    'console:export': { parse: PARSERS['console:export'], run: run['console:export'] },
    'console:export-cancel': { parse: PARSERS['console:export-cancel'], run: run['console:export-cancel'] },
    'console:save': { parse: PARSERS['console:save'], run: run['console:save'] },
    'setup:read': { parse: PARSERS['setup:read'], run: run['setup:read'] },
    'setup:note': { parse: PARSERS['setup:note'], run: run['setup:note'] },
    'setup:settings': { parse: PARSERS['setup:settings'], run: run['setup:settings'] },
    'setup:enrol': { parse: PARSERS['setup:enrol'], run: run['setup:enrol'] },
    'setup:typed': { parse: PARSERS['setup:typed'], run: run['setup:typed'] },
    'setup:stick': { parse: PARSERS['setup:stick'], run: run['setup:stick'] },
    'setup:leave': { parse: PARSERS['setup:leave'], run: run['setup:leave'] },
    'setup:ports': { parse: PARSERS['setup:ports'], run: run['setup:ports'] },
    'setup:reader': { parse: PARSERS['setup:reader'], run: run['setup:reader'] },
    'setup:finish': { parse: PARSERS['setup:finish'], run: run['setup:finish'] },
    'diagnostics:read': { parse: PARSERS['diagnostics:read'], run: run['diagnostics:read'] },
    'diagnostics:follow': { parse: PARSERS['diagnostics:follow'], run: run['diagnostics:follow'] },
    'diagnostics:bundle': { parse: PARSERS['diagnostics:bundle'], run: run['diagnostics:bundle'] },
    'window:alive': { parse: PARSERS['window:alive'], run: run['window:alive'] },
    'camera:report': { parse: PARSERS['camera:report'], run: run['camera:report'] },
    'window:fault': { parse: PARSERS['window:fault'], run: run['window:fault'] },
  };
}

/** As {@link handlersOf}, of what is answered before there is a kiosk. */
export function firstHandlersOf(run: { [C in FirstCall]: Handlers[C]['run'] }): Pick<Handlers, FirstCall> {
  return {
    'setup:read': { parse: PARSERS['setup:read'], run: run['setup:read'] },
    'setup:note': { parse: PARSERS['setup:note'], run: run['setup:note'] },
    'setup:settings': { parse: PARSERS['setup:settings'], run: run['setup:settings'] },
    'setup:enrol': { parse: PARSERS['setup:enrol'], run: run['setup:enrol'] },
    'setup:typed': { parse: PARSERS['setup:typed'], run: run['setup:typed'] },
    'setup:stick': { parse: PARSERS['setup:stick'], run: run['setup:stick'] },
    'setup:leave': { parse: PARSERS['setup:leave'], run: run['setup:leave'] },
    'window:alive': { parse: PARSERS['window:alive'], run: run['window:alive'] },
    'camera:report': { parse: PARSERS['camera:report'], run: run['camera:report'] },
    'window:fault': { parse: PARSERS['window:fault'], run: run['window:fault'] },
  };
}

/**
 * The one door for calls from the window: sender, name and shape are checked here and nowhere else. Whoever answered before
 * answers no more.
 */
export function serveCalls(handlers: Partial<Handlers>, log: Log): void {
  ipcMain.removeHandler('call');
  ipcMain.handle('call', async (event, name: unknown, ask: unknown) => {
    const handler =
      typeof name === 'string' && Object.hasOwn(handlers, name) ? handlers[name as keyof Calls] : undefined;
    if (!isOurWindow(event) || handler === undefined) {
      log.write('request-refused', { what: 'call' });
      throw new Error('refused');
    }
    return run(handler, ask, log);
  });
}

interface AnyHandler {
  parse(input: unknown): unknown;
  run(ask: unknown): Promise<unknown>;
}

async function run(handler: AnyHandler, ask: unknown, log: Log): Promise<unknown> {
  const parsed = handler.parse(ask);
  if (parsed === undefined) {
    log.write('request-refused', { what: 'ask' });
    throw new Error('refused');
  }
  try {
    return await handler.run(parsed);
  } catch (error) {
    if (error instanceof Locked) log.write('request-refused', { what: 'locked' });
    else log.write('internal-error', describeError(error));
    // eslint-disable-next-line preserve-caught-error -- what went wrong is for the log; the window must not learn it
    throw new Error('failed');
  }
}

function isOurWindow(event: IpcMainInvokeEvent): boolean {
  const frame = event.senderFrame;
  return frame !== null && frame.parent === null && frame.url.startsWith(`${ORIGIN}/`);
}
