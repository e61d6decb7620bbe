import { useEffect, useRef, type Dispatch } from 'react';
import type { GuardsStatus } from '../../shared/guard.ts';
import type { OutcomeActions } from './outcome-actions.tsx';
import { isReferred } from './outcome-state.ts';
import type { KioskAction, KioskState } from './kiosk-state.ts';
import { cameByItself } from './use-meant.ts';

/**
 * What a page that lies over the screen does before a badge: one on which a guard decides or proves who they are `takes` it itself,
 * one that is only looked at `goes`, and one on which something may be half entered `stays`.
 */
export type PageBeforeBadge = 'none' | 'takes' | 'goes' | 'stays';

interface Parts {
  readonly state: KioskState;
  readonly guards: GuardsStatus;
  readonly page: PageBeforeBadge;
  readonly overrule: OutcomeActions['overrule'];
  readonly onShift: () => void;
  readonly dispatch: Dispatch<KioskAction>;
}

/**
 * A guard has shown their badge: what they have come for is there at once. Beside a referral that is to decide; at rest, their
 * shift, in the place of a page that is only looked at. All other outcomes stay, a refusal too: anybody can hold up a guard's number. Nor does a page open beneath them, which
 * would stand there afterwards, before the next visitor.
 */
export function useBadge({ state, guards, page, overrule, onShift, dispatch }: Parts): void {
  const { badge } = state;
  const { shown } = state.outcome;
  const onShown = useRef<() => void>(() => undefined);
  useEffect(() => {
    onShown.current = () => {
      const isKnown = guards.list.some(({ number }) => number === badge?.number);
      if (shown !== null) {
        const { serial, result } = shown.outcome;
        if (isKnown && isReferred(result)) {
          cameByItself();
          overrule?.(serial, result);
        }
      } else if (page === 'stays') {
        if (isKnown) dispatch({ type: 'told', fault: 'badge-page-open' });
      } else if (page !== 'takes') {
        // A badge of another venue is nobody's here; that it was shown is said.
        if (isKnown) {
          cameByItself();
          onShift();
        } else dispatch({ type: 'badge', badge: null });
      }
    };
  });
  useEffect(() => {
    if (badge !== null) onShown.current();
  }, [badge]);
  const isAtRest = shown === null && page === 'none';
  // What nothing has come of is not for a page that somebody opens later.
  useEffect(() => {
    if (isAtRest) dispatch({ type: 'badge', badge: null });
  }, [isAtRest, dispatch]);
}
