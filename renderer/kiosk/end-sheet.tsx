import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Calls, Settings, SyncStatus } from '../../shared/contract.ts';
import type { GuardsStatus } from '../../shared/guard.ts';
import { bridge } from '../bridge.ts';
import { Icon } from '../ui/shapes.tsx';
import { Sheet } from '../ui/sheet.tsx';
import type { Badge } from './kiosk-state.ts';
import { usePressAndHold } from './use-press-and-hold.ts';
import { Who } from './who.tsx';
import './by-hand.css';
import './end-sheet.css';

interface Props {
  readonly sync: SyncStatus | null;
  readonly guards: GuardsStatus;
  readonly hand: Settings['hand'];
  readonly badge: Badge | null;
  /** A verdict lies over it. */
  readonly isCovered: boolean;
  readonly onClose: () => void;
}

type Stage = { readonly is: 'told' } | { readonly is: 'meant'; readonly owed: number } | { readonly is: 'begun' };

/** The end of this kiosk: what it means, that it is meant, and by whom. */
export function EndSheet({ sync, guards, hand, badge, isCovered, onClose }: Props): ReactElement {
  const { t } = useTranslation();
  const [stage, setStage] = useState<Stage>({ is: 'told' });
  return (
    <Sheet title={t('end.title')} closeLabel={t('byHand.cancel')} onClose={onClose}>
      {stage.is === 'told' && (
        <Told
          sync={sync}
          onMeant={(owed) => {
            setStage({ is: 'meant', owed });
          }}
        />
      )}
      {stage.is === 'meant' && (
        <Who
          ask={t('end.who')}
          able={guards.list.filter(({ role }) => role === 'supervisor')}
          {...{ guards, hand, badge, isCovered }}
          prove={(guard, pin) =>
            bridge.call('kiosk:end', { guard, pin, owed: stage.owed } satisfies Calls['kiosk:end']['ask'])
          }
          onDone={() => {
            setStage({ is: 'begun' });
          }}
        />
      )}
      {stage.is === 'begun' && <p role="status">{t('end.begun')}</p>}
    </Sheet>
  );
}

function Told({ sync, onMeant }: { sync: SyncStatus | null; onMeant: (owed: number) => void }): ReactElement {
  const { t } = useTranslation();
  const owed = sync === null ? 0 : sync.unsent;
  const { isPressed, handlers } = usePressAndHold(() => {
    if (owed !== null) onMeant(owed);
  });
  return (
    <div className="end">
      <p>{t('end.erases')}</p>
      <p>{t(sync === null ? 'end.noHub' : sync.isOnline ? 'end.pins' : 'end.offline')}</p>
      {sync !== null && (
        <p className="end__owed" role="status">
          <Icon name={owed === 0 ? 'tick' : 'warning'} />
          {owed === null ? t('end.unknown') : owed === 0 ? t('end.owedNone') : t('end.owed', { count: owed })}
        </p>
      )}
      {sync?.isOnline === false && owed !== 0 && <p>{t('end.export')}</p>}
      {owed !== null && (
        <button type="button" className="button end__hold" data-open="end-meant" data-pressed={isPressed} {...handlers}>
          {owed === 0 ? t('end.hold') : t('end.holdLosing', { count: owed })}
        </button>
      )}
    </div>
  );
}
