import { useEffect, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { CheckInList, ListedCheckIn } from '../../shared/contract.ts';
import type { Shape, Verdict } from '../../shared/verdict.ts';
import { bridge } from '../bridge.ts';
import { formatSecond } from '../text/format.ts';
import { asLanguage } from '../text/text.ts';
import { Clauses, Items } from '../ui/clauses.tsx';
import { Sign } from '../ui/shapes.tsx';
import { Sheet } from '../ui/sheet.tsx';
import { useAge } from './use-age.ts';
import './by-hand.css';
import './check-ins.css';

/** The list is read as often as the kiosk asks its hub. */
const EVERY_MS = 3000;

const SHAPES: Readonly<Record<Verdict, Shape>> = { admit: 'tick', refer: 'hand', refuse: 'cross' };

/** Who has checked in by phone a moment ago, for a guard who sees somebody come in without a code. */
export function CheckInsSheet({ onClose }: { readonly onClose: () => void }): ReactElement {
  const { t } = useTranslation();
  const list = useCheckIns();
  return (
    <Sheet title={t('checkIn.title')} closeLabel={t('checkIn.close')} onClose={onClose}>
      {list === 'silent' && <p role="alert">{`${t('problem.main-silent.says')} · ${t('problem.main-silent.todo')}`}</p>}
      {list !== 'silent' && list !== undefined && <Listed list={list} />}
    </Sheet>
  );
}

function Listed({ list }: { readonly list: CheckInList }): ReactElement {
  const { t } = useTranslation();
  return (
    <>
      {list.isOld && <OldLine seconds={list.heardSecondsAgo} />}
      {list.checkIns.length === 0 && <p>{t('checkIn.none')}</p>}
      <ol className="past" data-check-ins={list.checkIns.length}>
        {list.checkIns.map((one) => (
          <Row key={one.entry} one={one} />
        ))}
      </ol>
    </>
  );
}

function OldLine({ seconds }: { readonly seconds: number | null }): ReactElement {
  const { t } = useTranslation();
  const ago = useAge(seconds ?? 0);
  return (
    <p className="check-ins__old" role="status">
      {seconds === null ? t('checkIn.never') : t('checkIn.old', { ago })}
    </p>
  );
}

function Row({ one }: { readonly one: ListedCheckIn }): ReactElement {
  const { t, i18n } = useTranslation();
  const language = asLanguage(i18n.language);
  const { verdict, maskedName, reason, isUsed, atMs, entry } = one;
  return (
    <li className={`past__visit past__visit--${verdict}`} data-check-in={entry} data-used={isUsed}>
      <Sign shape={SHAPES[verdict]} />
      <p>
        <b>{[t(`verdict.${verdict}`), maskedName].filter((it) => it !== null).join(' · ')}</b>
        {verdict !== 'admit' && reason !== null && <Clauses text={reason.texts[language].guard} />}
        <small>
          <Items
            items={[
              formatSecond(language, atMs),
              verdict === 'admit' ? t(isUsed ? 'checkIn.used' : 'checkIn.unused') : null,
            ]}
          />
        </small>
      </p>
    </li>
  );
}

/** `undefined`: not known yet. */
function useCheckIns(): CheckInList | 'silent' | undefined {
  const [list, setList] = useState<CheckInList | 'silent'>();
  useEffect(() => {
    const read = (): void => {
      bridge.call('check-ins:read', null).then(setList, () => {
        setList('silent');
      });
    };
    read();
    const timer = setInterval(read, EVERY_MS);
    return () => {
      clearInterval(timer);
    };
  }, []);
  return list;
}
