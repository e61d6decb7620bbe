import type { Calls, CameraState, Events, Handlers, KioskStatus } from '../shared/contract.ts';
import { NO_REVOCATIONS } from '../shared/credential/revocation.ts';
import { checkGrounds, type Grounds } from '../shared/judge.ts';
import { toSeconds } from '../shared/time.ts';
import { localMidnight, type Clock } from './clock.ts';
import type { Config } from './config.ts';
import { personKey, primitives } from './crypto.ts';
import type { Log } from './log.ts';
import { readDemoKeys } from './policy/demo-keys.ts';
import { openPolicy } from './policy/open.ts';
import { currentRepository } from './policy/store.ts';
import { createSentinel } from './sentinel.ts';
import type { JournalKeeper } from './store/keeper.ts';
import type { Premises, VenueKey } from './venue.ts';

export interface KioskParts {
  readonly isDemo: boolean;
  readonly version: string;
  readonly clock: Clock;
  readonly journal: JournalKeeper;
  readonly config: Config;
  readonly log: Log;
  readonly premises: Premises;
  readonly venueKey: VenueKey;
  tell<E extends keyof Events>(event: E, payload: Events[E]): void;
  /** The window has asked for its state: the screen stands. Called again after each reload. */
  screenStands(): void;
}

const STATUS_AFTER_MS = 150;

/** The kiosk without its window: what it judges by, what it is set to, how it is. */
export function createKiosk(parts: KioskParts): { calls: { [C in keyof Calls]: Handlers[C]['run'] } } {
  const { clock, config, journal, log } = parts;
  const rules = openRules(parts);
  let camera: CameraState = 'starting';

  const grounds = (): Omit<Grounds, 'lastAdmitted'> => ({
    ...rules,
    venue: {
      venueType: config.read().venueType,
      district: null,
      direction: config.read().direction,
      hasCardReader: false,
      hasThermometer: false,
    },
    clockErrorSeconds: null,
  });

  const status = (): KioskStatus => {
    const judgeable = checkGrounds(rules, toSeconds(clock.now()));
    return {
      isDemo: parts.isDemo,
      appVersion: parts.version,
      settings: config.read(),
      areSettingsReset: config.setAside !== null,
      venueTypes: venueTypesOf(rules),
      policy: {
        fault: !judgeable.ok && judgeable.fault !== 'clock-wrong' ? judgeable.fault : null,
        version: rules.policy.ok ? rules.policy.value.version : null,
        issuedAt: rules.policy.ok ? rules.policy.value.issuedAt : null,
        notAfter: rules.policy.ok ? rules.policy.value.notAfter : null,
      },
      journal: journal.state(),
      camera,
      isClockWrong: !judgeable.ok && judgeable.fault === 'clock-wrong',
      isVenueTypeUnknown: !isKnown(rules, config.read().venueType),
      today: journal.countSince(localMidnight(clock.now())),
    };
  };

  const sentinel = createSentinel({
    clock,
    journal,
    primitives,
    log,
    grounds,
    keyOf: (person) => ({ key: personKey(parts.venueKey.bytes, person), keyId: parts.venueKey.id }),
    tell: (outcome) => {
      parts.tell('outcome', outcome);
      // The counts may follow a moment later; the verdict may not wait for them, nor share its first frame with them.
      setTimeout(() => {
        parts.tell('status', status());
      }, STATUS_AFTER_MS);
    },
  });

  return {
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
        if (change.venueType !== undefined && !isKnown(rules, change.venueType)) {
          return Promise.reject(new Error('the rules know no such venue type'));
        }
        if (!config.change(change).isSaved) log.write('settings-not-saved', { code: 'write-failed' });
        parts.tell('status', status());
        return Promise.resolve(status());
      },
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

type Rules = Pick<Grounds, 'policy' | 'trust' | 'revocations' | 'clockFloor' | 'policyExpiresAt'>;

/** Opens and verifies the signed rules. Whatever is wrong with them is a fault to judge by, never a stop. */
function openRules({ premises, isDemo, log }: KioskParts): Rules {
  const opened = openPolicy({
    directory: currentRepository(premises.policyDirectory),
    trustedRootPath: premises.trustedRootPath,
    refusedKeys: isDemo ? new Set() : readDemoKeys(premises.resources),
  });
  if (!opened.ok) {
    log.write('policy-refused', { fault: opened.fault });
    return { policy: opened, trust: new Map(), revocations: NO_REVOCATIONS, clockFloor: null, policyExpiresAt: null };
  }
  const { policy, trust, revocations, signedAt, expiresAt } = opened.value;
  log.write('policy-opened', { version: policy.version });
  for (const problem of trust.problems) log.write('trust-entry-problem', problem);
  return {
    policy: { ok: true, value: policy },
    trust: trust.list,
    revocations,
    clockFloor: signedAt,
    policyExpiresAt: expiresAt,
  };
}

function isKnown({ policy }: Rules, venueType: string): boolean {
  return !policy.ok || Object.hasOwn(policy.value.venueTypes, venueType);
}

function venueTypesOf({ policy }: Rules): KioskStatus['venueTypes'] {
  return policy.ok ? Object.entries(policy.value.venueTypes).map(([id, { name }]) => ({ id, name })) : [];
}
