const HAN = /^\p{Script=Han}[\p{Script=Han}·]*$/u;

/**
 * Masks a name so that a guard can compare it and a reader of the journal cannot know it.
 *
 * Han: 张三 → 张*, 张小三 → 张*三, 欧阳小明 → 欧*明. Other scripts: initials, Anna Maria Berg → A* M* B*.
 */
export function maskName(name: string): string {
  const trimmed = name.normalize('NFC').trim();
  if (!HAN.test(trimmed)) return trimmed.split(/\s+/u).map(maskWord).join(' ');
  const chars = Array.from(trimmed);
  return chars.length < 3 ? `${chars[0] ?? ''}*` : `${chars[0] ?? ''}*${chars.at(-1) ?? ''}`;
}

function maskWord(word: string): string {
  return `${Array.from(word)[0] ?? ''}*`;
}
