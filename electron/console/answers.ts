import { AT_A_KIOSK } from '../../shared/console/abilities.ts';
import type { Me } from '../../shared/console/accounts.ts';
import type { ConsoleAsk, ConsoleCall, ConsoleFault, ConsoleReply } from '../../shared/console/calls.ts';
import type { ConsoleAct } from '../../shared/console/entered.ts';
import type { LogDetail, LogFacets } from '../../shared/console/log.ts';
import type { Overview, OverviewAsk } from '../../shared/console/overview.ts';
import type { PersonAsk, PersonFound } from '../../shared/console/person.ts';
import { reasonWordsOf, unknownReason } from '../../shared/console/reason-words.ts';
import type { KioskStatus } from '../../shared/contract.ts';
import { cardholder } from '../../shared/credential/person.ts';
import type { PersonRef } from '../../shared/credential/facts.ts';
import type { ByHandFault, Guard } from '../../shared/guard.ts';
import { isResidentId } from '../../shared/id-card/id-number.ts';
import type { Policy } from '../../shared/policy/policy.ts';
import { fail, ok, type Result } from '../../shared/result.ts';
import type { Asking } from './asking.ts';
import { openThrottle } from './throttle.ts';

export interface AnswersParts {
  readonly asking: Asking;
  readonly clock: { now(): { readonly epochMs: number }; monotonicMs(): number };
  readonly status: () => KioskStatus;
  /** Where it stands, by its name at the hub; empty: it has none. */
  readonly gate: () => string;
  /** In force; `null`: there are none. */
  readonly policy: () => Policy | null;
  /** To whom the kiosk is open. */
  readonly openTo: () => Guard | null;
  readonly keyOf: (person: PersonRef) => { readonly key: Uint8Array };
  /** Enters what is about to be done. */
  readonly enter: (acts: readonly ConsoleAct[]) => ByHandFault | null;
}

type Answer<T> = Promise<Result<T, ConsoleFault>>;

/** What a kiosk answers; it has nothing else of what the console can ask. */
export type Answers = { readonly [C in ConsoleCall]?: (ask: ConsoleAsk<C>) => Answer<ConsoleReply<C>> };

const SOUGHT_AT_MOST = { times: 10, withinMs: 60_000 };

export function consoleAnswers(parts: AnswersParts): Answers {
  const { asking, gate } = parts;
  const maySeek = openThrottle(SOUGHT_AT_MOST.times, SOUGHT_AT_MOST.withinMs, () => parts.clock.monotonicMs());
  return {
    me: () => Promise.resolve(ok(meOf(parts.status(), parts.openTo()))),
    facets: () => facets(parts),
    list: (ask) => asking.ask('list', ask, gate()),
    count: ({ filter }) => asking.ask('count', filter, gate()),
    detail: ({ id }) => detail(id, parts),
    overview: (ask) => overview(ask, parts),
    'person:find': (ask) => (maySeek() ? findPerson(ask, parts) : Promise.resolve(fail('too-many-requests'))),
  };
}

function meOf({ sync, settings, venueTypes }: KioskStatus, guard: Guard | null): Me {
  const kind = venueTypes.find(({ id }) => id === settings.venueType)?.name[settings.language];
  return {
    ...{ name: guard?.name ?? '', login: guard?.number ?? '', role: 'supervisor' },
    venue: sync?.enrolledFor.venue ?? kind ?? settings.venueType,
    may: [...AT_A_KIOSK],
    ...{ mustChangePassword: false, hasOneTimeCodes: false, at: 'kiosk', token: '' },
  };
}

async function facets({ asking, policy, status, gate }: AnswersParts): Answer<LogFacets> {
  const found = await asking.ask('facets', null, gate());
  if (!found.ok) return found;
  const words = reasonWordsOf(policy());
  const before = found.value.reasons.filter((code) => !words.has(code)).map(unknownReason);
  const known = new Map(status().guards.list.map(({ number, name }) => [number, name]));
  const numbers = new Set([...known.keys(), ...found.value.guards]);
  return ok({
    gates: [gate()],
    guards: [...numbers].sort().map((number) => ({ number, name: known.get(number) ?? null })),
    reasons: [...words.values(), ...before].sort((a, b) => (a.code < b.code ? -1 : 1)),
  });
}

async function detail(id: string, { asking, policy, gate }: AnswersParts): Answer<LogDetail> {
  const found = await asking.ask('detail', id, gate());
  if (!found.ok) return found;
  if (found.value === null) return fail('not-found');
  const { row, related } = found.value;
  const rules = policy();
  const words = reasonWordsOf(rules);
  const reasons = row.reasons.map((code) => words.get(code) ?? unknownReason(code));
  return ok({ row, reasons, wordsVersion: rules?.version ?? null, related });
}

async function overview(ask: OverviewAsk, { asking, clock, ...kiosk }: AnswersParts): Answer<Overview> {
  const { settings, sync, policy } = kiosk.status();
  const lanes = [settings.direction, settings.gate?.lane, ...settings.devices.map(({ lane }) => lane)];
  const day = { ...ask, atMs: clock.now().epochMs, leadsOut: lanes.includes('out') };
  const found = await asking.ask('overview', day, kiosk.gate());
  if (!found.ok) return found;
  const rules = { policyAgeSeconds: policy.ageSeconds, policyUnknownSince: null };
  return ok({ ...found.value, kiosks: null, ...rules, unsent: sync?.unsent ?? null });
}

/** What is not entered is not looked for. */
async function findPerson(ask: PersonAsk, { asking, gate, keyOf, enter }: AnswersParts): Answer<PersonFound> {
  if (!isResidentId(ask.number)) return fail('number-wrong');
  const { key } = keyOf(cardholder(ask.number));
  if (enter(['person-sought', `sought-${ask.reason}`]) !== null) return fail('data-unavailable');
  return asking.ask('person', { key, fromMs: ask.fromMs, untilMs: ask.untilMs }, gate());
}
