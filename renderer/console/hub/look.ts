import type { Language } from '../../../shared/verdict.ts';

export type Theme = 'light' | 'dark';

/** How the page is to one's eyes; the browser keeps it, and nothing else. */
export interface Look {
  readonly language: Language;
  readonly theme: Theme;
}

/** What of a browser is needed for it. */
export interface Browser {
  /** As `localStorage`, which throws where the browser forbids it. */
  readonly kept: () => Pick<Storage, 'getItem' | 'setItem'>;
  /** Of whoever's browser it is (BCP 47). */
  readonly language: string;
  readonly prefersDark: boolean;
}

const LANGUAGE = 'digital-sentinel.language';
const THEME = 'digital-sentinel.theme';

/** As it was last chosen, and else as the browser is. */
export function readLook(browser: Browser): Look {
  const language = itemOf(browser, LANGUAGE) ?? browser.language;
  const theme = itemOf(browser, THEME) ?? (browser.prefersDark ? 'dark' : 'light');
  return { language: language.startsWith('en') ? 'en' : 'zh-CN', theme: theme === 'dark' ? 'dark' : 'light' };
}

function itemOf({ kept }: Browser, name: string): string | null {
  try {
    return kept().getItem(name);
  } catch {
    // A browser that keeps nothing: each visit begins as the browser is.
    return null;
  }
}

export function keepLook({ kept }: Pick<Browser, 'kept'>, { language, theme }: Look): void {
  try {
    kept().setItem(LANGUAGE, language);
    kept().setItem(THEME, theme);
  } catch {
    // As above: it holds until the page is left.
  }
}
