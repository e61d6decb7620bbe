/** NUL, which PostgreSQL keeps in no text, and halves of characters, which no UTF-8 has. */
const UNSTORABLE = /[\0\p{Cs}]/u;

/** Whether every text in a JSON value can be stored; however deep it goes. */
export function isStorable(value: unknown): boolean {
  const rest = [value];
  while (rest.length > 0) {
    const next = rest.pop();
    if (typeof next === 'string' && UNSTORABLE.test(next)) return false;
    if (typeof next === 'object' && next !== null)
      for (const inner of Object.values(next) as unknown[]) rest.push(inner);
  }
  return true;
}
