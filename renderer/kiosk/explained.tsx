import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Explanation } from '../../shared/contract.ts';
import { asLanguage } from '../text/text.ts';

/** What a code would get here and now. */
export function Explained({ answer }: { answer: Explanation }): ReactElement {
  const { t, i18n } = useTranslation();
  const language = asLanguage(i18n.language);
  switch (answer.kind) {
    case 'decision':
      return (
        <>
          <p className={`rules__verdict rules__verdict--${answer.verdict}`}>{t(`verdict.${answer.verdict}`)}</p>
          <ul>
            {answer.reasons.map(({ code, phone, texts }) => (
              <li key={code}>
                {phone} · {texts[language].guard}
              </li>
            ))}
          </ul>
        </>
      );
    case 'hint':
      return (
        <p className="rules__verdict">
          {t(answer.seems === 'health-code' ? 'verdict.scan-venue-code' : 'verdict.hint')} ·{' '}
          {t(`seems.${answer.seems}`)}
        </p>
      );
    case 'progress':
      return <p className="rules__verdict">{t('progress.says', { have: answer.have, of: answer.of })}</p>;
    case 'needs':
      return (
        <ul>
          {answer.needs.map((one) => (
            <li key={one}>{t(`rules.needs.${one}`)}</li>
          ))}
        </ul>
      );
  }
}
