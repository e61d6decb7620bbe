import { finding, type Finding } from '../../shared/doctor.ts';
import type { DiskLimits } from '../store/room.ts';

/** Whether what is written somewhere can be read without a secret; `unknown`: the system does not say. */
export type Encryption = 'encrypted' | 'plain' | 'unknown';

/** What was read of the machine and of how the app runs on it. */
export interface MachineReading {
  /** On the disk of the kiosk's folder; `null`: it does not say. */
  readonly freeBytes: number | null;
  readonly disk: Encryption;
  /** `memory`: in memory alone, compressed. */
  readonly swap: 'none' | 'memory' | Encryption;
  /** Whoever looks, and whose the kiosk's folder is; `null`: this system has no such numbers. */
  readonly uid: number | null;
  readonly ownerUid: number | null;
  /** What starts the app with the machine; `off`: it is there, and not turned on. */
  readonly autostart: 'unit' | 'session' | 'off' | 'none' | 'unknown';
  /** Whether the running app was started by its unit; `null`: no app was asked. */
  readonly isUnitsOwn: boolean | null;
  readonly sandbox: SandboxReading;
  readonly timeSync: 'yes' | 'no' | 'unknown';
}

/** Chromium's sandbox needs one of the two; `null`: this system needs neither. */
export interface SandboxReading {
  /** Whether the app was started without it. */
  readonly isOff: boolean;
  /** Whether an ordinary user may make a namespace. */
  readonly hasNamespaces: boolean | null;
  /** A helper of the superuser's, beside the app. */
  readonly hasHelper: boolean;
}

const MIB = 1024 * 1024;
/** Four times what the journal calls scarce. */
const FEW_TIMES_SCARCE = 4;

export function checkDisk({ freeBytes }: Pick<MachineReading, 'freeBytes'>, limits: DiskLimits): Finding {
  if (freeBytes === null) {
    return finding(
      'disk',
      'amber',
      '磁盘剩余空间不明，请在系统中查看。',
      'How much room the disk has is not known: look in the system.',
    );
  }
  const free = Math.floor(freeBytes / MIB);
  const [zh, en] = [`磁盘剩余 ${free} MiB`, `The disk has ${free} MiB left`];
  if (freeBytes < limits.reserveBytes) {
    return finding(
      'disk',
      'red',
      `${zh}，记录即将无法写入。请立即清理磁盘，并检查记录能否上传。`,
      `${en}, and entries soon cannot be written. Make room now, and see whether entries reach the hub.`,
    );
  }
  if (freeBytes < limits.scarceBytes * FEW_TIMES_SCARCE) {
    return finding('disk', 'amber', `${zh}。请清理磁盘。`, `${en}. Make room on it.`);
  }
  return finding('disk', 'green', `${zh}。`, `${en}.`);
}

/** The kiosk works either way: what is lost with a stolen disk is others'. */
export function checkEncryption({ disk }: Pick<MachineReading, 'disk'>): Finding {
  switch (disk) {
    case 'encrypted':
      return finding('encryption', 'green', '磁盘已加密。', 'The disk is encrypted.');
    case 'plain':
      return finding(
        'encryption',
        'amber',
        '系统没有给磁盘加密，磁盘被盗时本机记录可被读取。请用 LUKS 加密的磁盘重装系统。',
        'The system does not encrypt the disk: whoever takes it can read what is kept. Install the system anew on a disk encrypted by LUKS.',
      );
    case 'unknown':
      return finding(
        'encryption',
        'amber',
        '磁盘是否加密不明，请在系统中核对。',
        'Whether the disk is encrypted is not known here: look in the system.',
      );
  }
}

export function checkSwap({ swap }: Pick<MachineReading, 'swap'>): Finding {
  switch (swap) {
    case 'none':
      return finding('swap', 'green', '没有交换空间。', 'There is no swap.');
    case 'memory':
      return finding('swap', 'green', '交换空间只在内存中。', 'Swap is in memory alone.');
    case 'encrypted':
      return finding('swap', 'green', '交换空间已加密。', 'Swap is encrypted.');
    case 'plain':
      return finding(
        'swap',
        'amber',
        '交换空间未加密，内存中的内容会写到磁盘上。请执行 sudo swapoff -a 并从 /etc/fstab 删去，或将其加密。',
        'Swap is not encrypted, and what is in memory gets onto the disk: run sudo swapoff -a and take it out of /etc/fstab, or encrypt it.',
      );
    case 'unknown':
      return finding(
        'swap',
        'amber',
        '交换空间是否加密不明，请在系统中核对。',
        'Whether swap is encrypted is not known here: look in the system.',
      );
  }
}

