import { BAUD_RATES, type BaudRate } from '../../shared/device/device.ts';

/** The rate that is tried after this one, all in turn. */
export function nextRate(rate: BaudRate): BaudRate {
  return BAUD_RATES[(BAUD_RATES.indexOf(rate) + 1) % BAUD_RATES.length] ?? BAUD_RATES[0];
}

/** All rates, this one first. */
export function ratesFrom(first: BaudRate): readonly BaudRate[] {
  return [first, ...BAUD_RATES.filter((rate) => rate !== first)];
}
