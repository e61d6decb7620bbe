import type { Language } from './verdict.ts';

/** What a code that is no credential, or none that is wanted here, seems to be. */
export type Seeming = 'health-code' | 'url' | 'wifi' | 'payment' | 'contact' | 'text';

/** A government's online code: the host it is under, and the shape of the rest of its URL. */
export interface OnlineCode {
  readonly name: Readonly<Record<Language, string>>;
  /** `example.org` stands for itself and every host under it. */
  readonly hostSuffix: string;
  /** What the URL's path begins with, `/` included; absent: anything. */
  readonly path?: string | undefined;
  /** The query's or fragment's parameter that holds the token; absent: any, or a step of the path. */
  readonly parameter?: string | undefined;
  readonly minTokenLength: number;
}

/** A backslash ends the host, as it does for a browser (WHATWG URL §4.4, authority state). */
const URL_SHAPE = /^https?:\/\/(?:[^/\\?#@\s]*@)?([a-z0-9.-]+)(?::\d{1,5})?(?:[/?#](.*))?$/isu;

/** Base64 in either alphabet, hexadecimal, a JWT, with or without percent signs. */
const TOKEN = /^[\w%.~+-]+={0,2}$/u;

/** A page's own name, which is no token however long: words in small letters, or a file with its kind. */
const PAGE = /^[a-z]+(?:[-_][a-z]+)+$|\.(?:[sp]?html?|jspx?|aspx?|php|do|pdf|png|jpe?g)$/iu;

/** How payment codes begin: what the large services show to be paid, and the common standards. */
const PAYMENT_START =
  /^(?:wxp:|weixin:|alipays?:|upi:|bitcoin:|ethereum:|lightning:|000201|BCD\r?\n|https?:\/\/(?:[a-z0-9-]+\.)*(?:alipay\.com|wx\.tenpay\.com|qr\.95516\.com)(?:[/?#]|$))/iu;

/** What a payer shows: digits only, of WeChat (10-15, 18 digits), Alipay (25-30, 16-24 digits), UnionPay (62, 19 digits). */
const PAYER = /^(?:1[0-5]\d{16}|(?:2[5-9]|30)\d{14,22}|62\d{17})$/u;

/** Says what a foreign code seems to be, by its first characters alone. Nothing in it is ever opened. */
export function classifyForeign(text: string): Seeming {
  if (PAYMENT_START.test(text) || PAYER.test(text)) return 'payment';
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
  const [, named = '', rest = ''] = match;
  const host = named.toLowerCase().replace(/\.$/u, '');
  const found = known.filter(
    ({ hostSuffix, path = '', minTokenLength, parameter }) =>
      (host === hostSuffix || host.endsWith(`.${hostSuffix}`)) &&
      `/${rest}`.startsWith(path) &&
      tokensIn(rest, parameter).some(({ length }) => length >= minTokenLength),
  );
  return found.sort((a, b) => b.hostSuffix.length - a.hostSuffix.length)[0];
}

/** What may be tokens in a URL's path, query and fragment; only the values of one parameter, where it is named. */
function tokensIn(rest: string, parameter: string | undefined): string[] {
  const words = rest.split(/[/?#&]/u).map((word) => {
    const [, name = null, value = word] = /^([^=]+)=(.+)$/u.exec(word) ?? [];
    return { name, value };
  });
  return words
    .filter(({ name }) => parameter === undefined || name === parameter)
    .map(({ value }) => value)
    .filter((value) => TOKEN.test(value) && !PAGE.test(value));
}
