import { finding, type Finding } from '../../shared/doctor.ts';
import { formatDateTime, type EpochSeconds } from '../../shared/time.ts';

/** What was read of the settings. */
export interface SettingsReading {
  readonly file: 'sound' | 'missing' | 'damaged';
  /** Names of damaged files that were put aside. */
  readonly setAside: readonly string[];
  readonly venueType: string;
  /** Whether the rules know it; `null`: there are none to ask. */
  readonly isVenueTypeKnown: boolean | null;
}

export function checkSettings({ file, setAside, venueType, isVenueTypeKnown }: SettingsReading): Finding {
  if (file === 'damaged') {
    return finding(
      'settings',
      'red',
      '设置文件已损坏，下次启动时另存并改用默认值。请启动后重新设置场所类型、读卡器和闸机。',
      'The settings are damaged: the app puts them aside at its next start and takes the defaults. Start it, then set venue type, readers and gate anew.',
    );
  }
  if (isVenueTypeKnown === false) {
    return finding(
      'settings',
      'red',
      `现行规则中没有场所类型“${venueType}”。请在“设置”中另选。`,
      `The rules in force know no venue type “${venueType}”. Choose another one in the settings.`,
    );
  }
  const [aside] = setAside;
  if (aside !== undefined) {
    return finding(
      'settings',
      'amber',
      `设置曾损坏，原文件另存为 ${aside}，已改用默认值。请核对场所类型、读卡器和闸机，然后删除该文件。`,
      `The settings were damaged and are kept as ${aside}; defaults took their place. Look over venue type, readers and gate, then delete that file.`,
    );
  }
  return file === 'missing'
    ? finding('settings', 'green', '尚未改过设置，均为默认值。', 'Nothing was set yet: the defaults are in force.')
    : finding(
        'settings',
        'green',
        `设置正常，场所类型“${venueType}”。`,
        `The settings are sound; venue type “${venueType}”.`,
      );
}

/** What was read of who may decide by hand. */
export interface GuardsReading {
  readonly list:
    'damaged' | 'none' | { readonly guards: number; readonly supervisors: number; readonly withoutPin: number };
  readonly isOfHub: boolean;
  /** When the list became what it is; `null`: there is no file of this kiosk's own. */
  readonly changedAt: EpochSeconds | null;
}

/** @param reading those without a PIN are in neither number */
export function checkGuards({ list, isOfHub, changedAt }: GuardsReading): Finding {
  if (list === 'damaged') {
    return finding(
      'guards',
      'red',
      'guards.json 已损坏，没有人能解锁本机。请删除该文件，等平台重新下发，或执行 sentinel guards 重新登记。',
      'guards.json is damaged, and nobody can unlock this kiosk. Delete it, and let the hub send the list again or make one with sentinel guards.',
    );
  }
  if (list === 'none') {
    return finding(
      'guards',
      'amber',
      '保安名单上没有人：访客照常识别，但没有人能人工登记或解锁本机。请在平台上登记保安，或执行 sentinel guards。',
      'Nobody is on the list of guards: visitors are judged as ever, but nobody can decide by hand or unlock this kiosk. Add guards at the hub, or with sentinel guards.',
    );
  }
  const { guards, supervisors, withoutPin } = list;
  const since =
    changedAt === null
      ? ['随演示附带', 'the demo’s own']
      : [
          `${isOfHub ? '来自平台' : '本机登记'}，${formatDateTime(changedAt)}`,
          `${isOfHub ? 'from the hub' : 'made here'}, ${formatDateTime(changedAt)}`,
        ];
  const [zh, en] = [
    `保安 ${guards} 人，主管 ${supervisors} 人（${since[0] ?? ''}）`,
    `Guards: ${guards}, supervisors: ${supervisors} (${since[1] ?? ''})`,
  ];
  if (supervisors === 0) {
    return finding(
      'guards',
      'amber',
      `${zh}。没有主管有密码，设置和管理台打不开。请为一位主管设密码。`,
      `${en}. No supervisor has a PIN, so that the settings and the console stay shut: give one a PIN.`,
    );
  }
  if (withoutPin > 0) {
    return finding(
      'guards',
      'amber',
      `${zh}，另有 ${withoutPin} 人没有密码。请为他们重设密码。`,
      `${en}; ${withoutPin} more have no PIN: give them one.`,
    );
  }
  return finding('guards', 'green', `${zh}。`, `${en}.`);
}

/** What was read of the app. */
export interface VersionReading {
  readonly installed: string;
  /** That of the app which was started last; `null`: not known. */
  readonly started: string | null;
}

export function checkVersion({ installed, started }: VersionReading): Finding {
  return started === null || started === installed
    ? finding('version', 'green', `版本 ${installed}。`, `Version ${installed}.`)
    : finding(
        'version',
        'amber',
        `已装版本 ${installed}，上次启动的是 ${started}。请重新启动程序。`,
        `Version ${installed} is installed, and ${started} was started last: start the app again.`,
      );
}
