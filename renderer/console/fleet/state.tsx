import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { FleetKiosk } from '../../../shared/console/fleet.ts';
import type { KioskState } from '../../../shared/console/kiosk-state.ts';
import { formatMoment } from '../../text/format.ts';
import { asLanguage } from '../../text/text.ts';
import { Icon, type IconName } from '../../ui/shapes.tsx';
import { problemWordsOf } from '../kiosks/problem.ts';

const SHAPES: Readonly<Record<KioskState, IconName>> = {
  red: 'warning',
  amber: 'clock',
  green: 'tick',
  revoked: 'close',
  retired: 'close',
};

/** A state by its colour, its shape and its word. */
export function StateMark({ state }: { state: KioskState }): ReactElement {
  const { t } = useTranslation('console');
  return (
    <strong className={`health fleet__mark fleet__mark--${state}`}>
      <Icon name={SHAPES[state]} />
      {t(`fleet.state.${state}`)}
    </strong>
  );
}

/** The worst that is wrong with a kiosk and what mends it, in one sentence; of one out of service, why it is. */
export function WhatIsWrong({ kiosk }: { kiosk: FleetKiosk }): ReactElement {
  const { t, i18n } = useTranslation('console');
  const { problems, revokedAt, revokedBecause: because, retired, pinless } = kiosk;
  const [worst, ...others] = problems;
  const says = useSentence(worst ?? '');
  if (retired !== null) {
    const when = formatMoment(asLanguage(i18n.language), retired.at);
    const end = t(`fleet.retired.${retired.left ?? 'nothing'}`, { when });
    return <Ended says={pinless === 0 ? t('fleet.nothingToDo', { says: end }) : end} pinless={pinless} />;
  }
  if (revokedAt !== null) {
    const when = formatMoment(asLanguage(i18n.language), revokedAt);
    const end = because === null ? t('fleet.revoked', { when }) : t('fleet.revokedBecause', { when, because });
    return <Ended says={end} pinless={pinless} />;
  }
  if (worst === undefined) return <span>{t('fleet.well')}</span>;
  return (
    <span data-problem={worst}>
      {says}
      {others.length > 0 && ` (${t('fleet.more', { count: others.length })})`}
    </span>
  );
}

/** With a kiosk go the PINs of its gate: until its guards have others, that is what is to be done. */
function Ended({ says, pinless }: { says: string; pinless: number }): ReactElement {
  const { t } = useTranslation('console');
  return (
    <>
      <span>{says}</span>
      {pinless > 0 && (
        <strong className="fleet__pinless" data-pinless={pinless}>
          {t('fleet.pinless', { count: pinless })}
        </strong>
      )}
    </>
  );
}

/** What only the hub knows is told with what mends it; the rest as the kiosk tells it, with what IT does about it. */
function useSentence(code: string): string {
  const { t } = useTranslation('console');
  const { t: atTheKiosk } = useTranslation('translation');
  const words = problemWordsOf(code);
  switch (words.by) {
    case 'hub':
      return t(`kiosks.problem.${words.key}`);
    case 'kiosk':
      return t('fleet.sentence', {
        says: atTheKiosk(`problem.${words.key}.says`),
        mend: t(`fleet.mend.kiosk.${words.key}`),
      });
    case 'camera':
      return t('fleet.sentence', {
        says: atTheKiosk(`camera.${words.key}.says`),
        mend: t(`fleet.mend.camera.${words.key}`),
      });
    case 'device':
      return t('fleet.sentence', {
        says: atTheKiosk(`problem.device-${words.key}.says`, { device: atTheKiosk(`device.role.${words.role}`) }),
        mend: t(`fleet.mend.device.${words.key}`),
      });
    case 'other':
      return t('kiosks.problem.other', { code: words.code });
  }
}
