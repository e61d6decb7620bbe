import { lazy, Suspense, useMemo, useRef, useState, type LazyExoticComponent, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Me } from '../../shared/console/accounts.ts';
import { useFocusWithin } from '../ui/use-focus-within.ts';
import { OverviewPage } from './overview/page.tsx';
import type { ConsoleSource } from './source.ts';
import { ConsoleOf } from './use-source.ts';
import './console.css';

const PAGES = [
  'overview',
  'log',
  'trace',
  'kiosks',
  'sites',
  'districts',
  'companies',
  'audit',
  'accounts',
  'own',
] as const;
type Page = (typeof PAGES)[number];

const page = <M extends string>(load: () => Promise<Record<M, () => ReactElement>>, name: M) =>
  lazy(async () => ({ default: (await load())[name] }));

const SHOWN: Readonly<Record<Exclude<Page, 'overview'>, LazyExoticComponent<() => ReactElement>>> = {
  log: page(() => import('./log/page.tsx'), 'LogPage'),
  trace: page(() => import('./trace/page.tsx'), 'TracePage'),
  kiosks: page(() => import('./kiosks/page.tsx'), 'KiosksPage'),
  sites: page(() => import('./sites/page.tsx'), 'SitesPage'),
  districts: page(() => import('./districts/page.tsx'), 'DistrictsPage'),
  companies: page(() => import('./companies/page.tsx'), 'CompaniesPage'),
  audit: page(() => import('./audit/page.tsx'), 'AuditPage'),
  accounts: page(() => import('./accounts/page.tsx'), 'AccountsPage'),
  own: page(() => import('./own/page.tsx'), 'OwnPage'),
};

/** For who also sets kiosks up. */
const FleetPage = page(() => import('./fleet/page.tsx'), 'FleetPage');

/** Whether somebody has anything to do on a page. An account over all venues sees no entries. */
function hasPage({ may, at, venue }: Me, is: Page): boolean {
  if (is === 'own') return at === 'hub';
  if (is === 'trace') return may.includes('trace') || may.includes('approve-trace');
  if (is === 'overview' || is === 'log') return venue !== null && may.includes(is);
  return may.includes(is);
}

interface Props {
  readonly source: ConsoleSource;
  readonly me: Me;
  /** Somebody is asked to sign in, or the kiosk has locked itself. */
  readonly onSignedOut: () => void;
  /** What ends it, in the corner: back to the kiosk's screen, or signing out. */
  readonly end: ReactElement;
}

/** The console's frame: one page at a time, whoever's data it shows. */
export function Console({ source, me, onSignedOut, end }: Props): ReactElement {
  const { t } = useTranslation('console');
  const pages = PAGES.filter((is) => hasPage(me, is));
  const [is, setIs] = useState<Page>(pages[0] ?? 'own');
  const context = useMemo(() => ({ source: watched(source, onSignedOut), me, onSignedOut }), [source, me, onSignedOut]);
  // At a kiosk it lies within what the kiosk's screen is for.
  const Body = me.at === 'hub' ? 'main' : 'div';
  const body = useRef<HTMLDivElement>(null);
  useFocusWithin(body);
  const Shown = is === 'overview' ? OverviewPage : is === 'kiosks' && me.may.includes('fleet') ? FleetPage : SHOWN[is];
  return (
    <ConsoleOf value={context}>
      <div className="console" data-at={me.at}>
        <header className="console__head">
          <h1 className="console__title">{me.venue ?? t('shell.title')}</h1>
          <nav className="console__pages" aria-label={t('shell.pages')}>
            {pages.map((it) => (
              <button
                key={it}
                type="button"
                className="console__page"
                aria-current={it === is ? 'page' : undefined}
                data-page={it}
                onClick={() => {
                  setIs(it);
                }}
              >
                {t(`shell.page.${it}`)}
              </button>
            ))}
          </nav>
          <div className="console__end">{end}</div>
        </header>
        <Body ref={body} className="console__body" tabIndex={-1} data-scrolls>
          <Suspense
            fallback={
              <p className="state" role="status">
                {t('shell.loading')}
              </p>
            }
          >
            <Shown />
          </Suspense>
        </Body>
      </div>
    </ConsoleOf>
  );
}

const ENDING = ['signed-out', 'locked'];

/** The same source; the answer that nobody is signed in any more ends the console, whoever has asked. */
function watched(source: ConsoleSource, onSignedOut: () => void): ConsoleSource {
  const watch = <R extends { ok: true } | { ok: false; fault: string }>(result: R): R => {
    if (!result.ok && ENDING.includes(result.fault)) onSignedOut();
    return result;
  };
  return {
    ask: async (call, ask) => watch(await source.ask(call, ask)),
    export: async (ask, onRows, signal) => watch(await source.export(ask, onRows, signal)),
    save: async (name, bytes) => watch(await source.save(name, bytes)),
  };
}