/** A venue's kiosk does not start as the superuser; a demo's does, and should not. */
export function checkUser({ uid, ownerUid }: Pick<MachineReading, 'uid' | 'ownerUid'>, isDemo: boolean): Finding {
  if (uid === null || ownerUid === null) {
    return finding(
      'user',
      'amber',
      '运行用户不明，请确认不是管理员。',
      'Who runs the app is not known here: see to it that it is no administrator.',
    );
  }
  if (ownerUid === 0) {
    return finding(
      'user',
      isDemo ? 'amber' : 'red',
      '本机文件夹属于 root。请换普通用户运行（Debian 包用 digital-sentinel）。',
      'The kiosk’s folder is root’s. Run the app as an ordinary user (the Debian package has digital-sentinel).',
    );
  }
  if (uid !== ownerUid) {
    return finding(
      'user',
      'amber',
      '检查者不是本机用户，权限一项不作数。请以本机用户再查一次（sudo sentinel doctor）。',
      'Whoever looks is not the kiosk’s user, and what may be opened says nothing. Look again as that user (sudo sentinel doctor).',
    );
  }
  return finding('user', 'green', '以普通用户运行。', 'The app runs as an ordinary user.');
}

const NO_AUTOSTART: Readonly<Record<'off' | 'none' | 'unknown', readonly [zh: string, en: string]>> = {
  off: [
    '开机不会自动启动。请执行 sudo systemctl enable digital-sentinel.service。',
    'The app does not start with the machine: run sudo systemctl enable digital-sentinel.service.',
  ],
  none: [
    '开机不会自动启动。请安装 Debian 包，或在桌面会话中加入自动启动项。',
    'The app does not start with the machine: install the Debian package, or add it to what the desktop’s session starts.',
  ],
  unknown: [
    '是否开机启动不明，请在系统中核对。',
    'Whether the app starts with the machine is not known here: look in the system.',
  ],
};

export function checkAutostart(
  { autostart, isUnitsOwn }: Pick<MachineReading, 'autostart' | 'isUnitsOwn'>,
  isDemo: boolean,
): Finding {
  if (isDemo) return finding('autostart', 'green', '演示机，不随开机启动。', 'A demo kiosk: it is started by hand.');
  if (autostart === 'off' || autostart === 'none' || autostart === 'unknown') {
    return finding('autostart', 'amber', ...NO_AUTOSTART[autostart]);
  }
  if (autostart === 'unit' && isUnitsOwn === false) {
    return finding(
      'autostart',
      'amber',
      '程序由人手启动，异常退出后不会自动重启。请退出后执行 sudo systemctl start digital-sentinel.service。',
      'The app was started by hand and would not be started again by itself: leave it and run sudo systemctl start digital-sentinel.service.',
    );
  }
  return finding('autostart', 'green', '开机自动启动。', 'The app starts with the machine.');
}

export function checkSandbox({ sandbox }: Pick<MachineReading, 'sandbox'>, isDemo: boolean): Finding {
  const level = isDemo ? 'amber' : 'red';
  if (sandbox.isOff) {
    return finding(
      'sandbox',
      level,
      '沙箱已关闭。请去掉 --no-sandbox 再启动。',
      'The sandbox is off: start the app without --no-sandbox.',
    );
  }
  if (sandbox.hasNamespaces === false && !sandbox.hasHelper) {
    return finding(
      'sandbox',
      level,
      '系统不允许建立沙箱。请安装 Debian 包，或执行 sudo sysctl -w kernel.unprivileged_userns_clone=1 user.max_user_namespaces=10000（Ubuntu 另需 AppArmor 配置）。',
      'The system lets nobody make a sandbox: install the Debian package, or run sudo sysctl -w kernel.unprivileged_userns_clone=1 user.max_user_namespaces=10000 (Ubuntu wants an AppArmor profile too).',
    );
  }
  return finding('sandbox', 'green', '沙箱可用。', 'The sandbox can be made.');
}

export function checkTimeSync({ timeSync }: Pick<MachineReading, 'timeSync'>): Finding {
  switch (timeSync) {
    case 'yes':
      return finding('time-sync', 'green', '系统时间已同步。', 'The system’s time is synchronised.');
    case 'no':
      return finding(
        'time-sync',
        'amber',
        '系统时间未同步。请执行 sudo timedatectl set-ntp true，并允许访问时间服务器。',
        'The system’s time is not synchronised: run sudo timedatectl set-ntp true, and let the kiosk reach a time server.',
      );
    case 'unknown':
      return finding(
        'time-sync',
        'amber',
        '系统时间是否同步不明，请在系统中核对。',
        'Whether the system’s time is synchronised is not known here: look in the system.',
      );
  }
}
