/** A tag of XML, and the text up to the next. */
export interface Tag {
  /** Without its prefix. */
  readonly name: string;
  readonly isEnd: boolean;
  readonly isEmpty: boolean;
  /** By their names without prefixes. */
  readonly attributes: ReadonlyMap<string, string>;
  /** As it stands. */
  readonly after: string;
}

/** What is no XML, or has in it what no workbook needs. */
export class BadXml extends Error {}

/** Characters of a tag: those of a workbook have some hundred. What looks for attributes goes over it more than once. */
const MAX_TAG = 4096;

/**
 * Goes through XML 1.0 from tag to tag, once, in a time that grows with its length alone. A document type is refused, and with it
 * every entity that a file would define, inside or elsewhere.
 */
export function* tagsOf(xml: string): Generator<Tag, void> {
  let at = xml.indexOf('<');
  while (at !== -1) {
    if (xml.startsWith('<!--', at)) {
      at = xml.indexOf('<', endOf(xml, '-->', at));
      continue;
    }
    if (xml.startsWith('<?', at)) {
      at = xml.indexOf('<', endOf(xml, '?>', at));
      continue;
    }
    if (xml.startsWith('<!', at)) throw new BadXml();
    const end = endOf(xml, '>', at);
    if (end - at > MAX_TAG) throw new BadXml();
    const next = xml.indexOf('<', end);
    yield tagIn(xml.slice(at + 1, end - 1), xml.slice(end, next === -1 ? xml.length : next));
    at = next;
  }
}

/** @returns where what ends with this ends */
function endOf(xml: string, sign: string, from: number): number {
  const at = xml.indexOf(sign, from);
  if (at === -1) throw new BadXml();
  return at + sign.length;
}

/** An attribute: whatever is not a space, a sign of equality or a quote, and what stands between quotes. */
const ATTRIBUTE = /([^\s=/"'<>]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/gu;

function tagIn(inner: string, after: string): Tag {
  const isEnd = inner.startsWith('/');
  const name = /^\/?([^\s/]*)/u.exec(inner)?.[1] ?? '';
  const attributes = new Map<string, string>();
  if (!isEnd)
    for (const [, key = '', double, single] of inner.slice(name.length).matchAll(ATTRIBUTE))
      attributes.set(local(key), textOf(double ?? single ?? ''));
  return { name: local(name), isEnd, isEmpty: inner.endsWith('/'), attributes, after };
}

function local(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** Text with XML's own five entities, and characters by their numbers, resolved; any other stands as it is. */
export function textOf(text: string): string {
  return text.replaceAll(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|(amp|lt|gt|quot|apos));/giu, (whole, decimal, hex, named) => {
    if (typeof named === 'string') return NAMED[named] ?? whole;
    const code = typeof decimal === 'string' ? Number(decimal) : Number.parseInt(String(hex), 16);
    return code <= 0x10_ff_ff && code > 0 ? String.fromCodePoint(code) : whole;
  });
}
