import type { Calls, CameraState, DistrictReport, Events, Handlers, KioskStatus } from '../shared/contract.ts';
import { checkGrounds, type Grounds } from '../shared/judge.ts';
import { districtStatus, localDay } from '../shared/policy/district.ts';
import type { PublicJwk } from '../shared/primitives.ts';
import { formatDateTime, toSeconds, type EpochSeconds } from '../shared/time.ts';
import { localMidnight, type Clock } from './clock.ts';
import type { Config } from './config.ts';
import { personKey, primitives } from './crypto.ts';
import type { Log } from './log.ts';
import { readDemoKeys } from './policy/demo-keys.ts';
import { fetchInThread } from './policy/fetching.ts';
import { repositoriesOnSticks } from './policy/stick.ts';
import { keepRules, type Rules, type RulesKeeper } from './policy/rules.ts';
import { keepSealer } from './seal.ts';
import { createSentinel } from './sentinel.ts';
import type { JournalKeeper } from './store/keeper.ts';
import type { Premises, VenueKey } from './venue.ts';

export interface KioskParts {
  readonly isDemo: boolean;
  readonly version: string;
  readonly clock: Clock;
  /** A clock that stands still is off on purpose. */
  readonly isClockFrozen: boolean;
  readonly journal: JournalKeeper;
  readonly config: Config;
  readonly log: Log;
  readonly premises: Premises;
  readonly venueKey: VenueKey;
  /** Folders in which the system shows sticks that are plugged in. */
  readonly mountRoots: readonly string[];
  tell<E extends keyof Events>(event: E, payload: Events[E]): void;
  /** The window has asked for its state: the screen stands. Called again after each reload. */
  screenStands(): void;
}

const STATUS_AFTER_MS = 150;
const MINUTE_MS = 60_000;
/** Two clocks this far apart are worth a word; drift and the way of an answer explain less. */
const CLOCK_NOTICE_SECONDS = 120;

export interface Kiosk {
  /** What needs no visitor: fetching rules, growing older. */
  start(): void;
  stop(): void;
  readonly calls: { [C in keyof Calls]: Handlers[C]['run'] };
}

/** The kiosk without its window: what it judges by, what it is set to, how it is. */
export function createKiosk(parts: KioskParts): Kiosk {
  const { clock, config, journal, log, premises } = parts;
  const rules = keepRules({
    store: premises.policyDirectory,
    trustedRootPath: premises.trustedRootPath,
    refusedKeys: parts.isDemo ? new Set() : readDemoKeys(premises.resources),
    source: premises.policySource,
    clock,
    journal,
    log,
    random: Math.random,
    run: fetchInThread,
    changed: () => {
      parts.tell('status', status());
    },
  });
  let camera: CameraState = 'starting';

  const grounds = (): Omit<Grounds, 'lastAdmitted'> => ({
    ...rules.current(),
    venue: {
      venueType: config.read().venueType,
      district: config.read().district,
      direction: config.read().direction,
      hasCardReader: false,
      hasThermometer: false,
    },
    clockErrorSeconds: null,
  });

  const status = (): KioskStatus => {
    const now = toSeconds(clock.now());
    const { policy } = rules.current();
    const judgeable = checkGrounds(rules.current(), now);
    const settings = config.read();
    return {
      isDemo: parts.isDemo,
      appVersion: parts.version,
      settings,
      areSettingsReset: config.setAside !== null,
      venueTypes: venueTypesOf(policy),
      districts: policy.ok ? policy.value.districts.map(({ code, name }) => ({ code, name })) : [],
      policy: policyStatus(rules, parts, settings.district, now),
      journal: journal.state(),
      camera,
      isClockWrong: !judgeable.ok && judgeable.fault === 'clock-wrong',
      isVenueTypeUnknown: !isKnown(policy, settings.venueType),
      today: journal.countSince(localMidnight(clock.now())),
    };
  };

  const sentinel = createSentinel({
    clock,
    journal,
    primitives,
    log,
    grounds,
    sealer: keepSealer(
      () => sealingKeyOf(rules.current().policy),
      () => {
        log.write('sealing-key-unusable', {});
      },
    ),
    keyOf: (person) => ({ key: personKey(parts.venueKey.bytes, person), keyId: parts.venueKey.id }),
    tell: (outcome) => {
      parts.tell('outcome', outcome);
      // The counts may follow a moment later; the verdict may not wait for them, nor share its first frame with them.
      setTimeout(() => {
        parts.tell('status', status());
      }, STATUS_AFTER_MS);
    },
  });

  let minute: NodeJS.Timeout | undefined;
  return {
    start() {
      rules.start();
      // Rules grow older while nobody comes.
      minute = setInterval(() => {
        parts.tell('status', status());
      }, MINUTE_MS);
    },
    stop() {
      rules.stop();
      clearInterval(minute);
    },
    calls: {
      'scan:submit': (scan) => Promise.resolve(sentinel.receive(scan)),
      'state:read': () => {
        parts.screenStands();
        return Promise.resolve({ status: status(), last: sentinel.last() });
      },
      'outcome:dismiss': ({ serial }) => {
        sentinel.dismiss(serial);
        return Promise.resolve(null);
      },
      'settings:change': (change) => {
        if (change.venueType !== undefined && !isKnown(rules.current().policy, change.venueType)) {
          return Promise.reject(new Error('the rules know no such venue type'));
        }
        if (!config.change(change).isSaved) log.write('settings-not-saved', { code: 'write-failed' });
        parts.tell('status', status());
        return Promise.resolve(status());
      },
      'policy:fetch': async () => {
        await rules.fetch();
        return status();
      },
      'policy:import': async () => {
        await rules.fetchFromFirst(repositoriesOnSticks(parts.mountRoots));
        return status();
      },
      'policy:explain': ({ text }) => Promise.resolve(sentinel.explain(text)),
      'camera:report': ({ state }) => {
        if (state !== camera) log.write('camera-state', { state });
        camera = state;
        return Promise.resolve(null);
      },
      'window:fault': ({ fault }) => {
        log.write('window-fault', { fault });
        return Promise.resolve(null);
      },
    },
  };
}

