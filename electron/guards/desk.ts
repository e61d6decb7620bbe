import { join } from 'node:path';
import type { Access, Guard, GuardRole, GuardsStatus, PinFault } from '../../shared/guard.ts';
import { fail, ok, type Result } from '../../shared/result.ts';
import { stampOf } from '../store/files.ts';
import { GUARDS_FILE, readGuardsFile } from './list.ts';
import { isPinOf } from './pin.ts';
import { openSession, passOrThrow, type SessionParts } from './session.ts';
import { openTries } from './tries.ts';

export interface DeskParts extends SessionParts {
  readonly directory: string;
  /** The list that demo mode has without one of its own: the kiosk is open until somebody locks it. `null`: none. */
  readonly demoList: string | null;
  /** How often somebody was wrong could not be written. */
  readonly triesNotSaved: () => void;
}

/** Where guards prove who they are. */
export interface GuardDesk {
  status(): GuardsStatus;
  prove(number: string, pin: string): Promise<Result<Guard, PinFault>>;
  /** Whose shift it is; one who was taken off the list, or has another PIN since, has none. `null`: nobody's. */
  onDuty(): Guard | null;
  setOnDuty(guard: Guard | null): void;
  /** Opens the kiosk to a guard who has proven to be one. */
  unlock(guard: Guard): void;
  lock(): void;
  /** What is done next wants somebody, and goes on for them. @throws Locked */
  pass(wanted: GuardRole): void;
  /** Whole seconds until the next PIN of this guard is looked at; 0: at once. */
  waitSeconds(number: string): number;
}

type GuardList = ReturnType<typeof readGuardsFile>;

export function openGuardDesk({ directory, demoList, triesNotSaved, ...parts }: DeskParts): GuardDesk {
  const tries = openTries(directory, parts.monotonicMs, triesNotSaved);
  const session = openSession(parts);
  let wasLocked = false;
  let dutyOf: string | null = null;
  let before: Promise<unknown> = Promise.resolve();
  let [stamp, list]: [string, GuardList] = ['never', ok([])];
  /** Read anew when it was changed: who was taken off it decides nothing more. */
  const current = (): GuardList => {
    const own = join(directory, GUARDS_FILE);
    const now = stampOf(own);
    if (now === stamp) return list;
    const before = list;
    [stamp, list] = [now, readGuardsFile(now === 'none' ? (demoList ?? own) : own)];
    for (const number of withAnotherPin(before, list)) {
      tries.clear(number);
      if (number === dutyOf) dutyOf = null;
      if (number === session.holder()) session.end();
    }
    return list;
  };

  const onDuty = (): Guard | null => {
    const list = current();
    const found = list.ok ? list.value.find(({ number }) => number === dutyOf) : undefined;
    return found === undefined ? null : asGuard(found);
  };

  const access = (): Access => {
    const list = current();
    const isFree = stamp === 'none' && !wasLocked;
    if (list.ok && (isFree || list.value.length === 0)) return 'supervisor';
    const holder = session.holder();
    return (list.ok && list.value.find(({ number }) => number === holder)?.role) || 'locked';
  };

  const proveNow = async (number: string, pin: string): Promise<Result<Guard, PinFault>> => {
    const list = current();
    if (!list.ok) return list;
    const found = list.value.find((guard) => guard.number === number);
    if (found === undefined) return fail('guard-unknown');
    if (found.pin === null) return fail('pin-withdrawn');
    if (tries.waitMs(number) > 0) return fail('pin-wait');
    tries.begin(number);
    if (!(await isPinOf(found.pin, pin))) return fail('pin-wrong');
    tries.clear(number);
    return ok(asGuard(found));
  };

  return {
    status() {
      const list = current();
      const known = list.ok ? list.value.map(asGuard) : [];
      return { list: known, fault: list.ok ? null : list.fault, onDuty: onDuty(), access: access() };
    },
    onDuty,
    setOnDuty(guard) {
      dutyOf = guard?.number ?? null;
    },
    unlock(guard) {
      session.begin(guard.number);
    },
    lock() {
      wasLocked = true;
      session.end();
    },
    pass(wanted) {
      passOrThrow(access(), wanted);
      session.renew();
    },
    /** One after another: else many at once would each be the first wrong one. */
    prove(number, pin) {
      const proof = before.then(() => proveNow(number, pin));
      before = proof.catch(() => undefined);
      return proof;
    },
    waitSeconds: (number) => Math.ceil(tries.waitMs(number) / 1000),
  };
}

/** What was proven and tried before says nothing of another PIN, or of none. A list with the same one takes no wrong PIN back. */
function withAnotherPin(before: GuardList, now: GuardList): readonly string[] {
  if (!before.ok || !now.ok) return [];
  const pins = new Map(before.value.map(({ number, pin }) => [number, pin]));
  return now.value
    .filter(({ number, pin }) => pins.has(number) && pins.get(number) !== pin)
    .map(({ number }) => number);
}

function asGuard({ number, name, role }: Guard): Guard {
  return { number, name, role };
}
