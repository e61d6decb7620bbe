import type { z } from 'zod';
import { birthDateOf, dashed, isResidentId } from './id-card/id-number.ts';

/**
 * What is typed is kept for as long as the audit log, the accounts or a list of guards are. It has neither a person's number
 * nor characters that nobody sees.
 */
export const KEPT_TEXT_FAULTS = ['number-in-text', 'unseen-in-text'] as const;
export type KeptTextFault = (typeof KEPT_TEXT_FAULTS)[number];

/**
 * Control and format characters, and breaks of lines and paragraphs: text that they turn around or hide reads as another
 * than it is. @see Unicode 15 §4.5, UTS 55
 */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

/** What stands between the groups of a number that is written to be read. */
const BETWEEN = /(?<=[\dX])[\s.·_/\p{Pd}]+(?=[\dX])/gu;

/**
 * Tells whether a document number stands in a text, however it is set: of 18 characters with a right check character and a
 * day of birth that there is (GB 11643-1999), or of 15 digits as of before 1999, which have no check digit, with a province
 * and a day of birth that there are.
 */
export function hasDocumentNumber(text: string): boolean {
  const plain = text.normalize('NFKC').toUpperCase();
  const runs = plain.replaceAll(BETWEEN, '').match(/\d{17,}X?/gu) ?? [];
  if (runs.some(hasNumberOf18)) return true;
  // As one word: a case number in groups, with a date in it, soon has as many digits.
  return (plain.match(/\d+/gu) ?? []).some((word) => word.length === 15 && isOf15(word));
}

function hasNumberOf18(run: string): boolean {
  return Array.from({ length: run.length - 17 }, (_, i) => run.slice(i, i + 18)).some(
    (it) => isResidentId(it) && birthDateOf(it) !== null,
  );
}

/** GB/T 2260: 11 Beijing to 65 Xinjiang, 71 Taiwan, 81 Hong Kong, 82 Macao; whoever has one was born in the 20th century. */
const PROVINCE = /^(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[12])/u;

function isOf15(digits: string): boolean {
  return PROVINCE.test(digits) && dashed(`19${digits.slice(6, 12)}`) !== null;
}

export function findInText(text: string): KeptTextFault | null {
  if (UNSEEN.test(text)) return 'unseen-in-text';
  return hasDocumentNumber(text) ? 'number-in-text' : null;
}

/** A text that a person types and that is kept, refused with the word for why; on top of what else it is to be. */
export function kept<S extends z.ZodType<string>>(schema: S): S {
  return schema.check(({ value, issues }) => {
    const fault = findInText(value);
    if (fault !== null) issues.push({ code: 'custom', input: value, message: SAYS[fault], params: { fault } });
  });
}

/** For command lines and requests without a page. */
const SAYS: Readonly<Record<KeptTextFault, string>> = {
  'number-in-text': 'has the number of a document, which is not kept',
  'unseen-in-text': 'has control or format characters, or line breaks',
};

/** What of an issue says why. */
interface Issue {
  readonly params?: Readonly<Record<string, unknown>> | undefined;
}

/** Why what was asked is refused, where a kept text in it is why; `null`: it is not. */
export function keptTextFaultOf(issues: readonly object[]): KeptTextFault | null {
  const faults = issues.map((issue) => (issue as Issue).params?.['fault']);
  return KEPT_TEXT_FAULTS.find((one) => faults.includes(one)) ?? null;
}
