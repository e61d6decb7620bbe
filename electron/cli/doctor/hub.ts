import { existsSync } from 'node:fs';
import { inspectJournal } from '../../store/inspect.ts';
import type { HubFile } from '../../sync/enrolment.ts';
import { openHubMemory } from '../../sync/memory.ts';
import { finding, type Finding } from './finding.ts';

/** A day without the hub is no mere bad night. */
const LONG_MS = 86_400_000;

interface Kiosk {
  readonly directory: string;
  readonly journal: string;
  readonly isDemo: boolean;
  readonly hub: HubFile | null;
}

/** What the kiosk's own files say of its hub; nobody is asked. */
export function checkHub({ directory, journal, isDemo, hub }: Kiosk, nowMs: number): Finding {
  if (hub === null) {
    return isDemo
      ? finding('hub', 'green', '演示机，未接平台。', 'A demo kiosk without a hub.')
      : finding('hub', 'amber', '未登记到平台，记录只存本机。', 'Not enrolled: entries stay on this kiosk alone.');
  }
  const place = `${hub.venue} / ${hub.gate} (${hub.hub})`;
  if (openHubMemory(directory, hub.kiosk).read().isRevoked) {
    return finding(
      'hub',
      'red',
      `本机已被平台停用：${place}。`,
      `The hub has revoked this kiosk: ${place}. Nobody is let in.`,
    );
  }
  const unsent = existsSync(journal) ? readUnsent(journal) : { count: 0, oldestMs: null };
  if (unsent === null) {
    return finding(
      'hub',
      'amber',
      `已登记：${place}；待上传条数不明。`,
      `Enrolled: ${place}. How many entries wait cannot be read.`,
    );
  }
  const isLong = unsent.oldestMs !== null && nowMs - unsent.oldestMs > LONG_MS;
  const [zh, en] = isLong ? ['，其中有超过一天的，请检查网络', ', some for over a day: check the network'] : ['', ''];
  return finding(
    'hub',
    isLong ? 'amber' : 'green',
    `已登记：${place}；待上传 ${unsent.count} 条${zh}。`,
    `Enrolled: ${place}. Entries not sent: ${unsent.count}${en}.`,
  );
}

/** @returns `null` for a journal that cannot be read */
function readUnsent(journal: string): { count: number; oldestMs: number | null } | null {
  const opened = inspectJournal(journal);
  if ('fault' in opened) return null;
  try {
    return opened.unsent();
  } finally {
    opened.close();
  }
}
