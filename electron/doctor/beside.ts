import type { CameraState } from '../../shared/contract.ts';
import type { DeviceRole, DeviceState } from '../../shared/device/device.ts';
import { finding, type Finding } from '../../shared/doctor.ts';

/** A file of the system's that stands for a device. */
export interface DeviceFile {
  readonly path: string;
  /** Whether we may open it. */
  readonly mayOpen: boolean;
  /** The group whose users may. */
  readonly group: string;
}

/** What was read of one reader that is set up, or of the gate's board. */
export interface ReaderReading {
  readonly id: string;
  readonly role: DeviceRole;
  /** `null`: not there. */
  readonly port: DeviceFile | null;
  /** As the running app has it; `null`: no app was asked. */
  readonly state: DeviceState | null;
}

type Said = readonly [level: Finding['level'], zh: string, en: string];

const ROLES: Readonly<Record<DeviceRole, readonly [zh: string, en: string]>> = {
  scanner: ['扫码器', 'scanner'],
  'id-card': ['身份证阅读器', 'ID-card reader'],
  thermometer: ['测温仪', 'thermometer'],
  gate: ['闸机', 'gate'],
};

/** @param user the kiosk's, as the system calls them */
export function checkReaders(readers: readonly ReaderReading[], user: string): Finding {
  if (readers.length === 0) {
    return finding('readers', 'green', '没有配置读卡器和闸机。', 'No readers and no gate are set up.');
  }
  const said = readers.map((reader) => sayReader(reader, user));
  const wrong = said.filter(([level]) => level !== 'green');
  const level = wrong.some(([one]) => one === 'red') ? 'red' : wrong.length > 0 ? 'amber' : 'green';
  const told = wrong.length > 0 ? wrong : said;
  return finding('readers', level, told.map(([, zh]) => zh).join(''), told.map(([, , en]) => en).join(' '));
}

function sayReader({ id, role, port, state }: ReaderReading, user: string): Said {
  const [zh, en] = [`${ROLES[role][0]} ${id}`, `The ${ROLES[role][1]} ${id}`];
  if (port === null || state === 'not-connected') {
    return ['red', `${zh} 未接上，请插好插头。`, `${en} is not there: plug it in.`];
  }
  if (!port.mayOpen || state === 'denied') {
    const command = `sudo usermod -aG ${port.group} ${user}`;
    return [
      'red',
      `${zh} 无权打开 ${port.path}，请执行 ${command}，再重新启动。`,
      `${en} may not be opened at ${port.path}: run ${command}, then start again.`,
    ];
  }
  return STATES[state ?? 'ready'](zh, en, port.path);
}

const STATES: Readonly<Record<DeviceState, (zh: string, en: string, path: string) => Said>> = {
  ready: (zh, en, path) => ['green', `${zh} 在 ${path}。`, `${en} is at ${path}.`],
  starting: (zh, en, path) => [
    'amber',
    `${zh} 正在打开 ${path}，请稍候再查。`,
    `${en} is being opened at ${path}: look again in a moment.`,
  ],
  // Said above: their ports are.
  'not-connected': (zh, en) => ['red', `${zh} 未接上，请插好插头。`, `${en} is not there: plug it in.`],
  denied: (zh, en, path) => ['red', `${zh} 无权打开 ${path}。`, `${en} may not be opened at ${path}.`],
  'no-answer': (zh, en, path) => [
    'red',
    `${zh} 在 ${path} 没有应答，请检查电源和连线，再用 sentinel ports 核对端口。`,
    `${en} does not answer at ${path}: check its power and cable, then its port with sentinel ports.`,
  ],
  busy: (zh, en, path) => [
    'red',
    `${zh} 的端口 ${path} 被其他程序占用，请关闭该程序。`,
    `${en} is taken at ${path} by another program: close that.`,
  ],
  faulty: (zh, en) => [
    'red',
    `${zh} 报告自身故障，请断电重接；仍不行请更换。`,
    `${en} says that it is faulty: unplug it and plug it in again, else replace it.`,
  ],
  'sam-not-authorised': (zh, en) => [
    'red',
    `${zh} 的安全模块未获授权，不能读证，请联系供应商。`,
    `${en} has a security module that may not read cards: ask whoever sold it.`,
  ],
};

