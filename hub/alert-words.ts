import type { AlertKind } from './store/schema.ts';

/** What an alert means, and what to do, for a venue's manager. */
export const ALERT_WORDS: Readonly<Record<AlertKind, { readonly 'zh-CN': string; readonly en: string }>> = {
  gap: {
    'zh-CN': '有记录未按顺序到达，终端会自动补传；若此后数小时内序号没有前进，请联系信息技术人员。',
    en: 'Entries came out of order. The kiosk sends the missing ones by itself; call IT if its chain has not moved on within hours.',
  },
  fork: {
    'zh-CN':
      '同一记录链出现两个不同的版本，可能是磁盘被复制。该终端已停止上传，仍在正常判定；请信息技术人员检查并重新登记。',
    en: 'One chain has two histories: a disk was copied. The kiosk has stopped sending and judges on; IT has to look at it and enrol it anew.',
  },
  reset: {
    'zh-CN': '终端开始了新的记录链，或缺少已签名的记录：数据库丢失、损坏或被换回旧版本。请确认是否有人更换过设备。',
    en: 'The kiosk has begun another chain, or has less of one than it signed for: its database was lost, damaged or put back. Find out whether somebody has replaced the machine.',
  },
  quarantine: {
    'zh-CN': '有内容无法读取，已原样保存。终端版本可能比平台新；请升级平台。',
    en: 'Content that cannot be read is kept as it came. The kiosk may be newer than the hub; update the hub.',
  },
  hole: {
    'zh-CN': '终端上有记录已丢失，无法再上传。请检查磁盘，并记下丢失的时段。',
    en: 'Entries are lost on the kiosk and will never come. Have its disk looked at, and note the time that is missing.',
  },
  unsound: {
    'zh-CN': '从备份恢复的记录链前后不一致或有缺失；其余数据已照常恢复。请信息技术人员检查该终端，并保留备份以备查证。',
    en: 'A chain that was restored from a backup does not hold together; all else is restored. IT has to look at its kiosk, and keep the backup as evidence.',
  },
};
