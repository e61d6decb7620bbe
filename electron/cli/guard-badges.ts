import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { badgeText, type Guard } from '../../shared/guard.ts';
import { guardName, guardNumber } from '../../shared/guard-list.ts';
import { UsageError, type World } from './command.ts';
import { answerLines, schemaError } from './ndjson.ts';
import { codeSvg } from './pictures.ts';

/** Of a line that `guards list` writes: what is on the badge. No name that is taken has a sign that means something in XML. */
const line = z.object({ number: guardNumber, name: guardName });

/**
 * Draws a badge for each guard, to be printed: `NUMBER.svg` in a folder.
 *
 * @throws UsageError
 */
export async function drawBadges(args: readonly string[], { stdin, stdout }: World): Promise<number> {
  const { values } = parseArgs({ args: [...args], options: { out: { type: 'string' } } });
  const { out } = values;
  if (out === undefined) throw new UsageError('--out is required');
  mkdirSync(out, { recursive: true });
  return answerLines(stdin, stdout, (value) => {
    const guard = line.safeParse(value);
    if (!guard.success) return Promise.resolve(schemaError(guard.error, value));
    const file = join(out, `${guard.data.number}.svg`);
    writeFileSync(file, drawBadge(guard.data));
    return Promise.resolve({ number: guard.data.number, file });
  });
}

/** A card of 85.6 by 54 mm (ISO/IEC 7810 ID-1) with number, name and the QR code of {@link badgeText}. */
function drawBadge({ number, name }: Pick<Guard, 'number' | 'name'>): string {
  const font = 'font-family="sans-serif" font-weight="bold"';
  return `<svg xmlns="http://www.w3.org/2000/svg" width="85.6mm" height="54mm" viewBox="0 0 856 540">
<rect width="856" height="540" rx="32" fill="#fff" stroke="#999"/>
<svg x="20" y="20" width="500" height="500">${codeSvg(badgeText(number))}</svg>
<text x="540" y="240" font-size="54" ${font} textLength="${Math.min(290, widthOf(name, 54))}" lengthAdjust="spacingAndGlyphs">${name}</text>
<text x="540" y="330" font-size="40" ${font} textLength="${Math.min(290, widthOf(number, 40))}" lengthAdjust="spacingAndGlyphs">${number}</text>
</svg>
`;
}

/** Roughly, so that the longest still fits on the card. */
function widthOf(text: string, size: number): number {
  return Array.from(text, (character) => (character > '\u2e80' ? size : size * 0.6)).reduce((sum, it) => sum + it, 0);
}
