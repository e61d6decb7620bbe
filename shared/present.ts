import type { KioskFault } from './faults.ts';
import type { Policy } from './policy/policy.ts';
import type { Evidence } from './visit.ts';

export type Needed = 'code' | 'pass' | 'id-card' | 'temperature';

/** What a kiosk can read besides codes. */
interface Devices {
  readonly hasCardReader: boolean;
  readonly hasThermometer: boolean;
}

/**
 * What the venue wants presented besides the code: something of every list. What the kiosk has no device for cannot be
 * asked of the visitor; a person takes over.
 *
 * @param hasPass of its own or in a code; whether it holds is not asked here
 */
export function missingEvidence(
  present: NonNullable<Policy['venueTypes'][string]['present']>,
  { idCard, temperatureCelsius }: Evidence,
  hasPass: boolean,
  { hasCardReader, hasThermometer }: Devices,
): { readonly needs: readonly Needed[]; readonly faults: readonly KioskFault[] } {
  const has = { code: true, pass: hasPass, 'id-card': idCard !== null, temperature: temperatureCelsius !== null };
  const canRead = { code: true, pass: true, 'id-card': hasCardReader, temperature: hasThermometer };
  const unmet = present.filter((list) => !list.some((one) => has[one]));
  const wanted = unmet.map((list) => list.filter((one) => one !== 'code'));
  return {
    needs: wanted.flatMap((list) => list.filter((one) => canRead[one])),
    faults: wanted
      .filter((list) => !list.some((one) => canRead[one]))
      .map((list) => (list[0] === 'id-card' ? 'card-reader-missing' : 'thermometer-missing')),
  };
}
