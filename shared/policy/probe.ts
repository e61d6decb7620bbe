import type { EpochSeconds } from '../time.ts';
import { tryEvaluate } from './apply.ts';
import type { Policy, PolicyMistake } from './policy.ts';
import { ruleData } from './rule-data.ts';
import { circumstancesSchema, contextOf, factsOf, sampleSchema, type Sample } from './sample.ts';

const HOUR = 3600;

/** Visitors between whom a rule meets everything it may read, there and not there. */
const PROBES = [
  { sample: {}, circumstances: {} },
  { sample: { kind: null, colour: null }, circumstances: { hasCardReader: true } },
  {
    sample: {
      kind: 'paper',
      colour: 'yellow',
      ageGroup: '60+',
      tests: [
        { sampledSecondsAgo: 2 * HOUR, resultSecondsAgo: HOUR },
        { kind: 'antigen', result: 'positive', sampledSecondsAgo: HOUR, resultSecondsAgo: HOUR },
        { result: 'pending', sampledSecondsAgo: HOUR },
      ],
      vaccinations: [{ product: 'probe', dose: 1, of: 2, daysAgo: 200 }],
      recoveries: [{ firstPositiveDaysAgo: 90, fromDaysAgo: 79, untilDaysAgo: -90 }],
      visited: [{ area: '110105', fromDaysAgo: 3, toDaysAgo: 2 }],
      pass: { type: 'staff', holder: 'probe', places: ['probe'], secondsLeft: HOUR },
    },
    circumstances: { district: '110105', secondsSinceAdmitted: 60, temperatureCelsius: 36.5, clockErrorSeconds: 1 },
  },
].map(({ sample, circumstances }) => ({
  sample: sampleSchema.parse(sample),
  circumstances: circumstancesSchema.parse(circumstances),
}));

/** Finds rules that can run for no visitor at all: such a policy is refused with the rest of it. */
export function rulesThatNeverRun(policy: Policy, now: EpochSeconds): PolicyMistake[] {
  return tried(policy, now).flatMap(({ id, runs }) =>
    runs.length > 0 && !runs.includes(true) ? [mistake(id, 'throws, or gives neither true nor false')] : [],
  );
}

/** Finds rules that cannot run for some visitor, whom they would send to a person: whoever writes them has to know. */
export function rulesThatMayFail(policy: Policy, now: EpochSeconds): PolicyMistake[] {
  return tried(policy, now).flatMap(({ id, runs }) =>
    runs.includes(false)
      ? [
          mistake(
            id,
            'throws for some visitors, as a comparison with what is not there does, or gives neither true nor false',
          ),
        ]
      : [],
  );
}

function mistake(id: string, reason: string): PolicyMistake {
  return { path: `rules.${id}.logic`, reason };
}

/** Whether each rule could run, for every probe at every venue type that has it. */
function tried(policy: Policy, now: EpochSeconds): { readonly id: string; readonly runs: readonly boolean[] }[] {
  return Object.entries(policy.rules).map(([id, { logic }]) => {
    const venueTypes = Object.entries(policy.venueTypes).filter(([, { rules }]) =>
      rules.some((rule) => rule.id === id),
    );
    const runs = venueTypes.flatMap(([venueType]) =>
      PROBES.map(({ sample, circumstances }) => {
        const facts = factsOf(withRiskStays(sample, policy), now, policy.parameters.utcOffsetMinutes);
        const context = contextOf({ ...circumstances, venueType }, sample, now);
        return tryEvaluate(logic, ruleData(facts, policy, context, now)) !== undefined;
      }),
    );
    return { id, runs };
  });
}

/** A traveller has been where it is risky, too. */
function withRiskStays(sample: Sample, { riskAreas }: Policy): Sample {
  const stays = riskAreas.map(({ area }) => ({ area, fromDaysAgo: 2, toDaysAgo: 1 }));
  return sample.visited.length === 0 ? sample : { ...sample, visited: [...sample.visited, ...stays] };
}
