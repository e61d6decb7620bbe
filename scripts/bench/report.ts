import { isMet, type Row, type Target } from '../../tests/bench/rows.ts';

/** What one bench measured. */
export interface Section {
  readonly title: string;
  /** How it was measured, in a sentence or two. */
  readonly how: string;
  readonly rows: readonly Row[];
}

/** Where and when it was measured, in the order it is to be read. */
export type Circumstances = Readonly<Record<string, string>>;

/** The whole of docs/benchmarks.md. */
export function report(circumstances: Circumstances, sections: readonly Section[]): string {
  return `# Benchmarks

Written by \`npm run bench\`; change the script, not this file. Figures are of a small shared machine with software
rendering: other work goes on beside them, so a run differs from the next by tens of percent, most of all at p99.

${table(['', ''], Object.entries(circumstances))}

## Targets

${targetsOf(sections)}

${sections.map(sectionText).join('\n\n')}
`;
}

/**
 * Puts sections of a run of their own in the place of those of before, or after them all: each says when that was, and of
 * which commit, and has its targets with it, since figures of several runs in one table would be compared with each other.
 *
 * @param kiosk what {@link report} has written
 */
export function withSections(kiosk: string, circumstances: Circumstances, sections: readonly Section[]): string {
  const parts = kiosk.trimEnd().split(/^(?=## )/mu);
  for (const section of sections) {
    const run = Object.entries(circumstances).map(([name, value]) => `${name.toLowerCase()} ${value}`);
    const about = `Measured in a run of its own: ${run.join(', ')}.`;
    const text = `${sectionText({ ...section, how: `${section.how}\n\n${about}\n\n${targetsOf([section])}` })}\n\n`;
    const at = parts.findIndex((part) => part.startsWith(`## ${section.title}\n`));
    parts.splice(at < 0 ? parts.length : at, at < 0 ? 0 : 1, text);
  }
  return `${parts.map((part) => part.trimEnd()).join('\n\n')}\n`;
}

/** Under which the hub's figures stand, at the end of the file: they are of another command, and of a run of their own. */
const HUB = '# The hub';

/** What `npm run bench:hub` writes at the end of docs/benchmarks.md. */
export function hubReport(circumstances: Circumstances, section: Section): string {
  return `${HUB}

Written by \`npm run bench:hub\`.

${table(['', ''], Object.entries(circumstances))}

${targetsOf([section])}

${sectionText(section)}
`;
}

/** Splits docs/benchmarks.md before the hub's figures. */
export function splitReport(text: string): { readonly kiosk: string; readonly hub: string } {
  const at = text.indexOf(`\n${HUB}\n`);
  return at < 0 ? { kiosk: text, hub: '' } : { kiosk: text.slice(0, at + 1), hub: text.slice(at + 1) };
}

/** One bench as a Markdown section. */
export function sectionText({ title, how, rows }: Section): string {
  const lines = rows.map(({ name, value, unit, note }) => [name, `${rounded(value)} ${unit}`.trim(), note ?? '']);
  return `## ${title}\n\n${how}\n\n${table(['what', 'measured', 'note'], lines)}`;
}

function targetsOf(sections: readonly Section[]): string {
  const lines = sections.flatMap(({ rows }) =>
    rows.flatMap(({ name, value, unit, target }) =>
      target === undefined
        ? []
        : [
            [
              name,
              `${written(target)} ${unit}`.trim(),
              `${rounded(value)} ${unit}`.trim(),
              isMet(target, value) ? 'yes' : '**no**',
            ],
          ],
    ),
  );
  return table(['what', 'target', 'measured', 'met'], lines);
}

function written(target: Target): string {
  if ('atMost' in target) return `<= ${target.atMost}`;
  return 'atLeast' in target ? `>= ${target.atLeast}` : `< ${target.below}`;
}

/** Three digits that mean something; a count stays whole. */
function rounded(value: number): string {
  if (Number.isInteger(value)) return String(value);
  const size = Math.abs(value);
  return value.toFixed(size >= 100 ? 0 : size >= 10 ? 1 : 2);
}

function table(head: readonly string[], lines: readonly (readonly string[])[]): string {
  const rows = [head, head.map(() => '---'), ...lines];
  return rows.map((cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`).join('\n');
}
