// First: no schema may be made before.
import '../jitless.ts';
// Then, so that what a component's own sheet says comes after and holds.
import '../../ui/tokens.css';
import '../../ui/base.css';
import i18next from 'i18next';
import { createRoot } from 'react-dom/client';
import { initReactI18next } from 'react-i18next';
import { en } from '../../text/en.ts';
import { zhCN } from '../../text/zh-CN.ts';
import { consoleEn, consoleZhCN } from '../text/catalogues.ts';
import { hubSource } from '../hub-source.ts';
import { download } from './download.ts';
import { readLook, type Browser } from './look.ts';
import { HubConsole } from './page.tsx';

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
  // What is wrong with a kiosk is said here as it is said there.
  resources: {
    'zh-CN': { console: consoleZhCN, translation: zhCN },
    en: { console: consoleEn, translation: en },
  },
  initAsync: false,
  // React escapes what it renders.
  interpolation: { escapeValue: false },
  react: { useSuspense: false },
});

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');
// Beside the page: /console/ where nothing stands before the hub.
const base = new URL('./', document.baseURI).href;
createRoot(root).render(<HubConsole source={hubSource(base, download)} browser={browser} first={look} />);
