/** How wide a text is, in the unit that lines are counted in. */
type Measure = (text: string) => number;

/**
 * Chinese is broken before any of its characters, but for those that close something, which stay with what they close; all
 * else at its spaces.
 */
const PIECES =
  /(?:[\p{Script=Han}\u3000-\u303F\uFF00-\uFFEF]|[^\p{Script=Han}\u3000-\u303F\uFF00-\uFFEF\s]+)[，。；：、？！）》」』】]*|\s+/gu;

/** A text in lines that are no wider than `width`. A word that is wider by itself is broken within. */
export function linesOf(text: string, width: number, measure: Measure): string[] {
  const lines: string[] = [];
  let line = '';
  for (const piece of text.match(PIECES)?.flatMap((one) => fitting(one, width, measure)) ?? []) {
    if (measure(line + piece) <= width || line === '') {
      line += piece;
    } else {
      lines.push(line.trimEnd());
      line = piece.trimStart();
    }
  }
  return [...lines, line.trimEnd()];
}

/** A piece whole where it fits on a line, and else in its characters. */
function fitting(piece: string, width: number, measure: Measure): string[] {
  return measure(piece) <= width ? [piece] : Array.from(piece);
}
