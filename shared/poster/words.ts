import type { Language } from '../verdict.ts';

/** A venue code to be stuck up at its gate. */
export interface Poster {
  /** Of the venue code. */
  readonly address: string;
  readonly venue: string;
  readonly gate: string;
  readonly size: (typeof POSTER_SIZES)[number];
  /** `both`: in Chinese, and beneath it in English. */
  readonly language: (typeof POSTER_LANGUAGES)[number];
}

/** ISO 216, upright. */
export const POSTER_SIZES = ['A4', 'A5'] as const;
export const POSTER_LANGUAGES = ['both', 'zh-CN', 'en'] as const satisfies readonly (Language | 'both')[];

/** What a poster is for, and how it is used. */
export const POSTER_WORDS: Readonly<Record<Language, { readonly title: string; readonly how: string }>> = {
  'zh-CN': {
    title: '请用手机扫码登记',
    how: '扫码后选择健康码截图，凭五分钟内的登记凭证进入。',
  },
  en: {
    title: 'Scan to check in',
    how: 'Choose a picture of your health code, and show the receipt at the gate within five minutes.',
  },
};

/** As it is kept: a name that a stick of any system takes. */
export function posterName({
  venue,
  gate,
  size,
  language,
}: Pick<Poster, 'venue' | 'gate' | 'size' | 'language'>): string {
  const place = `${venue} ${gate}`.replaceAll(/[^\p{L}\p{N} ._-]/gu, '').slice(0, 48);
  return `venue-code ${place} ${size}${language === 'both' ? '' : ` ${language}`}.pdf`;
}
