import type { ClockStatus, DistrictReport, PolicyStatus } from '../shared/contract.ts';
import type { GroundsFault } from '../shared/faults.ts';
import { checkGrounds, isClockBehind } from '../shared/judge.ts';
import { districtStatus, localDay } from '../shared/policy/district.ts';
import type { PolicyFault } from '../shared/policy/policy.ts';
import { formatDate, formatDateTime, type EpochSeconds } from '../shared/time.ts';
import type { Rules, RulesKeeper } from './policy/rules.ts';

/** Two clocks this far apart are worth a word; drift and the way of an answer explain less. */
const CLOCK_NOTICE_SECONDS = 120;

/** Where the rules come from, and by what clock they are looked at. */
export interface RulesOrigin {
  readonly areBuiltIn: boolean;
  readonly source: string | null;
  readonly isClockFrozen: boolean;
}

/** What the screen is told of the rules. */
export function policyStatus(
  rules: RulesKeeper,
  { areBuiltIn, source, isClockFrozen }: RulesOrigin,
  district: string | null,
  now: EpochSeconds,
): PolicyStatus {
  const { policy, policyExpiresAt } = rules.current();
  const judgeable = checkGrounds({ ...rules.current(), hubStops: null }, now);
  const [signedAt, ahead] = [rules.signedAt(), rules.serverAheadSeconds()];
  return {
    fault: !judgeable.ok && isOfRules(judgeable.fault) ? judgeable.fault : null,
    version: policy.ok ? policy.value.version : null,
    issuedAt: policy.ok ? policy.value.issuedAt : null,
    notAfter: policy.ok ? policy.value.notAfter : null,
    note: policy.ok ? policy.value.note : '',
    areBuiltIn,
    root: rules.root(),
    signedAt: textOf(signedAt),
    ageSeconds: areBuiltIn || signedAt === null ? null : Math.max(0, now - signedAt),
    expiresAt: textOf(policyExpiresAt),
    source,
    isFetching: rules.isFetching(),
    attempts: rules.attempts().map(({ at, fault }) => ({ at: formatDateTime(at), fault })),
    nextAttemptAt: textOf(rules.nextAttemptAt()),
    serverAheadSeconds: ahead !== null && Math.abs(ahead) > CLOCK_NOTICE_SECONDS && !isClockFrozen ? ahead : null,
    district: districtReport(policy, district, now),
  };
}

/** The others have a place of their own on the screen. */
function isOfRules(fault: GroundsFault): fault is PolicyFault {
  return fault !== 'clock-wrong' && fault !== 'kiosk-revoked';
}

/**
 * What the screen is told of the clock.
 *
 * @param isNotTheHubs see `HubStop`
 */
export function clockStatus(
  { clockFloor }: Pick<Rules, 'clockFloor'>,
  isNotTheHubs: boolean,
  now: EpochSeconds,
): ClockStatus {
  return {
    isWrong: isNotTheHubs || isClockBehind(clockFloor, now),
    at: formatDateTime(now),
    floor: textOf(clockFloor),
  };
}

function districtReport(policy: Rules['policy'], code: string | null, now: EpochSeconds): DistrictReport | null {
  if (!policy.ok) return null;
  const district = policy.value.districts.find((one) => one.code === code);
  if (district === undefined) return null;
  const today = localDay(now, policy.value.parameters.utcOffsetMinutes);
  const { status, daysAgo } = districtStatus(district, today);
  return { name: district.name, status, asOf: daysAgo === null ? null : formatDate(today - daysAgo) };
}

function textOf(moment: EpochSeconds | null): string | null {
  return moment === null ? null : formatDateTime(moment);
}
