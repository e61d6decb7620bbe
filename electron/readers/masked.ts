/** What tells a code's kind, and none of what it says: `DS1:`, `HC1:`, `shc:/`, `https:`. */
const PREFIX = /^[A-Za-z0-9]{1,8}:\/?/u;

export function maskCode(text: string): string {
  return `${PREFIX.exec(text)?.[0] ?? ''}…`;
}

/** The province and the last character: enough to tell two cards on the table apart. */
export function maskNumber(number: string): string {
  return `${number.slice(0, 2)}${'*'.repeat(Math.max(0, number.length - 3))}${number.slice(-1)}`;
}
