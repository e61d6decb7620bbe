const HAN = /^\p{Script=Han}[\p{Script=Han}·]*$/u;

/** Initials shown of a longer name: eight of two UTF-16 units each fit the 32 units a health code has for the name. */
const MAX_WORDS = 8;

/**
 * Masks a name so that a guard can compare it and a reader of the journal cannot know it.
 *
 * Han: 张三 → 张*, 张小三 → 张*三, 欧阳小明 → 欧*明. Other scripts: initials, Anna Maria Berg → A* M* B*.
 */
export function maskName(name: string): string {
  const trimmed = name.normalize('NFC').trim();
  // Cards and forms pad short Han names with blanks, often full-width ones.
  const unspaced = trimmed.replace(/\s+/gu, '');
  if (!HAN.test(unspaced)) return trimmed.split(/\s+/u).slice(0, MAX_WORDS).map(maskWord).join(' ');
  const chars = Array.from(unspaced);
  return chars.length < 3 ? `${chars[0] ?? ''}*` : `${chars[0] ?? ''}*${chars.at(-1) ?? ''}`;
}

/** What {@link maskName} gives: Han, or words of other scripts. */
const MASKED = /^(?:\p{Script=Han}\*[\p{Script=Han}·]?|\p{L}?\*(?: \p{L}?\*){0,7})$/u;

/**
 * A name that somebody else was to mask: as it is where it looks as if {@link maskName} had, masked here where it shows more.
 *
 * 张*三 → 张*三, 张三 → 张*, 欧阳*明 → 欧*明, Anna B* → A* B*.
 */
export function maskAgain(name: string): string {
  return MASKED.test(name) ? name : maskName(name.replaceAll(/[*＊]/gu, ''));
}

/** As {@link maskName}, of a name in its parts: Han names are written with the family first, others with it last. */
export function maskNames(family: string, given: string): string {
  const isHan = HAN.test(`${family}${given}`.replace(/\s+/gu, ''));
  return maskName(isHan ? `${family}${given}` : `${given} ${family}`);
}

/** Only a letter is shown: marks and signs that turn or stack text stay out of the screen and the journal. */
function maskWord(word: string): string {
  return `${/\p{L}/u.exec(word)?.[0] ?? ''}*`;
}
