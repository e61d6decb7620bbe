import { sign } from 'node:crypto';
import { encodeBase45 } from '../../shared/credential/base45.ts';
import { prepareSign1 } from '../../shared/credential/cose.ts';
import { kidOf, LIMIT } from '../../shared/credential/health-code.ts';
import { fromHex } from '../../shared/credential/hex.ts';
import { HUB_ISSUER } from '../../shared/credential/hub-trust.ts';
import { encodePass, passSchema, WEEKDAYS } from '../../shared/credential/pass-issue.ts';
import { PASS_PREFIX } from '../../shared/credential/pass.ts';
import type { Company } from '../../shared/company/company.ts';
import { sha256, type HubKey } from '../crypto.ts';
import type { Holder } from '../store/holders.ts';
import type { Pass } from '../store/passes.ts';
import { endOfDay } from './term.ts';

/** By which pass of whom, of which company. */
interface Passing {
  readonly company: Pick<Company, 'id' | 'name' | 'venue'>;
  readonly holder: Holder;
  readonly pass: Pass;
}

/**
 * Makes what signs passes: the same text whenever it is asked for the same pass, since Ed25519 is without chance (RFC 8032).
 *
 * @param utcOffsetMinutes of the calendar by which a stay's last day ends
 */
export function openPassSigner(key: HubKey, utcOffsetMinutes: number): (passing: Passing) => string {
  const kid = fromHex(kidOf({ kty: 'OKP', crv: 'Ed25519', x: key.x }, sha256)) ?? new Uint8Array();
  return (passing) => {
    const payload = encodePass(passSchema.parse(writtenOf(passing, utcOffsetMinutes)), noId);
    const { toBeSigned, seal } = prepareSign1(kid, payload);
    return PASS_PREFIX + encodeBase45(seal(sign(null, toBeSigned, key.private)));
  };
}

function noId(): never {
  throw new Error('a pass has its id before it is signed');
}

/** As docs/pass.md §6 has it written. */
function writtenOf({ company, holder, pass }: Passing, utcOffsetMinutes: number): object {
  const { type, subject, maskedName, terms } = holder;
  const { gates, days, from, to, plate, carries, passengers, route, post, stayUntil } = terms;
  return {
    ...{ type, subject, maskedName, issuer: HUB_ISSUER, id: pass.id },
    company: { id: company.id, name: shortened(company.name) },
    places: gates.length === 0 ? [company.venue] : gates.map((gate) => `${company.venue}/${gate}`),
    windows: [{ days: days.map((day) => WEEKDAYS[day - 1]), from, to }],
    issuedAt: inSeconds(pass.issuedAt),
    expiresAt: inSeconds(pass.expiresAt),
    ...(plate === null ? {} : { plate }),
    ...(carries === null ? {} : { carries }),
    ...(passengers === null ? {} : { passengers }),
    ...(route === null ? {} : { route }),
    ...(post === null ? {} : { post }),
    ...(stayUntil === null ? {} : { stayUntil: inSeconds(endOfDay(stayUntil, utcOffsetMinutes)) }),
  };
}

/** A company's name has more room where it is registered than in a pass (docs/pass.md §3). */
function shortened(name: string): string {
  return name.length <= LIMIT.label ? name : `${name.slice(0, LIMIT.label - 1).replace(/[\uD800-\uDBFF]$/u, '')}…`;
}

function inSeconds(at: Date): string {
  return at.toISOString().replace(/\.\d+/u, '');
}
