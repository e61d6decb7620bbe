import { finding, type Finding } from '../../shared/doctor.ts';
import { isClockBehind } from '../../shared/judge.ts';
import type { PolicyFault } from '../../shared/policy/policy.ts';
import { freshnessOf } from '../../shared/policy/staleness.ts';
import { formatDateTime, SECONDS_PER_DAY, SECONDS_PER_HOUR, type EpochSeconds } from '../../shared/time.ts';

/** What was read of the rules. */
export interface RulesReading {
  /** `venue-damaged`: where they come from cannot be read. `policy-of-demo`: a venue’s kiosk was given the demo’s root to trust. */
  readonly fault: PolicyFault | 'venue-damaged' | 'policy-of-demo' | null;
  /** `null`: there are none that can be opened. */
  readonly version: number | null;
  /** They came with the app for demonstration, and never grow old. */
  readonly areBuiltIn: boolean;
  /** Since somebody last signed that they are the newest; `null`: nobody ever did. */
  readonly ageSeconds: number | null;
  /** From when on they are too old to judge by; `null`: not known. */
  readonly expiresAt: EpochSeconds | null;
  /** What is compared by phone of the root that they are signed under. */
  readonly fingerprint: string | null;
}

/** Two days are enough to send somebody with a stick. */
const EXPIRES_SOON_SECONDS = 2 * SECONDS_PER_DAY;

const FAULTS: Readonly<Record<NonNullable<RulesReading['fault']>, readonly [zh: string, en: string]>> = {
  'policy-missing': [
    '本机没有规则。请检查网络，或插入存有规则的 U 盘，在“核验规则”页导入。',
    'There are no rules. Check the network, or plug in a stick with them and take them on the page “Rules”.',
  ],
  'policy-damaged': [
    '规则已损坏。请检查网络，在“核验规则”页重新获取，或从 U 盘导入。',
    'The rules are damaged. Check the network and fetch them anew on the page “Rules”, or take them from a stick.',
  ],
  'policy-forged': [
    '规则不是由本机信任的根签名的。请与卫生部门核对根指纹；确有更换时请重新登记本机。',
    'The rules are not signed under the root that this kiosk trusts. Compare the root’s fingerprint with the health office; where it has another, enrol this kiosk anew.',
  ],
  'policy-of-demo': [
    '平台发布的是演示规则，只有演示设备才接受。请把平台的 HUB_POLICY_FOLDER 设为卫生部门规则的文件夹，再重新登记本机。',
    'The hub publishes the demo’s rules, which only a demo kiosk takes. Set the hub’s HUB_POLICY_FOLDER to the health office’s, then enrol this kiosk anew.',
  ],
  'policy-expired': [
    '规则已过期，不能据此判定。请检查网络，或插入存有新规则的 U 盘，在“核验规则”页导入。',
    'The rules are too old to judge by. Check the network, or plug in a stick with newer ones and take them on the page “Rules”.',
  ],
  'policy-rolled-back': [
    '规则比本机已用过的旧。请检查规则来源是否由备份恢复，再重新获取。',
    'The rules are older than those that were in force here. See whether their source was put back from a backup, then fetch them anew.',
  ],
  'venue-damaged': [
    'venue.json 已损坏，规则来源不明。请重新登记本机。',
    'venue.json is damaged, so that nobody knows where rules come from: enrol this kiosk anew.',
  ],
};