/** What the screen is told of the rules. */
function policyStatus(
  rules: RulesKeeper,
  { premises: { policySource: source }, isClockFrozen }: Pick<KioskParts, 'premises' | 'isClockFrozen'>,
  district: string | null,
  now: EpochSeconds,
): KioskStatus['policy'] {
  const { policy, policyExpiresAt } = rules.current();
  const judgeable = checkGrounds(rules.current(), now);
  const [signedAt, attempt, ahead] = [rules.signedAt(), rules.lastAttempt(), rules.serverAheadSeconds()];
  return {
    fault: !judgeable.ok && judgeable.fault !== 'clock-wrong' ? judgeable.fault : null,
    version: policy.ok ? policy.value.version : null,
    issuedAt: policy.ok ? policy.value.issuedAt : null,
    notAfter: policy.ok ? policy.value.notAfter : null,
    note: policy.ok ? policy.value.note : '',
    signedAt: textOf(signedAt),
    ageSeconds: source === null || signedAt === null ? null : Math.max(0, now - signedAt),
    expiresAt: textOf(policyExpiresAt),
    source,
    isFetching: rules.isFetching(),
    lastAttempt: attempt && { at: formatDateTime(attempt.at), fault: attempt.fault },
    nextAttemptAt: textOf(rules.nextAttemptAt()),
    serverAheadSeconds: ahead !== null && Math.abs(ahead) > CLOCK_NOTICE_SECONDS && !isClockFrozen ? ahead : null,
    district: districtReport(policy, district, now),
  };
}

function districtReport(policy: Rules['policy'], code: string | null, now: EpochSeconds): DistrictReport | null {
  if (!policy.ok) return null;
  const district = policy.value.districts.find((one) => one.code === code);
  if (district === undefined) return null;
  return { name: district.name, ...districtStatus(district, localDay(now, policy.value.parameters.utcOffsetMinutes)) };
}

function sealingKeyOf(policy: Rules['policy']): PublicJwk | undefined {
  return policy.ok ? policy.value.sealingKey : undefined;
}

function textOf(moment: EpochSeconds | null): string | null {
  return moment === null ? null : formatDateTime(moment);
}

function isKnown(policy: Rules['policy'], venueType: string): boolean {
  return !policy.ok || Object.hasOwn(policy.value.venueTypes, venueType);
}

function venueTypesOf(policy: Rules['policy']): KioskStatus['venueTypes'] {
  return policy.ok ? Object.entries(policy.value.venueTypes).map(([id, { name }]) => ({ id, name })) : [];
}
