import { describe, expect, test } from 'vitest';
import type { Report } from '../../../electron/decommission/report.ts';
import { printed } from '../../../electron/decommission/words.ts';
import { DISK, KIOSK } from './kit.ts';

const REPORT: Report = {
  format: 1,
  folder: '/var/lib/digital-sentinel',
  kiosk: { kiosk: KIOSK, venue: '人民广场商场', gate: 'north', hub: 'https://hub.example' },
  begunAt: '2022-05-13T01:00:00.000Z',
  endedAt: '2022-05-13T01:01:00.000Z',
  entries: { is: 'synced', sent: 12, owed: 0, disputed: 0, abandoned: 0, abandonedSent: 0, fault: null, file: null },
  told: { is: 'told', at: '2022-05-13T01:00:30.000Z' },
  erased: { files: 40, bytes: 123_456, links: [] },
  left: [],
  disk: DISK,
};

const { entries: SYNCED } = REPORT;
const NOTHING = { ...SYNCED, is: 'nothing', sent: 0 } as const;

/** Claims, each in both languages. */
const CLAIMS = {
  'the hub has all': ['平台都已收到，停用时由平台当场确认', 'The hub has all 12 entries, and said so at the end'],
  'the hub has all by the kiosk’s own record': [
    '按本机的记载，12 条记录平台都已收到',
    'By the kiosk’s own record the hub has all 12',
  ],
  'the hub was told': ['平台已于 2022-05-13T01:00:30.000Z 将本机登记为退役', 'The hub has retired this kiosk at 2022'],
  'PINs are void': ['密码作废', 'PINs of its gate are void'],
  'it is not finished': ['停用没有完成', 'This is not finished'],
  'it is to be revoked': ['请管理员在平台停用本机', 'have an administrator revoke this kiosk'],
  'entries are lost': ['按操作人的决定放弃', 'given up by whoever did this'],
  'entries are in a file': ['已导出到 /media/owed', 'written to /media/owed'],
  'the hub was not asked': ['未能向平台核实：hub-unreachable', 'the hub could not be asked: hub-unreachable'],
  'the disk’s key would end it': ['销毁该磁盘的密钥', 'once that disk’s key is destroyed'],
  'that key was destroyed': ['已销毁该磁盘的密钥', 'disk’s key has been destroyed'],
  'it cannot be recovered': ['已无法恢复', 'so that nothing can be recovered'],
  'overwriting is not enough': [
    '覆写不能保证残留无法恢复',
    'overwriting does not make sure that nothing can be recovered',
  ],
  'take it for a plain disk': ['请按未加密处理', 'take it for one that is not'],
  'flash keeps the old': ['旧数据可能仍在芯片里', 'the old may still be in their chips'],
  'free space was not erased': ['本次没有清除', 'free space, which was not erased'],
  'snapshots stay': ['快照、备份', 'Snapshots, backups'],
  'swap may have some': ['交换空间：内存里的内容', 'what was in memory may have been written to a disk'],
  'swap is not known': ['不清楚系统是否使用交换空间', 'not known whether the system has swap'],
  'it is overwritten in place': ['一般在原处覆写', 'mostly writes over what was there'],
  'it is written elsewhere': ['不在原处覆写', 'does not write over what was there'],
  'there were none': ['本机没有访客记录', 'There were no entries of visitors'],
  'no hub was to have any': ['本机没有平台应收的记录', 'no entries that a hub was to have'],
  'abandoned ones are lost': [
    '另有 4 条在此前放弃的记录文件里，按本机的记载没有平台收到过，已随本机删除',
    '4 entries of a journal that was abandoned before, which by the kiosk’s own record no hub has, were deleted',
  ],
  'abandoned ones are in the file': [
    '另有 4 条在此前放弃的记录文件里，按本机的记载没有平台收到过，也已导出',
    '4 entries of a journal that was abandoned before, which by the kiosk’s own record no hub has, were written to that file too',
  ],
  'nobody knows how many abandoned ones are lost': [
    '此前放弃的记录文件有无法读取的',
    'A journal that was abandoned before could not be read',
  ],
  'another hub had some': ['当时的平台已收到', 'had gone to the hub of that time'],
  'something is left': ['未能清除（EPERM）', 'could not be erased (EPERM)'],
} as const;
type Claim = keyof typeof CLAIMS;

/** What every report says. */
const ALWAYS: readonly Claim[] = ['flash keeps the old', 'free space was not erased', 'snapshots stay'];
const GOOD: readonly Claim[] = ['the hub has all', 'the hub was told', 'PINs are void'];
const PLAIN: readonly Claim[] = ['overwriting is not enough', 'it is overwritten in place'];

