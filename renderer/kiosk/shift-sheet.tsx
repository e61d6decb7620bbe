import { type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Settings } from '../../shared/contract.ts';
import type { GuardsStatus } from '../../shared/guard.ts';
import { bridge } from '../bridge.ts';
import { Sheet } from '../ui/sheet.tsx';
import type { Badge } from './kiosk-state.ts';
import { Who } from './who.tsx';
import './by-hand.css';

type Why = 'shift' | 'unlock' | 'console' | 'diagnostics' | 'leave';

interface Props {
  /** `unlock`: somebody wanted what the kiosk shows to its guards alone; the others: to supervisors alone. */
  readonly why: Why;
  readonly guards: GuardsStatus;
  readonly hand: Settings['hand'];
  readonly badge: Badge | null;
  /** A verdict lies over it. */
  readonly isCovered: boolean;
  /** They have proven who they are. */
  readonly onDone: () => void;
  readonly onClose: () => void;
}

const TITLES = {
  shift: 'byHand.shift.begin',
  unlock: 'lock.title',
  console: 'lock.title',
  diagnostics: 'lock.title',
  leave: 'lock.leave',
} as const;
const ASKS = {
  shift: 'byHand.shift.who',
  unlock: 'lock.who',
  console: 'lock.whoseConsole',
  diagnostics: 'lock.whoseDiagnostics',
  leave: 'lock.whoLeaves',
} as const;
const CALLS = {
  shift: 'shift:begin',
  unlock: 'kiosk:unlock',
  console: 'kiosk:unlock',
  diagnostics: 'kiosk:unlock',
  leave: 'kiosk:leave',
} as const;
const OF_SUPERVISORS: readonly Why[] = ['console', 'diagnostics', 'leave'];

/** The lock: a guard says who they are and proves it, and the kiosk is theirs until they leave it alone. */
export function ShiftSheet({ why, guards, hand, badge, isCovered, onDone, onClose }: Props): ReactElement {
  const { t } = useTranslation();
  return (
    <Sheet title={t(TITLES[why])} closeLabel={t('byHand.cancel')} onClose={onClose}>
      <Who
        ask={t(ASKS[why])}
        able={guards.list.filter(({ role }) => !OF_SUPERVISORS.includes(why) || role === 'supervisor')}
        guards={guards}
        hand={hand}
        badge={badge}
        isCovered={isCovered}
        prove={(guard, pin) => bridge.call(CALLS[why], { guard, pin })}
        onDone={onDone}
      />
    </Sheet>
  );
}
