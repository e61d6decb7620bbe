import { creditCheckCharacter } from '../../../shared/company/credit-code.ts';
import { checkCharacter } from '../../../shared/id-card/id-number.ts';

/** A credit code of area 110105 that is nobody's, with its check character. @param nth from 0 to 999,999,999 */
export function madeCreditCode(nth: number): string {
  const first = `91110105MA${String(nth).padStart(7, '0')}`;
  return first + creditCheckCharacter(first);
}

/** The number of somebody made up, of area 110105. @param nth from 0 to some 9 million */
export function madeNumber(nth: number): string {
  const day = new Date(Date.UTC(1950, 0, 1 + (nth % 18_000))).toISOString().slice(0, 10).replaceAll('-', '');
  const first = `110105${day}${String(Math.floor(nth / 18_000) % 1000).padStart(3, '0')}`;
  return first + checkCharacter(first);
}

const FAMILIES = '赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨';
const GIVEN = '安康宁和平静远明清正新春夏秋冬晨';

/** A name that is nobody's. */
export function madeName(nth: number): string {
  const at = (signs: string, i: number): string => signs.charAt(i % signs.length);
  return at(FAMILIES, nth) + at(GIVEN, Math.floor(nth / 16)) + at(GIVEN, Math.floor(nth / 256) + nth);
}

/** A plate of no vehicle that we know. */
export function madePlate(nth: number): string {
  return `京A${String(nth % 100_000).padStart(5, '0')}`;
}

/** A file of so many people. */
export function staffCsv(people: number, from = 0, hours = '08:00,18:00'): string {
  const rows = Array.from({ length: people }, (_, i) => `${madeName(from + i)},${madeNumber(from + i)},1-5,${hours}`);
  return `name,documentNumber,days,from,to\n${rows.join('\n')}\n`;
}