/** Whether the rules are there, signed under the trusted root, and confirmed lately. */
export function checkRules(reading: RulesReading, now: EpochSeconds): Finding {
  const { fault, version, areBuiltIn, ageSeconds, expiresAt } = reading;
  const isExpired = expiresAt !== null && now >= expiresAt;
  const why = fault ?? (isExpired ? 'policy-expired' : version === null ? 'policy-missing' : null);
  if (why !== null) return finding('rules', 'red', ...FAULTS[why]);
  const print = reading.fingerprint ?? '—';
  const zh = `规则第 ${String(version)} 版，根指纹 ${print}`;
  const en = `Rules version ${String(version)}, signed under the root ${print}`;
  if (areBuiltIn) return finding('rules', 'green', `${zh}，随程序附带，仅供演示。`, `${en}; they come with the app.`);
  if (ageSeconds === null || freshnessOf(ageSeconds) !== 'fresh') {
    return finding(
      'rules',
      'amber',
      `${zh}，${ageSeconds === null ? '未曾确认为最新' : `${hours(ageSeconds)} 小时前确认为最新`}。请检查网络和规则来源。`,
      `${en}, ${ageSeconds === null ? 'never confirmed' : `confirmed ${hours(ageSeconds)} hours ago`}. Check the network and where rules come from.`,
    );
  }
  if (expiresAt !== null && expiresAt - now < EXPIRES_SOON_SECONDS) {
    const left = hours(expiresAt - now);
    return finding(
      'rules',
      'amber',
      `${zh}，还有 ${left} 小时过期。请检查网络和规则来源，或备好存有新规则的 U 盘。`,
      `${en}; they are too old in ${left} hours. Check the network and where rules come from, or bring newer ones on a stick.`,
    );
  }
  return finding(
    'rules',
    'green',
    `${zh}，${hours(ageSeconds)} 小时前确认为最新。`,
    `${en}, confirmed ${hours(ageSeconds)} hours ago.`,
  );
}

/** Whole ones that have passed. */
function hours(seconds: number): number {
  return Math.floor(Math.max(0, seconds) / SECONDS_PER_HOUR);
}

/** What was read of the clock. */
export interface ClockReading {
  readonly at: EpochSeconds;
  /** The latest moment that has passed for certain; `null`: none is known. */
  readonly floor: EpochSeconds | null;
  /** Whether the running app lets nobody in because of it; `null`: no app was asked. */
  readonly isWrong: boolean | null;
  /** How far it may be off from the hub's at most, by what that has told last; `null`: nobody knows. */
  readonly offSeconds: number | null;
  /** It stands still on purpose. */
  readonly isFrozen: boolean;
}

/** Codes are judged to the minute: what is off by more is worth a word. */
const OFF_SECONDS = 120;

/** Whether the clock can be right, by what is known of the time. */
export function checkClock({ at, floor, isWrong, offSeconds, isFrozen }: ClockReading): Finding {
  const now = formatDateTime(at);
  if (isFrozen) {
    return finding('clock', 'green', `演示时钟停在 ${now}。`, `A demo’s clock, which stands still at ${now}.`);
  }
  if (isWrong === true || isClockBehind(floor, at)) {
    const [zh, en] =
      floor === null
        ? ['与平台时间不符', 'is not the hub’s']
        : [
            `早于已知时间 ${formatDateTime(floor)}，或与平台不符`,
            `is before ${formatDateTime(floor)}, which has passed, or not the hub’s`,
          ];
    return finding(
      'clock',
      'red',
      `时钟 ${now} ${zh}。请校准系统时间；时间确实无误时，由主管在“核验规则”页确认。`,
      `The clock (${now}) ${en}. Set the system’s time; where it is right, a supervisor says so on the page “Rules”.`,
    );
  }
  if (offSeconds !== null && offSeconds > OFF_SECONDS) {
    return finding(
      'clock',
      'amber',
      `时钟 ${now} 与平台最多相差 ${offSeconds} 秒。请开启系统时间同步。`,
      `The clock (${now}) is up to ${offSeconds} seconds off from the hub’s. Turn the system’s time synchronisation on.`,
    );
  }
  const [zh, en] =
    offSeconds === null
      ? ['平台尚未告知时间', 'no hub has told the time']
      : [`与平台最多相差 ${offSeconds} 秒`, `at most ${offSeconds} seconds off from the hub’s`];
  return finding('clock', 'green', `时钟 ${now}，${zh}。`, `The clock says ${now}; ${en}.`);
}
