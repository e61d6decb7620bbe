import type { Report } from './report.ts';

type Language = 'zh-CN' | 'en';

/** The report for people, to be printed and kept: Chinese first, then English, of the same sentences. */
export function printed(report: Report): string {
  return LANGUAGES.map((language) => inOne(report, WORDS[language])).join('\n\n');
}

const LANGUAGES: readonly Language[] = ['zh-CN', 'en'];

/** Sentences of one language. What is not known to be so, none of them says. */
interface Words {
  readonly title: string;
  readonly kiosk: (report: Report) => string;
  readonly times: (report: Report) => string;
  readonly unfinished: string;
  readonly headings: Readonly<Record<'entries' | 'hub' | 'erased' | 'remains', string>>;
  readonly entries: (report: Report) => readonly string[];
  readonly told: (report: Report) => string;
  readonly erased: (report: Report) => readonly string[];
  readonly remains: (report: Report) => readonly string[];
}

function inOne(report: Report, words: Words): string {
  const { headings } = words;
  return [
    words.title,
    '',
    words.kiosk(report),
    words.times(report),
    ...(isFinished(report) ? [] : [words.unfinished]),
    ...section(headings.entries, words.entries(report)),
    ...section(headings.hub, [words.told(report)]),
    ...section(headings.erased, words.erased(report)),
    ...section(headings.remains, words.remains(report)),
  ].join('\n');
}

/** Whether nothing is left of the kiosk's folder. */
function isFinished({ endedAt, left }: Report): boolean {
  return endedAt !== null && left.length === 0;
}

function section(heading: string, sentences: readonly string[]): string[] {
  return ['', heading, ...sentences.map((sentence) => `- ${sentence}`)];
}

/** Sentences that are there only if something is so. */
function only(...pairs: readonly (readonly [is: boolean, sentence: string])[]): string[] {
  return pairs.flatMap(([is, sentence]) => (is ? [sentence] : []));
}

