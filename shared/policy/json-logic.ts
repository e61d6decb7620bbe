/** What CertLogic has instead of what JsonLogic has: people know the one, and write the other. */
const INSTEAD: ReadonlyMap<string, string> = new Map([
  ['or', 'there is no `or`: negate an `and` of negations, {"!": [{"and": [{"!": [A]}, {"!": [B]}]}]}'],
  ['!==', 'there is no `!==`: negate `===`, {"!": [{"===": [A, B]}]}'],
  ['!=', 'there is no `!=`: negate `===`, {"!": [{"===": [A, B]}]}'],
  ['==', 'there is no `==`: write `===`'],
  ['!!', 'there is no `!!`: negate twice, {"!": [{"!": [A]}]}'],
  ['*', 'there is no `*`: write the product, two days are 172800 seconds'],
  ['-', 'there is no `-`: add to the other side with `+`, or to a negative number'],
  ['/', 'there are no fractions: write whole numbers, in the smaller unit'],
  ['?:', 'there is no `?:`: write `if`'],
  ...['some', 'all', 'none', 'filter', 'map'].map((name): [string, string] => [
    name,
    `there is no \`${name}\`: go through the list with \`reduce\``,
  ]),
  ...['missing', 'missing_some'].map((name): [string, string] => [
    name,
    `there is no \`${name}\`: a \`var\` that is not there is null, as false as false: ask with \`if\``,
  ]),
]);

/** Operators of both, with the number of operands that CertLogic wants of them where JsonLogic takes more. */
const OPERANDS: ReadonlyMap<string, { readonly count: number; readonly instead: string }> = new Map([
  ['+', { count: 2, instead: '`+` adds two numbers: nest it, {"+": [A, {"+": [B, C]}]}' }],
  ['if', { count: 3, instead: '`if` has three operands: nest another in the third, and always say what else' }],
]);

/** One sentence, where the operator is one of JsonLogic's that CertLogic has not. */
export function insteadOf(operator: string): string | undefined {
  return INSTEAD.get(operator);
}

/** One sentence, where CertLogic has the operator, but not with so many operands. */
export function insteadOfSoMany(operator: string, count: number): string | undefined {
  const wanted = OPERANDS.get(operator);
  return wanted === undefined || wanted.count === count ? undefined : wanted.instead;
}