describe.each([0, 1])('in language %i', (language) => {
  test.each<[string, Partial<Report>, readonly Claim[]]>([
    ['that went well', {}, [...GOOD, ...PLAIN]],
    ['that has not ended', { endedAt: null }, [...GOOD, ...PLAIN, 'it is not finished']],
    [
      'with something left',
      { endedAt: null, left: [{ path: 'venue/x', why: 'EPERM', isOverwritten: false }] },
      [...GOOD, ...PLAIN, 'it is not finished', 'something is left'],
    ],
    [
      'whose disk is encrypted',
      { disk: { ...DISK, encryption: 'encrypted' } },
      [...GOOD, 'it is overwritten in place', 'the disk’s key would end it'],
    ],
    [
      'whose disk nobody knows',
      { disk: { ...DISK, encryption: 'unknown' } },
      [...GOOD, 'it is overwritten in place', 'take it for a plain disk'],
    ],
    [
      'of a file system that copies, with swap',
      { disk: { ...DISK, fileSystem: 'btrfs', overwritesInPlace: false, hasSwap: true } },
      [...GOOD, 'overwriting is not enough', 'it is written elsewhere', 'swap may have some'],
    ],
    [
      'of a system that tells nothing',
      { disk: { fileSystem: null, overwritesInPlace: null, encryption: 'unknown', hasSwap: null } },
      [...GOOD, 'take it for a plain disk', 'swap is not known'],
    ],
    [
      'whose hub could not be told',
      { told: { is: 'not-told', why: 'hub-unreachable' } },
      ['the hub has all', 'it is to be revoked', ...PLAIN],
    ],
    ['whose hub had revoked it', { told: { is: 'revoked-before' } }, ['the hub has all', ...PLAIN]],
    [
      'with a file',
      { entries: { ...SYNCED, is: 'exported', owed: 7, fault: 'hub-unreachable', file: '/media/owed' } },
      ['the hub was told', 'PINs are void', 'entries are in a file', 'the hub was not asked', ...PLAIN],
    ],
    [
      'with entries given up',
      { entries: { ...SYNCED, is: 'abandoned', owed: 7, fault: 'hub-unreachable' } },
      ['the hub was told', 'PINs are void', 'entries are lost', 'the hub was not asked', ...PLAIN],
    ],
    [
      'with entries that nobody could count',
      { entries: { ...SYNCED, is: 'abandoned', owed: null } },
      ['the hub was told', 'PINs are void', 'entries are lost', ...PLAIN],
    ],
    [
      'whose hub was not asked, and is owed nothing that the kiosk knows of',
      { entries: { ...SYNCED, is: 'abandoned', owed: 0, fault: 'hub-unreachable' } },
      [
        'the hub was told',
        'PINs are void',
        'the hub has all by the kiosk’s own record',
        'the hub was not asked',
        ...PLAIN,
      ],
    ],
    ['without entries', { entries: NOTHING }, ['the hub was told', 'PINs are void', 'there were none', ...PLAIN]],
    [
      'of a kiosk without a hub',
      { kiosk: null, told: { is: 'no-hub' }, entries: NOTHING },
      ['no hub was to have any', ...PLAIN],
    ],
    [
      'with abandoned entries',
      { entries: { ...SYNCED, abandoned: 4 } },
      [...GOOD, ...PLAIN, 'abandoned ones are lost'],
    ],
    [
      'with no other entries than abandoned ones',
      { entries: { ...NOTHING, abandoned: 4 } },
      ['the hub was told', 'PINs are void', ...PLAIN, 'abandoned ones are lost'],
    ],
    [
      'with abandoned entries in its file',
      { entries: { ...SYNCED, is: 'exported', file: '/media/owed', abandoned: 4 } },
      ['the hub was told', 'PINs are void', ...PLAIN, 'entries are in a file', 'abandoned ones are in the file'],
    ],
    [
      'with abandoned entries that nobody could count',
      { entries: { ...SYNCED, abandoned: null } },
      [...GOOD, ...PLAIN, 'nobody knows how many abandoned ones are lost'],
    ],
    [
      'of a kiosk that had moved, and has no entries since',
      { entries: { ...NOTHING, abandonedSent: 5 } },
      ['the hub was told', 'PINs are void', ...PLAIN, 'another hub had some'],
    ],
  ])('a report %s says what is so, and nothing else', (_what, changes, expected) => {
    const text = printed({ ...REPORT, ...changes }).split('\n\nDigital Sentinel')[language] ?? '';
    const said = Object.entries(CLAIMS).flatMap(([claim, words]) =>
      text.includes(words[language] ?? '') ? [claim] : [],
    );
    expect(said.toSorted()).toEqual([...ALWAYS, ...expected].toSorted());
  });
});

test('numbers of what was erased are those of the report, and entries that differ are told apart', () => {
  const text = printed({ ...REPORT, entries: { ...SYNCED, is: 'abandoned', owed: 2, disputed: 3 } });
  expect(text).toContain('40 个文件（123456 字节）');
  expect(text).toContain('40 files (123456 bytes)');
  expect(text).toContain('另有 3 条记录与平台的不一致');
  expect(text).toContain('3 more differ');
});
