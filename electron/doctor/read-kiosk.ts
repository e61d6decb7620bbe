import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { isOlder } from '../../shared/policy/versions.ts';
import type { EpochSeconds } from '../../shared/time.ts';
import { readSettings } from '../cli/settings-file.ts';
import { latestOf } from '../clock-watch.ts';
import { GUARDS_FILE, hubRevisionOf, readGuardsFile } from '../guards/list.ts';
import { readDemoKeys } from '../policy/demo-keys.ts';
import { openPolicy } from '../policy/open.ts';
import { isRootOf } from '../policy/open-root.ts';
import { rootFingerprint } from '../policy/root-fingerprint.ts';
import { readSeen } from '../policy/store-seen.ts';
import { currentRepository } from '../policy/store.ts';
import { isCounted } from '../store/clock-memory.ts';
import { inspectJournal } from '../store/inspect.ts';
import { openPremises, type Premises } from '../venue.ts';
import { lastLines } from './log-file.ts';
import type { ClockReading, RulesReading } from './rules.ts';
import type { GuardsReading, SettingsReading } from './set-up.ts';

/** Which kiosk, and by what it is looked at. */
export interface Place {
  /** The app's folder. */
  readonly profile: string;
  readonly isDemo: boolean;
  /** The app's own data. */
  readonly resources: string;
}

/** What the files say of rules and time, for want of a running app. */
export interface RulesOfFiles {
  readonly rules: RulesReading;
  readonly clock: ClockReading;
  /** Names of those that the rules know; `null`: there are none to ask. */
  readonly venueTypes: readonly string[] | null;
}

const NO_RULES = { version: null, areBuiltIn: false, ageSeconds: null, expiresAt: null, fingerprint: null };

export function readRules(place: Place, now: EpochSeconds): RulesOfFiles {
  const clockWith = (signedAt: EpochSeconds | null): ClockReading => ({
    ...{ at: now, floor: floorOf(directoryOf(place), signedAt), isWrong: null, offSeconds: null, isFrozen: false },
  });
  const without = (fault: RulesReading['fault']): RulesOfFiles => ({
    rules: { ...NO_RULES, fault },
    clock: clockWith(null),
    venueTypes: null,
  });
  const premises = openOrNull(place);
  if (premises === null) return without('venue-damaged');
  const { policyDirectory, trustedRootPath, policySource, resources } = premises;
  const directory = currentRepository(policyDirectory);
  const refusedKeys = place.isDemo ? new Set<string>() : readDemoKeys(resources);
  const opened = openPolicy({ directory, trustedRootPath, refusedKeys, prefixes: 'check' });
  if (!opened.ok) return without(opened.fault);
  const { policy, signedAt, expiresAt, versions, trustedRoot } = opened.value;
  const seen = readSeen(policyDirectory, trustedRoot);
  if (seen !== null && isOlder(versions, seen)) return without('policy-rolled-back');
  return {
    rules: {
      fault: null,
      version: policy.version,
      areBuiltIn: place.isDemo && policySource === null,
      ageSeconds: Math.max(0, now - signedAt),
      expiresAt,
      fingerprint: rootFingerprint(directory),
    },
    clock: clockWith(signedAt),
    venueTypes: Object.keys(policy.venueTypes),
  };
}

/** Whether a venue's kiosk was given the demo's root to trust, under which it takes nothing. */
export function trustsDemo(place: Place): boolean {
  const premises = place.isDemo ? null : openOrNull(place);
  return premises !== null && isRootOf(premises.trustedRootPath, readDemoKeys(place.resources));
}

function openOrNull({ profile, resources, isDemo }: Place): Premises | null {
  try {
    return openPremises(profile, resources, isDemo);
  } catch {
    // Its words are for the app, which does not start with such a file.
    return null;
  }
}

/** The latest moment that has passed, by what was signed and by entries under a confirmed clock. */
function floorOf(directory: string, signedAt: EpochSeconds | null): EpochSeconds | null {
  const journal = join(directory, 'journal.db');
  const opened = existsSync(journal) ? inspectJournal(journal) : null;
  if (opened === null || 'fault' in opened) return signedAt;
  try {
    const { lastConfirmedMs = null, reset = null } = opened.clock() ?? {};
    const confirmed = lastConfirmedMs === null ? null : Math.floor(lastConfirmedMs / 1000);
    return latestOf([signedAt !== null && isCounted(signedAt, reset) ? signedAt : null, confirmed, reset?.at ?? null]);
  } finally {
    opened.close();
  }
}

export function directoryOf({ profile, isDemo }: Place): string {
  return join(profile, isDemo ? 'demo' : 'venue');
}

/** Its own words for what is set up nowhere. */
const DEFAULT_VENUE_TYPE = 'mall';

/** Also what of the settings is looked at by others. */
export function readSettingsOf(
  directory: string,
  venueTypes: readonly string[] | null,
): SettingsReading & {
  readonly settings: NonNullable<ReturnType<typeof readSettings>> | null;
  readonly isMuted: boolean;
} {
  const settings = readSettings(directory);
  const venueType = typeof settings?.['venueType'] === 'string' ? settings['venueType'] : DEFAULT_VENUE_TYPE;
  return {
    file: settings === null ? 'damaged' : existsSync(join(directory, 'settings.json')) ? 'sound' : 'missing',
    setAside: readdirSync(directory).filter((name) => name.startsWith('settings.damaged-')),
    venueType,
    isVenueTypeKnown: venueTypes?.includes(venueType) ?? null,
    settings,
    isMuted: settings?.['volume'] === 0,
  };
}

export function readGuardsOf(place: Place): GuardsReading {
  const own = join(directoryOf(place), GUARDS_FILE);
  const file = statSync(own, { throwIfNoEntry: false });
  const demo = join(place.resources, 'demo', 'guards.json');
  const list = readGuardsFile(file === undefined && place.isDemo ? demo : own);
  const common = {
    isOfHub: hubRevisionOf(directoryOf(place)) !== null,
    changedAt: file === undefined ? null : Math.floor(file.mtimeMs / 1000),
  };
  if (!list.ok) return { ...common, list: 'damaged' };
  if (list.value.length === 0) return { ...common, list: 'none' };
  const able = list.value.filter(({ pin }) => pin !== null);
  const supervisors = able.filter(({ role }) => role === 'supervisor').length;
  const guards = able.length - supervisors;
  return { ...common, list: { guards, supervisors, withoutPin: list.value.length - able.length } };
}

/** Lines that are looked through for the last start: a kiosk is started once in some days. */
const LINES_SEARCHED = 2000;
const STARTED = /^version=(\S+)/u;

/** The version of the app that was started last; `null`: not known. */
export function startedVersion(directory: string): string | null {
  const line = lastLines(directory, LINES_SEARCHED).findLast(({ event }) => event === 'started');
  return STARTED.exec(line?.fields ?? '')?.[1] ?? null;
}