const zh: Words = {
  title: '数字哨兵停用报告',
  kiosk: ({ kiosk }) =>
    kiosk === null
      ? '本机从未登记到平台。'
      : `本机：${kiosk.venue}，${kiosk.gate}（编号 ${kiosk.kiosk}，平台 ${kiosk.hub}）`,
  times: ({ begunAt, endedAt }) => `开始：${begunAt}；结束：${endedAt ?? '尚未结束'}`,
  unfinished: '停用没有完成：再次运行同一命令可继续。',
  headings: { entries: '一、记录', hub: '二、平台', erased: '三、清除', remains: '四、可能仍有残留' },
  entries({ kiosk, entries: { is, sent, owed, disputed, abandoned, abandonedSent, fault, file } }) {
    const hasFormer = abandoned !== 0 || abandonedSent > 0;
    const asked = fault === null ? '' : `（未能向平台核实：${fault}）`;
    return [
      ...only(
        [is === 'nothing' && !hasFormer, kiosk === null ? '本机没有平台应收的记录。' : '本机没有访客记录。'],
        [is === 'synced', `本机的 ${sent} 条记录平台都已收到，停用时由平台当场确认。`],
        [
          is === 'exported',
          `${owed ?? 0} 条记录平台没有，已导出到 ${file ?? ''}${asked}。文件在您手里，请交给管理员，交出后删除。`,
        ],
        [
          is === 'abandoned' && owed === null,
          `记录文件无法读取，没有人知道其中多少条平台没有；按操作人的决定放弃，已随本机删除${asked}。`,
        ],
        [
          is === 'abandoned' && owed !== null && owed > 0,
          `${owed ?? 0} 条记录平台没有，按操作人的决定放弃，已随本机删除${asked}。`,
        ],
        [is === 'abandoned' && owed === 0 && disputed === 0, `按本机的记载，${sent} 条记录平台都已收到${asked}。`],
      ),
      ...only([
        disputed > 0,
        `另有 ${disputed} 条记录与平台的不一致，平台不收${is === 'exported' ? '，也已导出' : '，已随本机删除'}。`,
      ]),
      ...only(
        [
          abandoned !== null && abandoned > 0,
          `另有 ${abandoned ?? 0} 条在此前放弃的记录文件里，按本机的记载没有平台收到过${is === 'exported' ? '，也已导出' : '，已随本机删除'}。`,
        ],
        [abandoned === null, '此前放弃的记录文件有无法读取的，没有人知道其中多少条没有平台收到过；已随本机删除。'],
        [abandonedSent > 0, `此前放弃的记录文件里有 ${abandonedSent} 条，按本机的记载当时的平台已收到；已随本机删除。`],
      ),
    ];
  },
  told({ told }) {
    switch (told.is) {
      case 'told':
        return `平台已于 ${told.at} 将本机登记为退役：从此拒绝本机，本通道值守人员的密码作废，请换发新密码。`;
      case 'revoked-before':
        return '本机此前已被平台停用，平台不再接收本机的消息。';
      case 'not-told':
        return `未能通知平台（${told.why}）：请管理员在平台停用本机，并给本通道的值守人员换发新密码。`;
      case 'no-hub':
        return '本机没有平台。';
    }
  },
  erased: ({ erased: { files, bytes, links }, left }) => [
    `${files} 个文件（${bytes} 字节）已逐个以随机数据覆写、写入磁盘、截短、改名并删除，密钥最先。`,
    ...links.map((path) => `${path} 只是链接：链接已删除，它所指的内容没有动。`),
    ...left.map(({ path, why, isOverwritten }) =>
      isOverwritten ? `${path} 已覆写，但未能删除（${why}）。` : `${path} 未能清除（${why}）。`,
    ),
  ],
  remains: ({ disk: { fileSystem, overwritesInPlace, encryption, hasSwap } }) => [
    '固态硬盘、存储卡和 U 盘会把新数据写到别处：旧数据可能仍在芯片里，覆写够不到。',
    {
      true: `文件系统 ${fileSystem ?? ''} 一般在原处覆写，但其日志里可能还有片段。`,
      false: `文件系统 ${fileSystem ?? ''} 不在原处覆写：旧数据可能仍在磁盘上。`,
      null: `不清楚文件系统${fileSystem === null ? '' : ` ${fileSystem} `}是否在原处覆写。`,
    }[String(overwritesInPlace) as 'true' | 'false' | 'null'],
    '本机运行期间删除或改写过的内容可能仍在空闲空间里，本次没有清除：旧日志、记录到期清理后数据库退还给磁盘的页、磁盘写满时截短的数据库写前日志、被替换的设置；旧版本软件还会留下写前日志、值守人员和员工名单。',
    '快照、备份、系统自己的日志和崩溃转储不在本次清除之内。',
    ...only(
      [hasSwap === true, '系统使用交换空间：内存里的内容可能曾被写到磁盘上。'],
      [hasSwap === null, '不清楚系统是否使用交换空间。'],
    ),
    {
      encrypted:
        '本机的文件在系统加密的磁盘上。销毁该磁盘的密钥（例如 cryptsetup luksErase）后，磁盘上的残留才无法读取；本程序没有这样做。',
      plain: '本机的磁盘未由系统加密：覆写不能保证残留无法恢复。需要保证时，请用厂商的安全擦除工具，或销毁磁盘。',
      unknown: '不清楚本机的磁盘是否加密：请按未加密处理，用厂商的安全擦除工具，或销毁磁盘。',
    }[encryption],
  ],
};

