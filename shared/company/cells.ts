import { isResidentId } from '../id-card/id-number.ts';
import { formatDate, parseDate } from '../time.ts';
import { CARRIED, type SheetFault } from './columns.ts';

/** A cell that was read, or what is wrong with it. */
export type Cell<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly fault: SheetFault };

const read = <T>(value: T): Cell<T> => ({ ok: true, value });
const wrong = (fault: SheetFault): Cell<never> => ({ ok: false, fault });

/** Line breaks, halves of characters, and marks that turn the writing direction or are not seen. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

export function readLine(text: string, max: number): Cell<string> {
  if (text.length > max) return wrong('too-long');
  return UNPRINTABLE.test(text) ? wrong('unprintable') : read(text);
}

/** A resident's number has its right check character (GB 11643-1999); other documents are letters and digits. */
export function readDocumentNumber(text: string): Cell<string> {
  const number = text.toUpperCase();
  if (!/^[A-Z\d]{5,20}$/u.test(number)) return wrong('number-wrong');
  return /^\d{17}[\dX]$/u.test(number) && !isResidentId(number) ? wrong('number-wrong') : read(number);
}

/** A civil vehicle's (GA 36-2018): province, office, and five characters or, of new energy, six. */
export function readPlate(text: string): Cell<string> {
  const plate = text.toUpperCase().replaceAll(/[\s·.-]/gu, '');
  return /^\p{Script=Han}[A-Z][A-HJ-NP-Z\d]{4,5}[A-HJ-NP-Z\d挂学警港澳]$/u.test(plate)
    ? read(plate)
    : wrong('plate-wrong');
}

/** A word, or what it is in Chinese. */
export function readWord<W extends string>(
  text: string,
  words: Readonly<Record<W, string>>,
  fault: SheetFault,
): Cell<W> {
  const found = (Object.keys(words) as W[]).find((word) => word === text.toLowerCase() || words[word] === text);
  return found === undefined ? wrong(fault) : read(found);
}

export const readCarries = (text: string): Cell<keyof typeof CARRIED> => readWord(text, CARRIED, 'carries-unknown');

export function readPassengers(text: string): Cell<number> {
  return /^[1-9]\d{0,2}$/u.test(text) ? read(Number(text)) : wrong('passengers-wrong');
}

/** `1-5`, `1,3,5`, `6-1` over the week's end; 1 is Monday. Ascending. */
export function readDays(text: string): Cell<number[]> {
  const days = new Set<number>();
  for (const part of text.split(/[,;，；、\s]+/u)) {
    const [, first, last = first] = /^([1-7])(?:[-–~至]([1-7]))?$/u.exec(part) ?? [];
    if (first === undefined) return wrong('days-wrong');
    for (let day = Number(first); ; day = (day % 7) + 1) {
      days.add(day);
      if (day === Number(last)) break;
    }
  }
  return read([...days].sort((a, b) => a - b));
}

const MINUTES_PER_DAY = 1440;

/** `8:00`, `08:00`, `24:00`; or, as spreadsheets keep a time, a part of a day. As `HH:MM`. */
export function readTime(text: string): Cell<string> {
  if (/^[01]?\.\d+(?:E-\d+)?$|^[01]$/u.test(text)) return timeOf(Math.round(Number(text) * MINUTES_PER_DAY));
  const [, hour, minute] = /^(\d{1,2})[:：](\d\d)(?:[:：]00)?$/u.exec(text) ?? [];
  if (hour === undefined || Number(minute) > 59) return wrong('time-wrong');
  return timeOf(Number(hour) * 60 + Number(minute));
}

function timeOf(minutes: number): Cell<string> {
  if (minutes > MINUTES_PER_DAY) return wrong('time-wrong');
  const [hour, minute] = [Math.floor(minutes / 60), minutes % 60].map((part) => String(part).padStart(2, '0'));
  return read(`${hour}:${minute}`);
}

/** Days from 1899-12-30, where spreadsheets begin to count, to 1970-01-01. */
const SHEET_EPOCH_DAYS = 25_569;

/** `2022-06-30`, `2022/6/30`, `2022年6月30日`; or, as spreadsheets keep a day, its number. As `YYYY-MM-DD`. */
export function readDay(text: string): Cell<string> {
  if (/^[2-7]\d{4}(?:\.0+)?$/u.test(text)) return read(formatDate(Math.floor(Number(text)) - SHEET_EPOCH_DAYS));
  const [, year, month = '', day = ''] = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$/u.exec(text) ?? [];
  const written = `${year ?? ''}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  return parseDate(written).ok ? read(written) : wrong('date-wrong');
}
