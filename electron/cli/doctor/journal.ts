import { existsSync } from 'node:fs';
import { inspectJournal } from '../../store/inspect.ts';
import { diskRoom, type DiskLimits } from '../../store/room.ts';
import { owedBySetAside } from '../../store/salvage.ts';
import { finding, type Finding } from './finding.ts';

/** Whether the journal opens, ends as it was written, and has room. Not its whole chain: `journal verify` walks that. */
export function checkJournal(path: string, limits: DiskLimits): Finding {
  if (!existsSync(path)) {
    return finding(
      'journal',
      'amber',
      '尚无记录库，首次启动时建立。',
      'There is no journal yet: the app makes it at its first start.',
    );
  }
  const tail = readTail(path);
  if (tail === 'journal-newer') {
    return finding(
      'journal',
      'red',
      '记录库由更新的版本写成，本版本不写入；请升级。',
      'The journal is of a newer release, and this one does not write to it: update the app.',
    );
  }
  if (tail === 'damaged') {
    return finding(
      'journal',
      'red',
      '记录库末尾已损坏；启动程序后将另存，并启用新库。',
      'The journal is damaged at its end. The app puts it aside at its next start and begins a new one.',
    );
  }
  return diskRoom(path, limits).isNearlyFull()
    ? finding(
        'journal',
        'amber',
        '磁盘即将写满，目前记录正常；请检查网络和磁盘。',
        'The disk is filling up; everything is still being kept. Check the network and the disk.',
      )
    : finding('journal', 'green', '记录库正常。', 'The journal opens, ends as it was written, and has room.');
}

function readTail(path: string): 'good' | 'damaged' | 'journal-newer' {
  const opened = inspectJournal(path);
  if ('fault' in opened) return opened.fault === 'journal-newer' ? opened.fault : 'damaged';
  try {
    return opened.isTailSound() ? 'good' : 'damaged';
  } finally {
    opened.close();
  }
}

/** What journals that were set aside still owe. */
export function checkSetAside(path: string): Finding {
  const all = existsSync(path) ? owedBySetAside(path) : [];
  const owing = all.filter(({ owed }) => owed !== 0);
  const count = String(owing.reduce((sum, { owed }) => sum + (owed ?? 0), 0));
  if (owing.length === 0) {
    return finding('set-aside', 'green', '没有待上传的旧记录库。', 'No journal that was put aside owes anything.');
  }
  const files = owing.map(({ name }) => name).join(', ');
  return finding(
    'set-aside',
    'amber',
    `另存的旧记录库尚有 ${count} 条可读记录未上传：${files}。有平台时由程序自动上传。`,
    `Journals that were put aside still owe ${count} entries that can be read: ${files}. The app sends them to its hub by itself.`,
  );
}
