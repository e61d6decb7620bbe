import { useEffect, useRef, type Dispatch } from 'react';
import type { GuardsStatus } from '../../shared/guard.ts';
import type { OutcomeActions } from './outcome-actions.tsx';
import { isReferred } from './outcome-state.ts';
import type { KioskAction, KioskState } from './kiosk-state.ts';

interface Parts {
  readonly state: KioskState;
  readonly guards: GuardsStatus;
  /** A page lies over the screen: one on which a guard proves who they are takes the badge itself. */
  readonly isSheetOpen: boolean;
  readonly overrule: OutcomeActions['overrule'];
  readonly onShift: () => void;
  readonly dispatch: Dispatch<KioskAction>;
}

/**
 * A guard has shown their badge: what they have come for is there at once. Beside a referral that is to decide; at rest, their
 * shift. All other outcomes stay, a refusal too: anybody can hold up a guard's number. Nor does a page open beneath them, which
 * would stand there afterwards, before the next visitor.
 */
export function useBadge({ state, guards, isSheetOpen, overrule, onShift, dispatch }: Parts): void {
  const { badge } = state;
  const { shown } = state.outcome;
  const onShown = useRef<() => void>(() => undefined);
  useEffect(() => {
    onShown.current = () => {
      const isKnown = guards.list.some(({ number }) => number === badge?.number);
      if (shown !== null) {
        const { serial, result } = shown.outcome;
        if (isKnown && isReferred(result)) overrule?.(serial, result);
      } else if (!isSheetOpen) {
        // A badge of another venue is nobody's here; that it was shown is said.
        if (isKnown) onShift();
        else dispatch({ type: 'badge', badge: null });
      }
    };
  });
  useEffect(() => {
    if (badge !== null) onShown.current();
  }, [badge]);
  const isAtRest = shown === null && !isSheetOpen;
  // What nothing has come of is not for a page that somebody opens later.
  useEffect(() => {
    if (isAtRest) dispatch({ type: 'badge', badge: null });
  }, [isAtRest, dispatch]);
}
