import i18next, { type i18n } from 'i18next';
import { initReactI18next } from 'react-i18next';
import type { Language } from '../../shared/verdict.ts';
import type { consoleEn } from '../console/text/catalogues.ts';
import type { setUpEn } from '../setup/text/en.ts';
import { en } from './en.ts';
import { zhCN } from './zh-CN.ts';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation';
    resources: { translation: typeof en; console: typeof consoleEn; setup: typeof setUpEn };
  }
}

const STARTING_LANGUAGE: Language = 'zh-CN';

/** Both catalogues are in the bundle, so texts are there at the first render: nothing is loaded later. */
export function startText(): i18n {
  void i18next.use(initReactI18next).init({
    lng: STARTING_LANGUAGE,
    fallbackLng: false,
    supportedLngs: ['zh-CN', 'en'] satisfies Language[],
    resources: { 'zh-CN': { translation: zhCN }, en: { translation: en } },
    initAsync: false,
    // React escapes what it renders.
    interpolation: { escapeValue: false },
    react: { useSuspense: false },
  });
  return i18next;
}

export function otherLanguage(language: Language): Language {
  return language === 'en' ? 'zh-CN' : 'en';
}

/** The language texts are shown in now; i18next itself knows it only as a string. */
export function asLanguage(tag: string): Language {
  return tag === 'en' ? 'en' : 'zh-CN';
}
