import type { CredentialFault } from '../faults.ts';
import type { Primitives } from '../primitives.ts';
import { fail, type Result } from '../result.ts';
import type { Format, Sealed } from './claims.ts';
import { hcert } from './hcert.ts';
import { healthCode } from './health-code.ts';
import { nzcp } from './nzcp.ts';
import { pass } from './pass.ts';
import { receipt } from './receipt.ts';
import { shc } from './shc.ts';

/** Every signed format the kiosk reads. Adding one is its file and a line here. */
export const FORMATS = [healthCode, hcert, shc, nzcp, receipt, pass] as const satisfies readonly Format[];

/** The format a text means to be in, by its look. */
export function formatOf(text: string): Format | undefined {
  return FORMATS.find((format) => format.recognises(text));
}

/** Takes a code apart; nothing in the result is to be believed yet. */
export function decodeCredential(text: string, primitives: Primitives): Result<Sealed, CredentialFault> {
  return formatOf(text)?.decode(text, primitives) ?? fail('not-a-health-code');
}
