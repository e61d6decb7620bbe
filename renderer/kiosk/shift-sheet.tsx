import { type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Settings } from '../../shared/contract.ts';
import type { GuardsStatus } from '../../shared/guard.ts';
import { bridge } from '../bridge.ts';
import { Sheet } from '../ui/sheet.tsx';
import type { Badge } from './kiosk-state.ts';
import { Who } from './who.tsx';
import './by-hand.css';

interface Props {
  /** `unlock`: somebody wanted what the kiosk shows to its guards alone; the others: to supervisors alone. */
  readonly why: 'shift' | 'unlock' | 'console' | 'diagnostics';
  readonly guards: GuardsStatus;
  readonly hand: Settings['hand'];
  readonly badge: Badge | null;
  /** A verdict lies over it. */
  readonly isCovered: boolean;
  /** The kiosk is open to a guard. */
  readonly onDone: () => void;
  readonly onClose: () => void;
}

const ASKS = {
  shift: 'byHand.shift.who',
  unlock: 'lock.who',
  console: 'lock.whoseConsole',
  diagnostics: 'lock.whoseDiagnostics',
} as const;

/** The lock: a guard says who they are and proves it, and the kiosk is theirs until they leave it alone. */
export function ShiftSheet({ why, guards, hand, badge, isCovered, onDone, onClose }: Props): ReactElement {
  const { t } = useTranslation();
  return (
    <Sheet
      title={t(why === 'shift' ? 'byHand.shift.begin' : 'lock.title')}
      closeLabel={t('byHand.cancel')}
      onClose={onClose}
    >
      <Who
        ask={t(ASKS[why])}
        able={guards.list.filter(({ role }) => why === 'shift' || why === 'unlock' || role === 'supervisor')}
        guards={guards}
        hand={hand}
        badge={badge}
        isCovered={isCovered}
        prove={(guard, pin) => bridge.call(why === 'shift' ? 'shift:begin' : 'kiosk:unlock', { guard, pin })}
        onDone={onDone}
      />
    </Sheet>
  );
}
