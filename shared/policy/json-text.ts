import type { PolicyMistake } from './policy.ts';

const SPACE = /[ \t\n\r]*/y;
/** What is between its quotes, the parser says. */
const STRING = /"[^"\\]*(?:\\[^][^"\\]*)*"/y;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[Ee][+-]?\d+)?/y;
const WORD = /true|false|null/y;

/** Deeper than any policy, and far from the end of the stack. */
const MAX_DEPTH = 200;

/**
 * What is wrong with a text as JSON (RFC 8259): the first place at which it is none, or else every key that stands twice
 * in one object, of which a parser takes the last without a word.
 */
export function jsonMistakes(text: string): PolicyMistake[] {
  const { broken, twice } = scan(text);
  if (broken !== null)
    return [{ path: '', reason: `${placeOf(text, broken.at)}: not JSON, expected ${broken.wanted}` }];
  return twice.map(({ path, at }) => ({ path, reason: `${placeOf(text, at)}: the key is there twice` }));
}

interface Scanned {
  readonly broken: { readonly at: number; readonly wanted: string } | null;
  readonly twice: readonly { readonly path: string; readonly at: number }[];
}

/** Each step says whether the text is JSON so far; the first that it is not is remembered. */
function scan(text: string): Scanned {
  const twice: { path: string; at: number }[] = [];
  let broken: Scanned['broken'] = null;
  let at = 0;

  const miss = (wanted: string): boolean => {
    broken ??= { at, wanted };
    return false;
  };
  const take = (pattern: RegExp): boolean => {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0] ?? null;
    at += found?.length ?? 0;
    return found !== null;
  };
  const takeMark = (mark: string): boolean => {
    take(SPACE);
    if (text[at] !== mark) return false;
    at += 1;
    return true;
  };
  const takeString = (): string | null => {
    const from = at;
    const string = take(STRING) ? readString(text.slice(from, at)) : null;
    if (string === null) at = from;
    return string;
  };

  const member = (path: readonly string[], keys: Set<string>): boolean => {
    take(SPACE);
    const from = at;
    const key = takeString();
    if (key === null) return miss('a key in double quotes');
    const inside = [...path, key];
    if (keys.has(key)) twice.push({ path: inside.join('.'), at: from });
    keys.add(key);
    return (takeMark(':') || miss('a colon')) && value(inside);
  };
  const object = (path: readonly string[]): boolean => {
    if (takeMark('}')) return true;
    const keys = new Set<string>();
    do if (!member(path, keys)) return false;
    while (takeMark(','));
    return takeMark('}') || miss('a comma or }');
  };
  const list = (path: readonly string[]): boolean => {
    if (takeMark(']')) return true;
    let index = 0;
    do if (!value([...path, String(index++)])) return false;
    while (takeMark(','));
    return takeMark(']') || miss('a comma or ]');
  };
  const value = (path: readonly string[]): boolean => {
    if (path.length > MAX_DEPTH) return miss(`no more than ${MAX_DEPTH} levels`);
    if (takeMark('{')) return object(path);
    if (takeMark('[')) return list(path);
    return takeString() !== null || take(NUMBER) || take(WORD) || miss('a value');
  };

  if (value([])) {
    take(SPACE);
    if (at < text.length) miss('the end');
  }
  return { broken, twice };
}

function readString(written: string): string | null {
  try {
    return JSON.parse(written) as string;
  } catch {
    // A control character, or an escape that is none.
    return null;
  }
}

function placeOf(text: string, at: number): string {
  const lines = text.slice(0, at).split('\n');
  return `line ${lines.length}, column ${(lines.at(-1)?.length ?? 0) + 1}`;
}
