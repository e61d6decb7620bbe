// First: no schema may be made before.
import '../console/jitless.ts';
// Then, so that what a component's own sheet says comes after and holds.
import '../ui/tokens.css';
import '../ui/base.css';
import i18next from 'i18next';
import { createRoot } from 'react-dom/client';
import { initReactI18next } from 'react-i18next';
import { download } from '../console/hub/download.ts';
import { readLook, type Browser } from '../console/hub/look.ts';
import { consoleEn, consoleZhCN } from '../console/text/catalogues.ts';
import { CompanyPage } from './page.tsx';
import { companySource } from './source.ts';

const browser: Browser = {
  kept: () => window.localStorage,
  language: navigator.language,
  prefersDark: matchMedia('(prefers-color-scheme: dark)').matches,
};
const look = readLook(browser);

void i18next.use(initReactI18next).init({
  lng: look.language,
  fallbackLng: false,
  defaultNS: 'console',
  resources: { 'zh-CN': { console: consoleZhCN }, en: { console: consoleEn } },
  initAsync: false,
  // React escapes what it renders.
  interpolation: { escapeValue: false },
  react: { useSuspense: false },
});

const root = document.getElementById('root');
if (root === null) throw new Error('company.html has no #root');
// Beside the page: /company/ where nothing stands before the hub.
const base = new URL('./', document.baseURI).href;
createRoot(root).render(
  <CompanyPage
    source={companySource(base, (to, how) => fetch(to, how))}
    browser={browser}
    first={look}
    venue={new URLSearchParams(window.location.search).get('venue') ?? ''}
    save={download}
  />,
);