/** What was read of cameras. */
export interface CameraReading {
  /** `null`: this system does not say. */
  readonly files: readonly (DeviceFile & { readonly name: string })[] | null;
  /** As the running app has it; `null`: no app was asked. */
  readonly state: CameraState | null;
  /** Whether codes can be read otherwise. */
  readonly hasScanner: boolean;
}

const CAMERA_STATES: Readonly<Record<Exclude<CameraState, 'starting' | 'running'>, readonly [zh: string, en: string]>> =
  {
    missing: ['没有找到摄像头，请插好插头。', 'No camera is found: plug it in.'],
    unplugged: ['摄像头已拔出，请插好插头。', 'The camera was unplugged: plug it in.'],
    busy: [
      '摄像头被其他程序占用，请关闭该程序，或重新插拔。',
      'The camera is taken by another program: close that, or plug the camera in again.',
    ],
    denied: [
      '系统不允许使用摄像头，请将本机用户加入 video 组。',
      'The system does not let the kiosk use the camera: put its user into the group video.',
    ],
    frozen: ['摄像头画面不动，请重新插拔。', 'The camera’s picture stands still: plug it in again.'],
    covered: [
      '摄像头画面全黑，请检查镜头是否被遮住。',
      'The camera’s picture is black: see whether something covers it.',
    ],
  };

/** @param user the kiosk's, as the system calls them */
export function checkCamera({ files, state, hasScanner }: CameraReading, user: string): Finding {
  const level = hasScanner ? 'amber' : 'red';
  if (state === 'running') return finding('camera', 'green', '摄像头画面正常。', 'The camera gives a picture.');
  if (state !== null && state !== 'starting') return finding('camera', level, ...CAMERA_STATES[state]);
  if (files === null) {
    return finding(
      'camera',
      'amber',
      '本系统查不到摄像头，请看首页画面。',
      'This system does not tell of cameras: look at the picture on the kiosk’s screen.',
    );
  }
  const [first] = files;
  if (first === undefined) return finding('camera', level, ...CAMERA_STATES.missing);
  const open = files.filter(({ mayOpen }) => mayOpen);
  if (open.length === 0) {
    const command = `sudo usermod -aG ${first.group} ${user}`;
    return finding(
      'camera',
      level,
      `无权打开摄像头 ${first.path}，请执行 ${command}，再重新启动。`,
      `The camera ${first.path} may not be opened: run ${command}, then start again.`,
    );
  }
  const names = [...new Set(open.map(({ name }) => name))].join(', ');
  return finding('camera', 'green', `摄像头：${names}。`, `Camera: ${names}.`);
}

/** What was read of sound. */
export interface SoundReading {
  /** `null`: this system does not say. */
  readonly cards: readonly string[] | null;
  /** A file of theirs to play by; `null`: none, or not known. */
  readonly output: DeviceFile | null;
  readonly isMuted: boolean;
}

/** Verdicts are seen as well: nothing about sound is red. */
export function checkSound({ cards, output, isMuted }: SoundReading, user: string): Finding {
  if (cards === null) {
    return finding(
      'sound',
      'amber',
      '本系统查不到声卡，请在“设置”中调音量试听。',
      'This system does not tell of sound: try the volume in the settings.',
    );
  }
  if (cards.length === 0) {
    return finding(
      'sound',
      'amber',
      '没有声卡，听不到结果。请接上扬声器。',
      'There is no sound card, so that no verdict is heard: connect a loudspeaker.',
    );
  }
  if (output === null) {
    return finding(
      'sound',
      'amber',
      `声卡 ${cards.join('、')} 没有输出。请接上扬声器。`,
      `The sound card ${cards.join(', ')} has no output: connect a loudspeaker.`,
    );
  }
  if (!output.mayOpen) {
    const command = `sudo usermod -aG ${output.group} ${user}`;
    return finding(
      'sound',
      'amber',
      `无权使用声卡，请执行 ${command}，再重新启动。`,
      `The sound card may not be used: run ${command}, then start again.`,
    );
  }
  return isMuted
    ? finding(
        'sound',
        'amber',
        '已设为静音，听不到结果。请在“设置”中调高音量。',
        'The kiosk is muted, so that no verdict is heard: turn the volume up in the settings.',
      )
    : finding('sound', 'green', `声卡：${cards.join('、')}。`, `Sound: ${cards.join(', ')}.`);
}
