import type { Calls, Handlers, KioskStatus } from '../../shared/contract.ts';
import type { ByHandFault, ByHandReply, Guard } from '../../shared/guard.ts';
import type { Hands } from '../by-hand.ts';
import type { GuardDesk } from './desk.ts';

type Name =
  | 'decision:by-hand'
  | 'decision:undo'
  | 'abnormal:record'
  | 'shift:begin'
  | 'shift:end'
  | 'kiosk:unlock'
  | 'kiosk:lock'
  | 'kiosk:leave'
  | 'kiosk:touched'
  | 'past:read';

interface Parts {
  readonly desk: GuardDesk;
  readonly hands: Omit<Hands, 'remember'>;
  readonly monotonicMs: () => number;
  /** Tells the window how the kiosk is now. */
  readonly changed: () => KioskStatus;
  /** Ends the app, once its answer has gone to the window. */
  readonly leave: () => void;
}

/** What the window asks for a guard: who they are is proven here, and nothing is done before. */
export function guardCalls({ desk, hands, monotonicMs, changed, leave }: Parts): {
  [C in Name & keyof Calls]: Handlers[C]['run'];
} {
  const endShift = (): void => {
    const guard = desk.onDuty();
    // Whether or not the journal takes it: nobody's shift goes on because a disk is full.
    if (guard !== null) hands.recordShift('shift-ended', guard.number);
    desk.setOnDuty(null);
  };
  /** Also where the journal takes nothing: somebody must be able to see to the kiosk. */
  const beginShift = (guard: Guard): ByHandFault | null => {
    desk.unlock(guard);
    if (desk.onDuty()?.number === guard.number) return null;
    endShift();
    const fault = hands.recordShift('shift-began', guard.number);
    if (fault === null) desk.setOnDuty(guard);
    return fault;
  };
  const proving =
    (then: (guard: Guard) => ByHandFault | null) =>
    async ({ guard, pin }: Calls['shift:begin']['ask']): Promise<ByHandReply> => {
      const proven = await desk.prove(guard, pin);
      const fault = proven.ok ? then(proven.value) : proven.fault;
      changed();
      return { fault, waitSeconds: desk.waitSeconds(guard) };
    };
  /** Whose shift it is says nothing of who touches a kiosk that is locked, or open to somebody else. */
  const whoIsHere = (): string | null => desk.openTo()?.number ?? null;
  return {
    'decision:by-hand': async ({ guard, pin, ...ask }) => {
      const askedMs = monotonicMs();
      const proven = await desk.prove(guard, pin);
      if (proven.ok && desk.openTo()?.number === guard) desk.renew();
      const fault = proven.ok ? hands.decide(ask, proven.value, askedMs) : proven.fault;
      return { fault, waitSeconds: desk.waitSeconds(guard) };
    },
    'decision:undo': ({ entryId }) => {
      desk.renew();
      const fault = hands.undo(entryId, whoIsHere());
      // Who was refused may not be any more.
      changed();
      return Promise.resolve({ fault });
    },
    'abnormal:record': ({ about, done }) => {
      desk.renew();
      const fault = hands.recordAbnormal(about, done, whoIsHere());
      changed();
      return Promise.resolve({ fault });
    },
    'shift:begin': proving(beginShift),
    'shift:end': async () => {
      desk.pass('guard');
      endShift();
      desk.lock();
      return Promise.resolve(changed());
    },
    'kiosk:unlock': proving((guard) => {
      desk.unlock(guard);
      return null;
    }),
    'kiosk:lock': () => {
      desk.lock();
      return Promise.resolve(changed());
    },
    'kiosk:leave': async ({ guard, pin }) => {
      const proven = await desk.prove(guard, pin);
      const fault = proven.ok ? (proven.value.role === 'supervisor' ? null : 'supervisor-wanted') : proven.fault;
      if (fault === null) leave();
      return { fault, waitSeconds: desk.waitSeconds(guard) };
    },
    'kiosk:touched': () => {
      desk.renew();
      return Promise.resolve(null);
    },
    'past:read': async () => {
      desk.passToLook('guard');
      return Promise.resolve(hands.past());
    },
  };
}
