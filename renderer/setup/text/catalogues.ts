import i18next from 'i18next';
import { setUpEn } from './en.ts';
import { setUpZhCN } from './zh-CN.ts';

/** With the page, and not before: the kiosk's own texts are what its first picture waits for. */
export function addSetUpTexts(): void {
  i18next.addResourceBundle('zh-CN', 'setup', setUpZhCN);
  i18next.addResourceBundle('en', 'setup', setUpEn);
}
