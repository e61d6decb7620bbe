import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { isOpenToOthers, keysHealth, readKey, type AtRest, type KeyFault } from '../keys.ts';
import { KEYS_BEFORE_FILE, KIOSK_KEY_FILE, VENUE_KEY_FILE } from '../sync/enrolment.ts';
import { finding, type Finding } from '../../shared/doctor.ts';

/** As the first releases wrote the venue's key: the bytes, and nothing else. */
const BARE_BYTES = 32;

/** Where the keys lie, and whether they are what was written. */
export function checkKeys(directory: string, isEnrolled: boolean): Finding {
  const venue = join(directory, VENUE_KEY_FILE);
  const names = [
    ...(isEnrolled || existsSync(venue) ? [VENUE_KEY_FILE] : []),
    ...(isEnrolled ? [KIOSK_KEY_FILE] : []),
    ...(existsSync(join(directory, KEYS_BEFORE_FILE)) ? [KEYS_BEFORE_FILE] : []),
  ];
  if (names.length === 0) {
    return finding(
      'keys',
      'amber',
      '尚无密钥，首次启动时生成。',
      'There are no keys yet: the app makes them at its first start.',
    );
  }
  const found = names.map((name) => ({ name, at: placeOf(join(directory, name)) }));
  const bad = found.find(({ at }) => at === 'key-missing' || at === 'key-damaged');
  if (bad !== undefined) {
    const isGone = bad.at === 'key-missing';
    return finding(
      'keys',
      'red',
      `密钥文件 ${bad.name} ${isGone ? '不存在' : '已损坏'}，请重新登记本机。`,
      `${bad.name} is ${isGone ? 'gone' : 'damaged'}: enrol this kiosk anew.`,
    );
  }
  const open = found.find(({ name, at }) => at === 'file' && isOpenToOthers(join(directory, name)));
  if (open !== undefined) {
    return finding(
      'keys',
      'red',
      `密钥文件 ${open.name} 可被其他用户读取，请执行 chmod 600，或重新启动程序。`,
      `${open.name} can be read by other users: chmod 600, or start the app again, which does it.`,
    );
  }
  return atRest(found.every(({ at }) => at === 'system') ? 'system' : 'file');
}

function atRest(where: AtRest): Finding {
  const level = keysHealth(where);
  return where === 'system'
    ? finding(
        'keys',
        level,
        '密钥由系统密钥库封存。',
        'The keys are sealed by the system’s store, which the app alone can open.',
      )
    : finding(
        'keys',
        level,
        '密钥以 0600 权限存于文件，复制磁盘者可得；请启用系统密钥库或磁盘加密。',
        'Keys lie in files of mode 0600: whoever copies the disk has them. Give the kiosk’s user a keyring, or encrypt the disk.',
      );
}

/** A key that plain Node cannot open is where it should be. */
function placeOf(path: string): AtRest | Exclude<KeyFault, 'key-locked'> {
  if (statSync(path, { throwIfNoEntry: false })?.size === BARE_BYTES) return 'file';
  const held = readKey(path, null);
  if (held.ok) return held.value.atRest;
  return held.fault === 'key-locked' ? 'system' : held.fault;
}
