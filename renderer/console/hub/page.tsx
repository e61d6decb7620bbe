import { Component, useCallback, useEffect, useState, type ReactElement, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Me } from '../../../shared/console/accounts.ts';
import type { ConsoleFault } from '../../../shared/console/calls.ts';
import { asLanguage, otherLanguage } from '../../text/text.ts';
import { Console } from '../console.tsx';
import type { HubSource } from '../hub-source.ts';
import { SignIn } from '../sign-in/page.tsx';
import { ReplacePassword } from '../sign-in/replace-password.tsx';
import { whenOver } from './when-over.ts';
import { keepLook, type Browser, type Look, type Theme } from './look.ts';

interface Props {
  readonly source: HubSource;
  readonly browser: Browser;
  readonly first: Look;
}

/** The hub's page: somebody signs in, and has the console of what they may see. */
export function HubConsole(props: Props): ReactElement {
  return (
    <Caught>
      <Signed {...props} />
    </Caught>
  );
}

type Signed = { readonly is: 'asked' | 'out' } | { readonly is: 'in'; readonly me: Me } | Failed;
interface Failed {
  readonly is: 'failed';
  readonly fault: ConsoleFault;
}

function Signed({ source, browser, first }: Props): ReactElement {
  const { t } = useTranslation('console');
  const [signed, setSigned] = useState<Signed>({ is: 'asked' });
  const ask = useCallback(() => {
    void source.ask('me', null).then((result) => {
      if (result.ok) setSigned({ is: 'in', me: result.value });
      else setSigned(result.fault === 'signed-out' ? { is: 'out' } : { is: 'failed', fault: result.fault });
    });
  }, [source]);
  useEffect(ask, [ask]);
  const onSignedOut = useCallback(() => {
    setSigned({ is: 'out' });
  }, []);
  const isIn = signed.is === 'in';
  useEffect(() => (isIn ? whenOver(source.heardAtMs, onSignedOut) : undefined), [isIn, source, onSignedOut]);
  const [theme, setTheme] = useLook(browser, first);
  const keys = <LookKeys theme={theme} onTheme={setTheme} />;
  switch (signed.is) {
    case 'in':
      if (signed.me.mustChangePassword) {
        return (
          <Bare keys={keys}>
            <ReplacePassword
              source={source}
              me={signed.me}
              onReplaced={(me) => {
                setSigned({ is: 'in', me });
              }}
            />
          </Bare>
        );
      }
      return (
        <Console
          source={source}
          me={signed.me}
          onSignedOut={onSignedOut}
          end={
            <>
              {keys}
              <button
                type="button"
                className="button"
                onClick={() => {
                  void source.signOut().then(onSignedOut);
                }}
              >
                {t('shell.signOut')}
              </button>
            </>
          }
        />
      );
    case 'out':
      return (
        <Bare keys={keys}>
          <SignIn
            onSignedIn={(me) => {
              source.become(me);
              setSigned({ is: 'in', me });
            }}
          />
        </Bare>
      );
    case 'asked':
      return (
        <Bare keys={keys}>
          <p className="state" role="status">
            {t('shell.loading')}
          </p>
        </Bare>
      );
    case 'failed':
      return (
        <Bare keys={keys}>
          <div className="state" role="alert">
            <p>{t(`fault.${signed.fault}`)}</p>
            <button type="button" className="button" onClick={ask}>
              {t('shell.again')}
            </button>
          </div>
        </Bare>
      );
  }
}

/** The page of nobody who is signed in. */
function Bare({ keys, children }: { keys: ReactElement; children: ReactNode }): ReactElement {
  return (
    <div className="console" data-at="hub">
      <header className="console__head">
        <div className="console__end">{keys}</div>
      </header>
      <main className="console__body">{children}</main>
    </div>
  );
}

/** Puts the look on the page, and keeps it for the next visit. */
function useLook(browser: Browser, first: Look): [Theme, (theme: Theme) => void] {
  const { i18n } = useTranslation('console');
  const [theme, setTheme] = useState<Theme>(first.theme);
  const language = asLanguage(i18n.language);
  useEffect(() => {
    document.documentElement.lang = language;
    document.documentElement.dataset['theme'] = theme;
    keepLook(browser, { language, theme });
  }, [browser, language, theme]);
  return [theme, setTheme];
}

/** The language and the theme, each by one key that leads to the other. */
function LookKeys({ theme, onTheme }: { theme: Theme; onTheme: (theme: Theme) => void }): ReactElement {
  const { t, i18n } = useTranslation('console');
  const other = otherLanguage(asLanguage(i18n.language));
  // Named in the language it leads to: who needs it cannot read the one now shown.
  const inOther = i18n.getFixedT(other, 'console');
  const otherTheme = theme === 'dark' ? 'light' : 'dark';
  return (
    <>
      <button
        type="button"
        className="button button--plain"
        lang={other}
        aria-label={inOther('shell.language.switchTo')}
        onClick={() => void i18n.changeLanguage(other)}
      >
        {inOther('shell.language.name')}
      </button>
      <button
        type="button"
        className="button button--plain"
        data-theme-to={otherTheme}
        onClick={() => {
          onTheme(otherTheme);
        }}
      >
        {t(`shell.${otherTheme}`)}
      </button>
    </>
  );
}

/** Says that the page is broken where drawing it throws. */
class Caught extends Component<{ readonly children: ReactNode }, { readonly isBroken: boolean }> {
  override state = { isBroken: false };

  static getDerivedStateFromError(): { isBroken: boolean } {
    return { isBroken: true };
  }

  override render(): ReactNode {
    return this.state.isBroken ? <Broken /> : this.props.children;
  }
}

function Broken(): ReactElement {
  const { t } = useTranslation('console');
  return (
    <main className="state" role="alert">
      {t('shell.broken')}
    </main>
  );
}
