/** What a font has no sign for is shown as a box, and what moves the line as a space. @param known code points */
export function withKnown(text: string, known: ReadonlySet<number>): string {
  return Array.from(text.replaceAll(/\s/gu, ' '))
    .map((sign) => (known.has(sign.codePointAt(0) ?? 0) ? sign : '□'))
    .join('');
}
