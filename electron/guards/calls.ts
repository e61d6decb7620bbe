import type { Calls, Handlers, KioskStatus } from '../../shared/contract.ts';
import type { ByHandFault, Guard } from '../../shared/guard.ts';
import type { Hands } from '../by-hand.ts';
import type { GuardDesk } from './desk.ts';

type Name =
  'decision:by-hand' | 'decision:undo' | 'abnormal:record' | 'shift:begin' | 'shift:end' | 'kiosk:lock' | 'past:read';

interface Parts {
  readonly desk: GuardDesk;
  readonly hands: Omit<Hands, 'remember'>;
  /** Tells the window how the kiosk is now. */
  readonly changed: () => KioskStatus;
}

/** What the window asks for a guard: who they are is proven here, and nothing is done before. */
export function guardCalls({ desk, hands, changed }: Parts): { [C in Name & keyof Calls]: Handlers[C]['run'] } {
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
  return {
    'decision:by-hand': async ({ guard, pin, ...ask }) => {
      const proven = await desk.prove(guard, pin);
      const fault = proven.ok ? hands.decide(ask, proven.value) : proven.fault;
      return { fault, waitSeconds: desk.waitSeconds(guard) };
    },
    'decision:undo': ({ entryId }) => Promise.resolve({ fault: hands.undo(entryId) }),
    'abnormal:record': ({ about, done }) =>
      Promise.resolve({ fault: hands.recordAbnormal(about, done, desk.onDuty()?.number ?? null) }),
    'shift:begin': async ({ guard, pin }) => {
      const proven = await desk.prove(guard, pin);
      const fault = proven.ok ? beginShift(proven.value) : proven.fault;
      changed();
      return { fault, waitSeconds: desk.waitSeconds(guard) };
    },
    'shift:end': () => {
      endShift();
      desk.lock();
      return Promise.resolve(changed());
    },
    'kiosk:lock': () => {
      desk.lock();
      return Promise.resolve(changed());
    },
    'past:read': async () => {
      desk.pass('guard');
      return Promise.resolve(hands.past());
    },
  };
}
