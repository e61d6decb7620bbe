import { existsSync } from 'node:fs';
import { inspectJournal } from '../store/inspect.ts';
import { diskRoom, type DiskLimits } from '../store/room.ts';
import { owedBySetAside, type Owing } from '../store/salvage.ts';
import { finding, type Finding } from '../../shared/doctor.ts';

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
  const all = owedBySetAside(path);
  const owing = all.filter(({ owed, isStopped }) => owed !== 0 && !isStopped);
  const stopped = all.filter(({ owed, isStopped }) => owed !== 0 && isStopped);
  if (owing.length + stopped.length === 0) {
    return finding('set-aside', 'green', '没有待上传的旧记录库。', 'No journal that was put aside owes anything.');
  }
  const said = [...(owing.length > 0 ? [sayOwed(owing)] : []), ...(stopped.length > 0 ? [sayStopped(stopped)] : [])];
  return finding('set-aside', 'amber', said.map(({ zh }) => zh).join(''), said.map(({ en }) => en).join(' '));
}

interface Said {
  readonly zh: string;
  readonly en: string;
}

function sayOwed(owing: readonly Owing[]): Said {
  const [count, files] = total(owing);
  return {
    zh: `另存的旧记录库尚有 ${count} 条可读记录未上传：${files}。有平台时由程序自动上传。`,
    en: `Journals that were put aside still owe ${count} entries that can be read: ${files}. The app sends them to its hub by itself.`,
  };
}

/** Nobody at the door can do anything: the hub has raised its alert, and a person compares the two. */
function sayStopped(stopped: readonly Owing[]): Said {
  const [count, files] = total(stopped);
  return {
    zh: `平台上另有同一位置的记录，以下旧记录库中 ${count} 条保留在本机，不再上传，也不会自动删除：${files}。请按平台的 fork 告警核对。`,
    en: `The hub has other entries in the place of ${count} that are kept here, not sent any more and never deleted by the app: ${files}. Compare them by the hub's alert "fork".`,
  };
}

function total(journals: readonly Owing[]): [count: string, files: string] {
  const count = journals.reduce((sum, { owed }) => sum + (owed ?? 0), 0);
  return [String(count), journals.map(({ name }) => name).join(', ')];
}
