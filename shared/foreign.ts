import type { Language } from './verdict.ts';

/** What a code that is no credential seems to be. */
export type Seeming = 'url' | 'wifi' | 'payment' | 'contact' | 'text';

/** A government's online code: the host it is under, and how long a token must be to count as one. */
export interface OnlineCode {
  readonly name: Readonly<Record<Language, string>>;
  /** `example.org` stands for itself and every host under it. */
  readonly hostSuffix: string;
  readonly minTokenLength: number;
}

/** A backslash ends the host, as it does for a browser (WHATWG URL §4.4, authority state). */
const URL_SHAPE = /^https?:\/\/(?:[^/\\?#@\s]*@)?([a-z0-9.-]+)(?::\d{1,5})?(?:[/?#](.*))?$/isu;

/** Hosts and schemes that the two large payment services put into their codes. */
const PAYMENT =
  /^(?:wxp:|weixin:|alipays?:|https?:\/\/(?:[a-z0-9-]+\.)*(?:alipay\.com|wx\.tenpay\.com|qr\.95516\.com)(?:[/?#]|$))/iu;

/** Says what a foreign code seems to be, by its first characters alone. Nothing in it is ever opened. */
export function classifyForeign(text: string): Seeming {
  if (PAYMENT.test(text)) return 'payment';
  if (/^WIFI:/iu.test(text)) return 'wifi';
  if (/^(?:BEGIN:VCARD|MECARD:)/iu.test(text)) return 'contact';
  return /^https?:\/\//iu.test(text) ? 'url' : 'text';
}

/**
 * The online code a text is: a URL under a listed host that carries a token. Of several the one whose host says most.
 */
export function findOnlineCode(text: string, known: readonly OnlineCode[]): OnlineCode | undefined {
  const match = URL_SHAPE.exec(text);
  if (match === null) return undefined;
  const host = (match[1] ?? '').toLowerCase();
  const longestToken = Math.max(0, ...((match[2] ?? '').match(/[\w%-]+/gu) ?? []).map((token) => token.length));
  const found = known.filter(
    ({ hostSuffix, minTokenLength }) =>
      (host === hostSuffix || host.endsWith(`.${hostSuffix}`)) && longestToken >= minTokenLength,
  );
  return found.sort((a, b) => b.hostSuffix.length - a.hostSuffix.length)[0];
}
