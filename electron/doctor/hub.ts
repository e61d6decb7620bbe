import { existsSync } from 'node:fs';
import { inspectJournal } from '../store/inspect.ts';
import type { HubFile } from '../sync/enrolment.ts';
import { openHubMemory } from '../sync/memory.ts';
import type { CertificateFault } from '../sync/tls/connect.ts';
import { finding, type Finding } from '../../shared/doctor.ts';

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
  const { isRevoked, certificateFault } = openHubMemory(directory, hub.kiosk).read();
  if (isRevoked) {
    return finding(
      'hub',
      'red',
      `本机已被平台停用：${place}。`,
      `The hub has revoked this kiosk: ${place}. Nobody is let in.`,
    );
  }
  if (certificateFault !== null) {
    const [zh, en] = CERTIFICATES[certificateFault];
    return finding('hub', 'amber', `已登记：${place}；${zh}。`, `Enrolled: ${place}. ${en}.`);
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

/** Of whoever answered last. */
const CERTIFICATES: Readonly<Record<CertificateFault, readonly [zh: string, en: string]>> = {
  'certificate-untrusted': [
    '应答方没有可信的平台证书，未上传，请检查网络和平台证书',
    'Whoever answers has no certificate that can be trusted, and nothing is sent: check the network and the hub’s certificate',
  ],
  'certificate-out-of-date': [
    '按平台时间，平台证书不在有效期内，未上传，请更新证书',
    'The hub’s certificate is not valid at the hub’s time, and nothing is sent: renew it',
  ],
};

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
