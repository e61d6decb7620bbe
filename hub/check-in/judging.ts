import { personKey, primitives } from '../../electron/crypto.ts';
import { keepSealer, type Sealer } from '../../electron/seal.ts';
import { formatOf } from '../../shared/credential/decode.ts';
import type { PersonRef } from '../../shared/credential/facts.ts';
import { HUB_FORMATS } from '../../shared/credential/hub-trust.ts';
import { idOfSecret } from '../../shared/credential/person.ts';
import { judge, stopped, type Decision, type Grounds, type Hint, type Needs } from '../../shared/judge.ts';
import type { Policy } from '../../shared/policy/policy.ts';
import { fail, ok, type Result } from '../../shared/result.ts';
import { NO_EVIDENCE } from '../../shared/visit.ts';
import { venueKeyOf } from '../crypto.ts';
import type { Rules } from './rules.ts';

/** The gate somebody stands at, as it was set from afar. */
export interface Standing {
  readonly venue: string;
  readonly gate: string;
  /** Who enters them there, as the log has it. */
  readonly phones: string;
  readonly venueType: string;
  readonly district: string | null;
  readonly direction: 'in' | 'out';
}

/** What is decided of somebody, and how the log names them. */
export interface Judged {
  readonly decision: Decision;
  readonly personKey: Uint8Array | null;
  readonly personKeyId: string | null;
  /** Minutes east of UTC, by the rules' calendar. */
  readonly offsetMinutes: number;
  /** Seals who it was to the health office whose key the rules carry; `null`: nobody is known, or there is no such key. */
  readonly seal: ((place: Parameters<Sealer>[1]) => Uint8Array) | null;
}

/** A code that is no health code: something else, or what this hub has signed itself. */
export type NoHealthCode = 'not-a-health-code' | 'code-of-another-kind';

export interface JudgeParts {
  readonly rules: () => Promise<Rules>;
  readonly nowMs: () => number;
  /** From which each venue's key is derived. */
  readonly venueMaster: Uint8Array;
  /** When somebody was last let in at the venue, epoch milliseconds; `null`: not since then. */
  readonly lastAdmitted: (personKey: Uint8Array, at: Standing, sinceMs: number) => Promise<number | null>;
}

export type Judge = (code: string, at: Standing) => Promise<Result<Judged, NoHealthCode>>;

/** China's, where there are no rules to say. */
const BEIJING_MINUTES = 480;

/** Judges by `judge()` as kiosks do, by the hub's clock, of which no other is the judge. */
export function openJudge({ rules, nowMs, venueMaster, lastAdmitted }: JudgeParts): Judge {
  const venueKeys = new Map<string, { readonly bytes: Uint8Array; readonly id: string }>();
  const venueKey = (venue: string): { readonly bytes: Uint8Array; readonly id: string } => {
    const known = venueKeys.get(venue);
    if (known !== undefined) return known;
    const bytes = venueKeyOf(venueMaster, venue);
    const made = { bytes, id: idOfSecret(bytes, primitives.sha256) };
    venueKeys.set(venue, made);
    return made;
  };
  let policy: Grounds['policy'] = fail('policy-missing');
  const sealer = keepSealer(
    () => (policy.ok ? policy.value.sealingKey : undefined),
    // The office's kiosks say so.
    () => undefined,
  );

  return async (code, at) => {
    const format = formatOf(code)?.id;
    if (HUB_FORMATS.some((own) => own === format)) return fail('code-of-another-kind');
    const inForce = await rules();
    ({ policy } = inForce);
    const { venue, gate, venueType, district, direction } = at;
    const key = venueKey(at.venue);
    const now = Math.floor(nowMs() / 1000);
    const grounds: Omit<Grounds, 'lastAdmitted'> = {
      ...inForce,
      venue: { venueType, district, door: { venue, gate }, direction, hasCardReader: false, hasThermometer: false },
      clockErrorSeconds: 0,
      hubStops: null,
    };
    const judgeBy = (lastAdmittedAt: Grounds['lastAdmitted']): ReturnType<typeof judge> =>
      judge({ ...NO_EVIDENCE, code }, { ...grounds, lastAdmitted: lastAdmittedAt }, primitives, now);
    const asked: PersonRef[] = [];
    let judged = judgeBy((person) => {
      asked.push(person);
      return null;
    });
    // Whom the code speaks of is known by having judged it: only rules that ask when they came last are asked again.
    const [whom] = asked;
    if (whom !== undefined && policy.ok && asksForLast(policy.value, venueType)) {
      const sinceMs = nowMs() - policy.value.parameters.reentryWindowSeconds * 1000;
      const lastMs = await lastAdmitted(personKey(key.bytes, whom), at, sinceMs);
      judged = judgeBy(() => (lastMs === null ? null : Math.floor(lastMs / 1000)));
    }
    const decision = decisionOf(judged);
    if (decision === null) return fail('not-a-health-code');
    const { person, identity } = decision;
    const seal = identity === null ? null : sealer();
    return ok({
      decision,
      personKey: person === null ? null : personKey(key.bytes, person),
      personKeyId: person === null ? null : key.id,
      offsetMinutes: policy.ok ? policy.value.parameters.utcOffsetMinutes : BEIJING_MINUTES,
      seal: identity === null || seal === null ? null : (place) => seal(identity, place),
    });
  };
}

/** A phone reads no cards and measures nothing: what a venue wants besides the code, a person has to see. */
function decisionOf(judged: Decision | Hint | Needs): Decision | null {
  if (judged.kind === 'hint') return null;
  if (judged.kind === 'decision') return judged;
  const wantsCard = judged.needs.includes('id-card');
  return stopped(wantsCard ? 'card-reader-missing' : 'evidence-not-presented', null);
}

const OF_LAST: ReadonlySet<string> = new Set(['context.secondsSinceAdmitted', 'context.hasBeenAdmitted']);

function asksForLast({ venueTypes }: Policy, venueType: string): boolean {
  const venue = Object.hasOwn(venueTypes, venueType) ? venueTypes[venueType] : undefined;
  return venue?.rules.some(({ reads }) => reads.some((path) => OF_LAST.has(path))) === true;
}