const en: Words = {
  title: 'Digital Sentinel: report of a kiosk taken out of service',
  kiosk: ({ kiosk }) =>
    kiosk === null
      ? 'This kiosk never enrolled at a hub.'
      : `Kiosk: ${kiosk.venue}, ${kiosk.gate} (${kiosk.kiosk}, hub ${kiosk.hub})`,
  times: ({ begunAt, endedAt }) => `Begun: ${begunAt}; ended: ${endedAt ?? 'it has not ended'}`,
  unfinished: 'This is not finished: run the same command again to go on.',
  headings: { entries: '1. Entries', hub: '2. The hub', erased: '3. Erased', remains: '4. What may remain' },
  entries({ kiosk, entries: { is, sent, owed, disputed, abandoned, abandonedSent, fault, file } }) {
    const hasFormer = abandoned !== 0 || abandonedSent > 0;
    const asked = fault === null ? '' : ` (the hub could not be asked: ${fault})`;
    return [
      ...only(
        [
          is === 'nothing' && !hasFormer,
          kiosk === null ? 'There were no entries that a hub was to have.' : 'There were no entries of visitors.',
        ],
        [is === 'synced', `The hub has all ${sent} entries, and said so at the end.`],
        [
          is === 'exported',
          `${owed ?? 0} entries that the hub does not have were written to ${file ?? ''}${asked}. That file is yours to hand to an administrator, and to delete after that.`,
        ],
        [
          is === 'abandoned' && owed === null,
          `The journal could not be read, and nobody knows how many of its entries the hub lacks: given up by whoever did this, and deleted${asked}.`,
        ],
        [
          is === 'abandoned' && owed !== null && owed > 0,
          `${owed ?? 0} entries that the hub does not have were given up by whoever did this, and deleted${asked}.`,
        ],
        [
          is === 'abandoned' && owed === 0 && disputed === 0,
          `By the kiosk’s own record the hub has all ${sent} entries${asked}.`,
        ],
      ),
      ...only([
        disputed > 0,
        `${disputed} more differ from what the hub has in their place, and it does not take them: ${is === 'exported' ? 'written to that file too' : 'deleted'}.`,
      ]),
      ...only(
        [
          abandoned !== null && abandoned > 0,
          `${abandoned ?? 0} entries of a journal that was abandoned before, which by the kiosk’s own record no hub has, were ${is === 'exported' ? 'written to that file too' : 'deleted'}.`,
        ],
        [
          abandoned === null,
          'A journal that was abandoned before could not be read, and nobody knows how many of its entries no hub has: deleted.',
        ],
        [
          abandonedSent > 0,
          `${abandonedSent} entries of a journal that was abandoned before had gone to the hub of that time, by the kiosk’s own record: deleted.`,
        ],
      ),
    ];
  },
  told({ told }) {
    switch (told.is) {
      case 'told':
        return `The hub has retired this kiosk at ${told.at}: it refuses it from then on, and the PINs of its gate are void. Give the guards new ones.`;
      case 'revoked-before':
        return 'The hub had revoked this kiosk before, and hears nothing of it any more.';
      case 'not-told':
        return `The hub could not be told (${told.why}): have an administrator revoke this kiosk there, and give the guards of its gate new PINs.`;
      case 'no-hub':
        return 'This kiosk has no hub.';
    }
  },
  erased: ({ erased: { files, bytes, links }, left }) => [
    `${files} files (${bytes} bytes) were each overwritten with random bytes, written to the disk, cut to nothing, renamed and deleted, keys first.`,
    ...links.map((path) => `${path} was a link, which was deleted; what it led to was not touched.`),
    ...left.map(({ path, why, isOverwritten }) =>
      isOverwritten
        ? `${path} was overwritten, and could not be deleted (${why}).`
        : `${path} could not be erased (${why}).`,
    ),
  ],
  remains: ({ disk: { fileSystem, overwritesInPlace, encryption, hasSwap } }) => [
    'Solid-state disks, memory cards and sticks write new data elsewhere: the old may still be in their chips, where overwriting does not reach.',
    {
      true: `The file system, ${fileSystem ?? ''}, mostly writes over what was there; its journal may have pieces of it.`,
      false: `The file system, ${fileSystem ?? ''}, does not write over what was there: the old data may still be on the disk.`,
      null: `It is not known whether the file system${fileSystem === null ? '' : `, ${fileSystem},`} writes over what was there.`,
    }[String(overwritesInPlace) as 'true' | 'false' | 'null'],
    'What was deleted or rewritten while the kiosk ran may still be in free space, which was not erased: old logs, pages that the database gave back once entries were past their time, a write-ahead log of it that was cut short on a full disk, settings that were replaced; of older releases also write-ahead logs, and lists of guards and staff.',
    'Snapshots, backups, the system’s own logs and crash dumps were not touched.',
    ...only(
      [hasSwap === true, 'The system has swap space: what was in memory may have been written to a disk.'],
      [hasSwap === null, 'It is not known whether the system has swap space.'],
    ),
    {
      encrypted:
        'The kiosk’s files lay on a disk that the system encrypts. What remains there cannot be read only once that disk’s key is destroyed (cryptsetup luksErase, say), which this program has not done.',
      plain:
        'The system does not encrypt this disk: overwriting does not make sure that nothing can be recovered. Where that is wanted, use the maker’s secure erase, or destroy the disk.',
      unknown:
        'It is not known whether this disk is encrypted: take it for one that is not, and use the maker’s secure erase, or destroy the disk.',
    }[encryption],
  ],
};

const WORDS: Readonly<Record<Language, Words>> = { 'zh-CN': zh, en };
