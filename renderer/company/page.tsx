import { useEffect, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { keepLook, type Browser, type Look } from '../console/hub/look.ts';
import { asLanguage, otherLanguage } from '../text/text.ts';
import { Apply } from './apply.tsx';
import { Home } from './home.tsx';
import { Once } from './once.tsx';
import type { CompanySource } from './source.ts';
import '../console/console.css';
import '../console/pages.css';
import './company.css';

interface Props {
  readonly source: CompanySource;
  readonly browser: Browser;
  readonly first: Look;
  /** As the page's address names it; empty: it does not. */
  readonly venue: string;
  /** Hands a file to the browser. */
  readonly save: (name: string, file: Blob) => void;
}

type Shown =
  | { readonly is: 'out' }
  /** The key is told, and nowhere else. */
  | { readonly is: 'told'; readonly token: string }
  | { readonly is: 'in'; readonly token: string };

/** The page for companies: apply, come back with the key, send lists, take passes. */
export function CompanyPage({ source, browser, first, venue, save }: Props): ReactElement {
  const { t, i18n } = useTranslation('console');
  const [shown, setShown] = useState<Shown>({ is: 'out' });
  const language = asLanguage(i18n.language);
  useEffect(() => {
    document.documentElement.lang = language;
    document.documentElement.dataset['theme'] = first.theme;
    document.title = t('company.title');
    keepLook(browser, { language, theme: first.theme });
  }, [browser, first, language, t]);
  const leave = (): void => {
    setShown({ is: 'out' });
  };
  return (
    <div className="console company" data-at="hub">
      <header className="console__head">
        <h1 className="console__title">{t('company.title')}</h1>
        <div className="console__end">
          <LanguageKey />
          {shown.is === 'in' && (
            <button type="button" className="button" data-action="leave" onClick={leave}>
              {t('company.leave')}
            </button>
          )}
        </div>
      </header>
      <main className="console__body" tabIndex={-1} data-scrolls>
        <div className="page">
          {shown.is === 'out' && (
            <Apply
              source={source}
              venue={venue}
              onApplied={(token) => {
                setShown({ is: 'told', token });
              }}
              onEntered={(token) => {
                setShown({ is: 'in', token });
              }}
            />
          )}
          {shown.is === 'told' && (
            <Once
              token={shown.token}
              onNoted={() => {
                setShown({ is: 'in', token: shown.token });
              }}
            />
          )}
          {shown.is === 'in' && <Home source={source} token={shown.token} save={save} />}
        </div>
      </main>
    </div>
  );
}

/** Named in the language it leads to: who needs it cannot read the one now shown. */
function LanguageKey(): ReactElement {
  const { i18n } = useTranslation('console');
  const other = otherLanguage(asLanguage(i18n.language));
  const inOther = i18n.getFixedT(other, 'console');
  return (
    <button
      type="button"
      className="button button--plain"
      lang={other}
      aria-label={inOther('shell.language.switchTo')}
      onClick={() => void i18n.changeLanguage(other)}
    >
      {inOther('shell.language.name')}
    </button>
  );
}
