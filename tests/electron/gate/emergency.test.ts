import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { keepEmergency, readHeld, type Emergency } from '../../../electron/gate/emergency.ts';
import { checkThroughout } from '../../../electron/store/check.ts';
import { inspectJournal } from '../../../electron/store/inspect.ts';
import { keepJournal, type JournalKeeper } from '../../../electron/store/keeper.ts';
import { DISK, type DiskLimits } from '../../../electron/store/room.ts';
import { fail } from '../../../shared/result.ts';
import { freshFolder } from '../folders.ts';
import { entryAt, NINE } from '../store/journal-entries.ts';

interface Door {
  readonly directory: string;
  readonly journal: JournalKeeper;
  readonly emergency: Emergency;
  /** What the gate was told, and each append, in order. */
  readonly happened: string[];
  /** The journal takes nothing from now on; what is returned ends that. */
  readonly breakJournal: () => () => void;
}

function door(directory = freshFolder(), limits: DiskLimits = DISK): Door {
  const happened: string[] = [];
  let isBroken = false;
  const log = { write: () => undefined };
  const journal = keepJournal(join(directory, 'journal.db'), log, limits);
  onTestFinished(() => {
    journal.close();
  });
  const gate = { hold: (isHeld: boolean) => void happened.push(isHeld ? 'held' : 'shut') };
  const emergency = keepEmergency(gate, readHeld(directory), {
    directory,
    journal: {
      append(entry) {
        const written = isBroken ? fail('journal-damaged') : journal.append(entry);
        happened.push(written.ok ? 'entry' : written.fault);
        return written;
      },
    },
    clock: { now: () => ({ epochMs: NINE, offsetMinutes: 480, isConfirmed: false }) },
    log,
  });
  return {
    directory,
    journal,
    emergency,
    happened,
    breakJournal() {
      isBroken = true;
      return () => {
        isBroken = false;
      };
    },
  };
}

interface Written {
  readonly id: string;
  readonly refersTo: string | null;
  readonly reasons: string;
}

function gateEntries(directory: string): Written[] {
  const journal = inspectJournal(join(directory, 'journal.db'));
  if ('fault' in journal) throw new Error(journal.fault);
  const entries = [...journal.entries()].flatMap((entry) => (entry?.type === 'gate' ? [entry] : []));
  journal.close();
  return entries.map(({ id, refersTo, reasons }) => ({ id, refersTo, reasons: reasons.join(' ') }));
}

test('opens first, and journals after: that, why, and that it is over', () => {
  const { directory, emergency, happened } = door();
  emergency.hold(true, null);
  expect(happened).toEqual(['held', 'entry']);
  emergency.hold(true, 'fire');
  expect(emergency.held()).toMatchObject({ reason: 'fire' });
  emergency.hold(false, null);
  expect(emergency.held()).toBeNull();
  expect(happened).toEqual(['held', 'entry', 'held', 'entry', 'shut', 'entry']);
  const entries = gateEntries(directory);
  expect(entries.map(({ reasons }) => reasons)).toEqual(['gate-held-open', 'gate-reason-fire', 'gate-closed-again']);
  expect(entries.map(({ refersTo }) => refersTo)).toEqual([null, entries[0]?.id, entries[0]?.id]);
  expect(checkThroughout(join(directory, 'journal.db'))).toMatchObject({ isSound: true, entries: 3 });
});

test('with a reason at once it is one entry; to press again, or to end what is over, is none', () => {
  const { directory, emergency, happened } = door();
  emergency.hold(true, 'medical');
  emergency.hold(true, 'medical');
  emergency.hold(true, null);
  emergency.hold(false, null);
  emergency.hold(false, null);
  expect(gateEntries(directory).map(({ reasons }) => reasons)).toEqual([
    'gate-held-open gate-reason-medical',
    'gate-closed-again',
  ]);
  expect(happened.filter((one) => one === 'held')).toHaveLength(3);
});

test('a full journal takes it still', () => {
  const { directory, journal, emergency, happened } = door(freshFolder(), {
    budgetBytes: 60 * 4096,
    reserveBytes: 1024 * 1024,
    scarceBytes: 0,
  });
  journal.useReserve();
  for (let n = 0; journal.append(entryAt(NINE + n)).ok; n += 1);
  expect(journal.state()).toBe('full');
  emergency.hold(true, null);
  expect(happened).toEqual(['held', 'entry']);
  expect(gateEntries(directory)).toHaveLength(1);
});

test('a journal that takes nothing keeps no gate from opening; what it is owed goes in once it can', () => {
  const { directory, emergency, happened, breakJournal } = door();
  const mend = breakJournal();
  emergency.hold(true, 'crowd');
  expect(happened).toEqual(['held', 'journal-damaged']);
  expect(emergency.held()).toEqual({ entry: null, reason: 'crowd' });
  emergency.settle();
  mend();
  emergency.settle();
  emergency.settle();
  expect(gateEntries(directory).map(({ reasons }) => reasons)).toEqual(['gate-held-open gate-reason-crowd']);
});

test('a restart knows that it is held open, and why; a mark that cannot be read counts as one', () => {
  const { directory, emergency } = door();
  emergency.hold(true, null);
  emergency.hold(true, 'other');
  const entry = gateEntries(directory)[0]?.id;
  expect(readHeld(directory)).toEqual({ entry, reason: 'other' });
  const again = door(directory);
  again.emergency.hold(false, null);
  expect(gateEntries(directory).at(-1)).toMatchObject({ reasons: 'gate-closed-again', refersTo: entry });
  expect(readHeld(directory)).toBeNull();
  writeFileSync(join(directory, 'gate-held.json'), '{');
  expect(readHeld(directory)).toEqual({ entry: null, reason: null });
});

test('a disk that takes no mark keeps no gate from opening', () => {
  const { directory, emergency, happened } = door();
  mkdirSync(join(directory, 'gate-held.json.new'));
  emergency.hold(true, null);
  expect(happened).toEqual(['held', 'entry']);
  expect(emergency.held()).not.toBeNull();
});
