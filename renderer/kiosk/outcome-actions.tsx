import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Settings, ShownDecision } from '../../shared/contract.ts';
import { isAbnormal, type AbnormalStep } from '../../shared/guard.ts';
import type { NearSite } from '../../shared/policy/nearest-sites.ts';
import { isOverrulable, type Shown } from './outcome-state.ts';

/** What a guard may do with an outcome. */
export interface OutcomeActions {
  readonly dismiss: (serial: number) => void;
  /** Absent: nobody here can decide otherwise. */
  readonly overrule: ((serial: number, decision: ShownDecision) => void) | undefined;
  readonly sites: (serial: number, sites: readonly NearSite[]) => void;
  readonly abnormal: (serial: number, decision: ShownDecision, done: readonly AbnormalStep[]) => void;
  /** Absent: nothing was decided by hand a moment ago. */
  readonly undo: (() => void) | undefined;
  /** It would take back what is shown, not what was before it. */
  readonly isUndoOfShown: boolean;
}

interface Props {
  readonly shown: Shown;
  readonly hand: Settings['hand'];
  readonly actions: OutcomeActions;
}

const NOTHING: readonly AbnormalStep[] = [];

/**
 * Two at most, so that a glove finds the right one: the one that ends it always in the corner on the side of the hand, also
 * for a keyboard, which goes from left to right; what changes it never stands there. Beside them a touch anywhere takes the
 * outcome away.
 */
export function Actions({ shown, hand, actions }: Props): ReactElement {
  const { t } = useTranslation();
  const { serial, result, done = NOTHING } = shown.outcome;
  const { overrule, abnormal, undo, isUndoOfShown } = actions;
  const undoShown = isUndoOfShown ? undo : undefined;
  const button = (label: string, name: string, act: () => void): ReactElement => (
    <button
      type="button"
      className="button outcome__dismiss"
      data-action={name}
      onClick={(event) => {
        event.stopPropagation();
        act();
      }}
    >
      {label}
    </button>
  );
  const isIll = result.kind === 'decision' && isAbnormal(result) && result.entryId !== null;
  const ends = isIll ? (
    button(t('outcome.abnormal'), 'abnormal', () => {
      abnormal(serial, result, done);
    })
  ) : staysUntilTouched(shown) || undoShown !== undefined ? (
    <button type="button" className="button outcome__dismiss">
      {t('outcome.dismiss')}
    </button>
  ) : null;
  const changes =
    undoShown !== undefined
      ? button(t('outcome.undo'), 'undo', undoShown)
      : overrule !== undefined && isOverrulable(result)
        ? button(t('outcome.overrule'), 'overrule', () => {
            overrule(serial, result);
          })
        : null;
  return hand === 'right' ? (
    <>
      {changes}
      {ends}
    </>
  ) : (
    <>
      {ends}
      {changes}
    </>
  );
}

function staysUntilTouched({ staysMs }: Shown): boolean {
  return staysMs === null;
}

/** Beside the next visitor's outcome: what was decided by hand of the one before can be taken back as long as ever. */
export function UndoBefore({
  undo,
  isUndoOfShown,
}: Pick<OutcomeActions, 'undo' | 'isUndoOfShown'>): ReactElement | null {
  const { t } = useTranslation();
  if (undo === undefined || isUndoOfShown) return null;
  return (
    <p className="outcome__undo">
      <button
        type="button"
        className="button outcome__dismiss"
        data-action="undo-before"
        onClick={(event) => {
          event.stopPropagation();
          undo();
        }}
      >
        {t('byHand.undo')}
      </button>
    </p>
  );
}
