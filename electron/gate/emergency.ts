import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { GATE_REASONS, type GateReason } from '../../shared/device/device.ts';
import { entryWithoutVisitor, type NewEntry } from '../../shared/journal.ts';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import { removeWhole, writeWhole } from '../store/files.ts';
import type { JournalKeeper } from '../store/keeper.ts';
import type { Gate } from './gate.ts';

/** What entries of type `gate` are known by. @see docs/journal.md */
const HELD_OPEN = 'gate-held-open';
const CLOSED_AGAIN = 'gate-closed-again';
type HoldReason = typeof HELD_OPEN | typeof CLOSED_AGAIN | `gate-reason-${GateReason}`;

/** In the kiosk's folder while the gate is held open, so that it stays so when the app starts anew. */
const MARK_FILE = 'gate-held.json';

const markSchema = z.object({
  /** Of the entry that says so; `null`: the journal has not taken it. */
  entry: z.string().nullable(),
  reason: z.enum(GATE_REASONS).nullable(),
});

/** That the gate is held open for all. */
export type Held = z.infer<typeof markSchema>;

export interface Emergency {
  /** `null`: it is not. */
  readonly held: () => Held | null;
  /** Opens first, and journals after; told again with a reason, journals that. Or closes it again. */
  readonly hold: (isHeld: boolean, reason: GateReason | null) => void;
  /** Tries the entries again that the journal has not taken. */
  readonly settle: () => void;
}

export interface EmergencyParts {
  readonly directory: string;
  readonly journal: Pick<JournalKeeper, 'append'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Log;
}

/** More than this many that the journal does not take are not kept for it. */
const MAX_OWED = 100;

/** @param was how it was when the app ended, as {@link readHeld} says */
export function keepEmergency(gate: Pick<Gate, 'hold'>, was: Held | null, parts: EmergencyParts): Emergency {
  const { journal, clock, log } = parts;
  let held = was;
  let owed: readonly NewEntry[] = [];
  const mark = (): void => {
    keepMark(parts.directory, held, log);
  };
  /** @returns the entry's id; `null`: it is owed */
  const write = (entry: NewEntry): string | null => {
    const written = journal.append(entry);
    if (written.ok) return written.value.id;
    log.write('journal-failed', { fault: written.fault });
    owed = [...owed, entry].slice(-MAX_OWED);
    return null;
  };
  const note = (refersTo: string | null, ...reasons: HoldReason[]): string | null => {
    const moment = clock.now();
    return write({ ...entryWithoutVisitor(moment), type: 'gate', refersTo, reasons });
  };
  const open = (reason: GateReason | null): void => {
    gate.hold(true);
    held = { entry: null, reason };
    // Before the journal, which may take its time: a power cut must not close the gate again.
    mark();
    log.write('gate-held', { isHeld: true });
    held = { entry: note(null, HELD_OPEN, ...(reason === null ? [] : ([`gate-reason-${reason}`] as const))), reason };
    mark();
  };
  const say = ({ entry }: Held, reason: GateReason): void => {
    held = { entry, reason };
    mark();
    note(entry, `gate-reason-${reason}`);
  };
  const close = ({ entry }: Held): void => {
    gate.hold(false);
    held = null;
    mark();
    log.write('gate-held', { isHeld: false });
    note(entry, CLOSED_AGAIN);
  };
  return {
    held: () => held,
    hold(isHeld, reason) {
      if (isHeld && held === null) open(reason);
      else if (isHeld && held !== null) {
        // Whoever presses again wants it open: it is said to the board again.
        gate.hold(true);
        if (reason !== null && reason !== held.reason) say(held, reason);
      } else if (held !== null) close(held);
    },
    settle() {
      const again = owed;
      owed = [];
      for (const entry of again) write(entry);
    },
  };
}

/** Whether the gate was held open when the app ended. A file that cannot be read as a mark is one all the same: it stays open. */
export function readHeld(directory: string): Held | null {
  let content: string;
  try {
    content = readFileSync(join(directory, MARK_FILE), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    return UNREADABLE;
  }
  try {
    return markSchema.safeParse(JSON.parse(content)).data ?? UNREADABLE;
  } catch {
    return UNREADABLE;
  }
}

const UNREADABLE: Held = { entry: null, reason: null };

/** What the disk does not take costs no more than that a restart forgets it. */
function keepMark(directory: string, held: Held | null, log: Log): void {
  const path = join(directory, MARK_FILE);
  try {
    if (held === null) removeWhole(path);
    else writeWhole(path, JSON.stringify(held));
  } catch (error) {
    log.write('gate-mark-failed', { code: (error as NodeJS.ErrnoException).code ?? 'unknown' });
  }
}
