import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { buildRevocations, NO_REVOCATIONS, type Revocations } from '../../shared/credential/revocation.ts';
import { openTrustList, revokedBy, type TrustList, type TrustProblem } from '../../shared/credential/trust-list.ts';
import type { TrustEntry } from '../../shared/credential/trust.ts';
import {
  checkPolicy,
  revokedIn,
  type Policy,
  type PolicyFault,
  type PolicyMistake,
} from '../../shared/policy/policy.ts';
import { fail, ok, type Result } from '../../shared/result.ts';
import { parseDateTime, type EpochSeconds } from '../../shared/time.ts';
import { primitives } from '../crypto.ts';
import { openPolicy, type OpenedPolicy } from '../policy/open.ts';
import { currentRepository } from '../policy/store.ts';

/** What a policy gives to judge by. */
export interface PolicyGrounds {
  readonly policy: Result<Policy, PolicyFault>;
  /** The policy's own trust list. */
  readonly trust: TrustList;
  readonly trustProblems: readonly TrustProblem[];
  readonly revocations: Revocations;
  readonly signedAt: EpochSeconds | null;
  readonly expiresAt: EpochSeconds | null;
  /** Why a policy given as plain JSON is not taken, for whoever is writing it. */
  readonly mistakes: readonly PolicyMistake[];
}

/** Opens policies and trust lists; what came once is kept, for lines that say the same again. */
export interface GroundsKeeper {
  demo(): PolicyGrounds;
  /** @param given a policy's JSON, the path of a file with it, or of a TUF repository, taken at its own root's word */
  policy(given: unknown): PolicyGrounds;
  trust(entries: readonly TrustEntry[]): GivenTrust;
}

/** A trust list that came with a line. */
export interface GivenTrust extends ReturnType<typeof openTrustList> {
  /** Whether it brings revocation lists along. */
  readonly hasRevocations: boolean;
}

/** Characters of policies and of trust lists kept at once; a run that uses more of them opens some again. */
const KEPT_CHARACTERS = 16 * 1024 * 1024;

/** What came once, by its text. */
interface Kept<T> {
  readonly made: Map<string, T>;
  characters: number;
}

export function keepGrounds(resources: string): GroundsKeeper {
  const policies: Kept<PolicyGrounds> = { made: new Map(), characters: 0 };
  const lists: Kept<GivenTrust> = { made: new Map(), characters: 0 };
  return {
    demo: () =>
      keep(policies, 'demo', () => fromRepository(join(resources, 'policy'), join(resources, 'demo', 'root.json'))),
    policy: (given) =>
      typeof given === 'string'
        ? keep(policies, `path ${given}`, () => fromPath(given))
        : keep(policies, JSON.stringify(given), () => fromJson(given)),
    trust: (entries) =>
      keep(lists, JSON.stringify(entries), () => ({
        ...openTrustList(entries, primitives),
        hasRevocations: revokedBy(entries).length > 0,
      })),
  };
}

function keep<T>(kept: Kept<T>, key: string, make: () => T): T {
  const known = kept.made.get(key);
  if (known !== undefined) return known;
  if (kept.characters + key.length > KEPT_CHARACTERS) {
    kept.made.clear();
    kept.characters = 0;
  }
  const made = make();
  kept.made.set(key, made);
  kept.characters += key.length;
  return made;
}

function fromPath(path: string): PolicyGrounds {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return withoutPolicy('policy-missing');
  if (stats.isDirectory()) {
    const repository = currentRepository(path);
    return fromRepository(repository, join(repository, 'root.json'));
  }
  const text = readFileSync(path, 'utf8');
  try {
    return fromJson(JSON.parse(text));
  } catch {
    return withoutPolicy('policy-damaged', [{ path: '', reason: 'not JSON' }]);
  }
}

function fromRepository(directory: string, trustedRootPath: string): PolicyGrounds {
  const opened = openPolicy({ directory, trustedRootPath, refusedKeys: new Set() });
  return opened.ok ? fromOpened(opened.value) : withoutPolicy(opened.fault);
}

function fromJson(value: unknown): PolicyGrounds {
  const checked = checkPolicy(value);
  if (!checked.ok) return withoutPolicy('policy-damaged', checked.mistakes);
  const { issuedAt, notAfter } = checked.value;
  return fromOpened({
    policy: checked.value,
    trust: openTrustList(checked.value.trust, primitives),
    revocations: buildRevocations(revokedIn(checked.value)),
    signedAt: seconds(issuedAt),
    expiresAt: seconds(notAfter),
  });
}

function fromOpened({
  policy,
  trust,
  revocations,
  signedAt,
  expiresAt,
}: Pick<OpenedPolicy, 'policy' | 'trust' | 'revocations' | 'signedAt' | 'expiresAt'>): PolicyGrounds {
  const opened = { policy: ok(policy), trust: trust.list, trustProblems: trust.problems, mistakes: [] };
  return { ...opened, revocations, signedAt, expiresAt };
}

function withoutPolicy(fault: PolicyFault, mistakes: readonly PolicyMistake[] = []): PolicyGrounds {
  return {
    policy: fail(fault),
    trust: new Map(),
    trustProblems: [],
    revocations: NO_REVOCATIONS,
    signedAt: null,
    expiresAt: null,
    mistakes,
  };
}

/** Of a time that the policy's schema has already checked. */
function seconds(text: string): EpochSeconds {
  const parsed = parseDateTime(text);
  if (!parsed.ok) throw new Error('a checked policy has a time that is none');
  return parsed.value;
}
