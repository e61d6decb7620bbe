import { memo, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { asLanguage, otherLanguage } from '../text/text.ts';
import { Qr } from '../ui/qr.tsx';
import './venue-code.css';

interface Props {
  /** Of the venue code. */
  readonly address: string;
  /** Where it checks in to, in words. */
  readonly place: string;
  /** Whether nobody shows a health code here. */
  readonly isOnlyWay: boolean;
}

/** The venue code, large enough for a phone at arm's length and more; beneath it how it is used, in both languages. */
export const VenueCode = memo(function VenueCode({ address, place, isOnlyWay }: Props): ReactElement {
  const { t, i18n } = useTranslation();
  const other = otherLanguage(asLanguage(i18n.language));
  const words = isOnlyWay ? 'checkIn.scan' : 'checkIn.orScan';
  return (
    <section className="venue-code" aria-label={t('checkIn.code')}>
      <Qr text={address} label={t('checkIn.codeOf', { place })} />
      <p className="venue-code__how">{t(words)}</p>
      <p lang={other}>{i18n.getFixedT(other)(words)}</p>
      <p className="venue-code__place">{place}</p>
    </section>
  );
});
