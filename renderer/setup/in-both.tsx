import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { asLanguage, otherLanguage } from '../text/text.ts';

/** What is said before anybody has chosen a language: in both, one after the other. */
export function InBoth({
  text,
}: {
  text: 'title' | 'back' | `leave.${'open' | 'title' | 'says' | 'leave'}`;
}): ReactElement {
  const { i18n } = useTranslation('setup');
  const language = asLanguage(i18n.language);
  return (
    <>
      {([language, otherLanguage(language)] as const).map((one) => (
        <span key={one} lang={one} className="clause">
          {i18n.getFixedT(one, 'setup')(text)}{' '}
        </span>
      ))}
    </>
  );
}
