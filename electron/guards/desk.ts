import type { Access, Guard, GuardRole, GuardsStatus, PinFault } from '../../shared/guard.ts';
import type { KnownGuard } from '../../shared/guard-list.ts';
import { fail, ok, type Result } from '../../shared/result.ts';
import { openKnownGuards, type KnownParts } from './known.ts';
import { isPinOf } from './pin.ts';
import { openSession, passOrThrow, type SessionParts } from './session.ts';
import { openTries } from './tries.ts';

export interface DeskParts extends SessionParts, Pick<KnownParts, 'directory' | 'demoList'> {
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
  /** What is shown next wants somebody; that it is shown keeps nothing open. @throws Locked */
  passToLook(wanted: GuardRole): void;
  /** The kiosk was touched, or something was done: open to somebody, it goes on for them. It never opens by it. */
  renew(): void;
  /** Who the kiosk is open to, as far as somebody has proven to be them; in a demo that is open to all, whose shift it is. */
  openTo(): Guard | null;
  /** Whole seconds until the next PIN of this guard is looked at; 0: at once. */
  waitSeconds(number: string): number;
}

export function openGuardDesk({ directory, demoList, triesNotSaved, ...parts }: DeskParts): GuardDesk {
  const tries = openTries(directory, parts.monotonicMs, triesNotSaved);
  const session = openSession(parts);
  let wasLocked = false;
  let dutyOf: string | null = null;
  let before: Promise<unknown> = Promise.resolve();
  const known = openKnownGuards({
    ...{ directory, demoList },
    renewed(number) {
      tries.clear(number);
    },
    voided(number) {
      if (number === dutyOf) dutyOf = null;
      if (number === session.holder()) session.end();
    },
  });

  const find = (numberOf: () => string | null): Guard | null => {
    // First: by a new list it may be nobody's shift or session any more.
    const list = known.current();
    const wanted = numberOf();
    const found = list.ok ? list.value.find(({ number }) => number === wanted) : undefined;
    return found === undefined ? null : asGuard(found);
  };

  const onDuty = (): Guard | null => find(() => dutyOf);

  /** The demo is open until somebody locks it, or gives it a list. */
  const isFree = (): boolean => demoList !== null && !wasLocked && known.current().ok && !known.isGiven();

  const openTo = (): Guard | null => find(() => session.holder()) ?? (isFree() ? onDuty() : null);

  const access = (): Access => (isFree() ? 'supervisor' : (find(() => session.holder())?.role ?? 'locked'));

  const look = (number: string): Result<KnownGuard & { readonly pin: string }, PinFault> => {
    const list = known.current();
    if (!list.ok) return list;
    const found = list.value.find((guard) => guard.number === number);
    if (found === undefined) return fail('guard-unknown');
    const { pin } = found;
    return pin === null ? fail('pin-withdrawn') : ok({ ...found, pin });
  };

  const proveNow = async (number: string, pin: string): Promise<Result<Guard, PinFault>> => {
    const asked = look(number);
    if (!asked.ok) return asked;
    if (tries.waitMs(number) > 0) return fail('pin-wait');
    tries.begin(number);
    if (!(await isPinOf(asked.value.pin, pin))) return fail('pin-wrong');
    // It takes a while, in which the list may have become another.
    const now = look(number);
    if (!now.ok) return now;
    if (now.value.pin !== asked.value.pin) return fail('pin-wrong');
    tries.clear(number);
    return ok(asGuard(now.value));
  };

  return {
    status() {
      const list = known.current();
      return {
        list: list.ok ? list.value.map(asGuard) : [],
        fault: list.ok ? null : list.fault,
        ...{ onDuty: onDuty(), openTo: openTo(), access: access() },
      };
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
    passToLook(wanted) {
      passOrThrow(access(), wanted);
    },
    renew() {
      if (access() !== 'locked') session.renew();
    },
    openTo,
    /** One after another: else many at once would each be the first wrong one. */
    prove(number, pin) {
      const proof = before.then(() => proveNow(number, pin));
      before = proof.catch(() => undefined);
      return proof;
    },
    waitSeconds: (number) => Math.ceil(tries.waitMs(number) / 1000),
  };
}

function asGuard({ number, name, role }: Guard): Guard {
  return { number, name, role };
}
