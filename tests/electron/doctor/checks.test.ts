// One table: each check, each of its lights, and the sentence of each.
import { describe, expect, test } from 'vitest';
import {
  checkCamera,
  checkReaders,
  checkSound,
  type CameraReading,
  type ReaderReading,
  type SoundReading,
} from '../../../electron/doctor/beside.ts';
import {
  checkAutostart,
  checkDisk,
  checkEncryption,
  checkSandbox,
  checkSwap,
  checkTimeSync,
  checkUser,
} from '../../../electron/doctor/machine.ts';
import { checkClock, checkRules, type ClockReading, type RulesReading } from '../../../electron/doctor/rules.ts';
import {
  checkGuards,
  checkSettings,
  checkVersion,
  type GuardsReading,
  type SettingsReading,
} from '../../../electron/doctor/set-up.ts';
import { DISK } from '../../../electron/store/room.ts';
import type { Finding } from '../../../shared/doctor.ts';

const NOW = Date.UTC(2026, 4, 13) / 1000;
const HOUR = 3600;
const MIB = 1024 * 1024;

/** What goes wrong, what it is found to be, and what each language says to mend it. */
type Case = [what: string, found: Finding, level: Finding['level'], zh: RegExp, en: RegExp];

function told(cases: readonly Case[]): void {
  test.each(cases)('%s', (_what, found, level, zh, en) => {
    expect(found.level).toBe(level);
    expect(found.sentence['zh-CN']).toMatch(zh);
    expect(found.sentence.en).toMatch(en);
    // One that is not green says what to do; all say it in whole sentences.
    expect(found.sentence['zh-CN']).toMatch(/。$/u);
    expect(found.sentence.en).toMatch(/\.$/u);
  });
}

const RULES: RulesReading = {
  fault: null,
  version: 3,
  areBuiltIn: false,
  ageSeconds: HOUR,
  expiresAt: NOW + 100 * HOUR,
  fingerprint: '0011223344556677',
};
const rules = (more: Partial<RulesReading>): Finding => checkRules({ ...RULES, ...more }, NOW);
const EMPTY = { version: null, ageSeconds: null, expiresAt: null, fingerprint: null } as const;

describe('rules', () => {
  told([
    [
      'confirmed an hour ago',
      rules({}),
      'green',
      /第 3 版.*0011223344556677.*1 小时前/u,
      /version 3.*0011223344556677/u,
    ],
    ['of 36 hours are still fresh', rules({ ageSeconds: 36 * HOUR }), 'green', /36 小时前/u, /36 hours/u],
    [
      'of a second more are not',
      rules({ ageSeconds: 36 * HOUR + 1 }),
      'amber',
      /请检查网络和规则来源/u,
      /Check the network/u,
    ],
    ['that nobody has confirmed', rules({ ageSeconds: null }), 'amber', /未曾确认/u, /never confirmed/u],
    ['that come with the app', rules({ areBuiltIn: true, ageSeconds: null }), 'green', /演示/u, /come with the app/u],
    ['good for exactly 48 hours', rules({ expiresAt: NOW + 48 * HOUR }), 'green', /1 小时前/u, /confirmed 1 hours/u],
    [
      'good for less',
      rules({ expiresAt: NOW + 48 * HOUR - 1 }),
      'amber',
      /还有 47 小时过期.*U 盘/u,
      /too old in 47 hours/u,
    ],
    ['in their last second', rules({ expiresAt: NOW + 1 }), 'amber', /还有 0 小时/u, /in 0 hours/u],
    ['at their end', rules({ expiresAt: NOW }), 'red', /已过期.*U 盘/u, /too old to judge by.*stick/u],
    ['too old, by the app', rules({ fault: 'policy-expired' }), 'red', /已过期/u, /too old/u],
    ['that are not there', rules({ ...EMPTY }), 'red', /没有规则.*U 盘/u, /no rules.*stick/u],
    ['missing', rules({ ...EMPTY, fault: 'policy-missing' }), 'red', /没有规则/u, /no rules/u],
    ['damaged', rules({ ...EMPTY, fault: 'policy-damaged' }), 'red', /损坏.*重新获取/u, /damaged.*fetch them anew/u],
    ['of another root', rules({ ...EMPTY, fault: 'policy-forged' }), 'red', /核对根指纹/u, /fingerprint/u],
    [
      'of the demo at a venue',
      rules({ ...EMPTY, fault: 'policy-of-demo' }),
      'red',
      /演示规则.*HUB_POLICY_FOLDER.*重新登记/u,
      /demo’s rules.*HUB_POLICY_FOLDER.*enrol this kiosk anew/u,
    ],
    ['put back', rules({ ...EMPTY, fault: 'policy-rolled-back' }), 'red', /备份/u, /backup/u],
    [
      'of a venue that cannot be read',
      rules({ ...EMPTY, fault: 'venue-damaged' }),
      'red',
      /重新登记/u,
      /enrol this kiosk anew/u,
    ],
  ]);
});

const CLOCK: ClockReading = { at: NOW, floor: NOW - HOUR, isWrong: null, offSeconds: 2, isFrozen: false };
const clock = (more: Partial<ClockReading>): Finding => checkClock({ ...CLOCK, ...more });

describe('a clock', () => {
  told([
    ['near the hub’s', clock({}), 'green', /最多相差 2 秒/u, /at most 2 seconds/u],
    ['of which no hub has told', clock({ offSeconds: null }), 'green', /尚未告知/u, /no hub has told/u],
    ['two minutes off', clock({ offSeconds: 120 }), 'green', /120 秒/u, /120 seconds/u],
    ['more than that off', clock({ offSeconds: 121 }), 'amber', /开启系统时间同步/u, /synchronisation on/u],
    ['five minutes before what has passed', clock({ floor: NOW + 300 }), 'green', /2026-05-13/u, /2026-05-13/u],
    ['before that', clock({ floor: NOW + 301 }), 'red', /请校准系统时间.*主管/u, /Set the system’s time.*supervisor/u],
    [
      'that is not the hub’s, by the app',
      clock({ isWrong: true, floor: null }),
      'red',
      /与平台时间不符/u,
      /not the hub’s/u,
    ],
    ['that stands still on purpose', clock({ isFrozen: true, isWrong: true }), 'green', /停在/u, /stands still/u],
  ]);
});

const SETTINGS: SettingsReading = { file: 'sound', setAside: [], venueType: 'mall', isVenueTypeKnown: true };
const settings = (more: Partial<SettingsReading>): Finding => checkSettings({ ...SETTINGS, ...more });

describe('settings', () => {
  told([
    ['that are sound', settings({}), 'green', /“mall”/u, /“mall”/u],
    ['that nobody has changed', settings({ file: 'missing' }), 'green', /默认值/u, /defaults/u],
    [
      'that are damaged',
      settings({ file: 'damaged' }),
      'red',
      /启动后重新设置/u,
      /set venue type, readers and gate anew/u,
    ],
    [
      'that were',
      settings({ setAside: ['settings.damaged-1.json'] }),
      'amber',
      /settings\.damaged-1\.json.*删除该文件/u,
      /delete that file/u,
    ],
    [
      'of an unknown venue type',
      settings({ isVenueTypeKnown: false }),
      'red',
      /请在“设置”中另选/u,
      /Choose another one/u,
    ],
    ['without rules to ask', settings({ isVenueTypeKnown: null }), 'green', /正常/u, /sound/u],
  ]);
});

const GUARDS: GuardsReading = { list: { guards: 2, supervisors: 1, withoutPin: 0 }, isOfHub: true, changedAt: NOW };
const guards = (more: Partial<GuardsReading>): Finding => checkGuards({ ...GUARDS, ...more });

describe('a list of guards', () => {
  told([
    [
      'from the hub',
      guards({}),
      'green',
      /保安 2 人，主管 1 人（来自平台，2026-05-13/u,
      /supervisors: 1 \(from the hub/u,
    ],
    ['made here', guards({ isOfHub: false }), 'green', /本机登记/u, /made here/u],
    ['of the demo', guards({ changedAt: null }), 'green', /随演示附带/u, /the demo’s own/u],
    [
      'that is damaged',
      guards({ list: 'damaged' }),
      'red',
      /删除该文件.*sentinel guards/u,
      /Delete it.*sentinel guards/u,
    ],
    [
      'that is not there',
      guards({ list: 'none', changedAt: null }),
      'amber',
      /平台上登记保安/u,
      /Add guards at the hub/u,
    ],
    ['that has nobody', guards({ list: 'none' }), 'amber', /解锁本机/u, /unlock this kiosk/u],
    [
      'without a supervisor',
      guards({ list: { guards: 1, supervisors: 0, withoutPin: 1 } }),
      'amber',
      /为一位主管设密码/u,
      /give one a PIN/u,
    ],
    [
      'with one who has no PIN',
      guards({ list: { guards: 1, supervisors: 1, withoutPin: 1 } }),
      'amber',
      /另有 1 人没有密码/u,
      /1 more have no PIN/u,
    ],
  ]);
});

describe('a version', () => {
  told([
    ['that runs', checkVersion({ installed: '0.2.0', started: '0.2.0' }), 'green', /0\.2\.0/u, /0\.2\.0/u],
    ['that was never started', checkVersion({ installed: '0.2.0', started: null }), 'green', /0\.2\.0/u, /0\.2\.0/u],
    [
      'that waits for a start',
      checkVersion({ installed: '0.2.0', started: '0.1.0' }),
      'amber',
      /请重新启动程序/u,
      /start the app again/u,
    ],
  ]);
});

const PORT = { path: '/dev/ttyUSB0', mayOpen: true, group: 'dialout' } as const;
const READER: ReaderReading = { id: 'scanner-1', role: 'scanner', port: PORT, state: null };
const readers = (...more: Partial<ReaderReading>[]): Finding =>
  checkReaders(
    more.map((one) => ({ ...READER, ...one })),
    'kiosk',
  );

describe('readers', () => {
  told([
    ['none of them', readers(), 'green', /没有配置/u, /No readers/u],
    ['whose port is there', readers({}), 'green', /\/dev\/ttyUSB0/u, /\/dev\/ttyUSB0/u],
    [
      'unplugged',
      readers({ port: null }),
      'red',
      /扫码器 scanner-1 未接上，请插好插头/u,
      /scanner scanner-1 is not there: plug it in/u,
    ],
    ['unplugged, by the app', readers({ state: 'not-connected' }), 'red', /请插好插头/u, /plug it in/u],
    [
      'closed to us',
      readers({ port: { ...PORT, mayOpen: false } }),
      'red',
      /sudo usermod -aG dialout kiosk/u,
      /sudo usermod -aG dialout kiosk/u,
    ],
    ['closed to the app', readers({ state: 'denied' }), 'red', /usermod -aG dialout/u, /usermod -aG dialout/u],
    [
      'that do not answer',
      readers({ role: 'id-card', state: 'no-answer' }),
      'red',
      /身份证阅读器.*检查电源和连线/u,
      /ID-card reader.*power and cable/u,
    ],
    ['taken by another', readers({ state: 'busy' }), 'red', /请关闭该程序/u, /close that/u],
    [
      'that are faulty',
      readers({ role: 'gate', state: 'faulty' }),
      'red',
      /闸机.*断电重接/u,
      /gate.*plug it in again/u,
    ],
    [
      'that may not read cards',
      readers({ role: 'id-card', state: 'sam-not-authorised' }),
      'red',
      /联系供应商/u,
      /whoever sold it/u,
    ],
    ['that are being opened', readers({ state: 'starting' }), 'amber', /稍候再查/u, /look again/u],
    ['that are ready', readers({ role: 'thermometer', state: 'ready' }), 'green', /测温仪/u, /thermometer/u],
    [
      'one of which is not there',
      readers({}, { id: 'card', role: 'id-card', port: null }),
      'red',
      /^身份证阅读器 card 未接上，请插好插头。$/u,
      /^The ID-card reader card/u,
    ],
  ]);
});

const FILE = { path: '/dev/video0', mayOpen: true, group: 'video', name: 'Kiosk Camera' } as const;
const CAMERA: CameraReading = { files: [FILE], state: null, hasScanner: false };
const camera = (more: Partial<CameraReading>): Finding => checkCamera({ ...CAMERA, ...more }, 'kiosk');

describe('a camera', () => {
  told([
    [
      'that is there',
      camera({ files: [FILE, { ...FILE, path: '/dev/video1' }] }),
      'green',
      /^摄像头：Kiosk Camera。$/u,
      /^Camera: Kiosk Camera\.$/u,
    ],
    ['that gives a picture', camera({ files: [], state: 'running' }), 'green', /画面正常/u, /gives a picture/u],
    ['that is being opened', camera({ state: 'starting' }), 'green', /Kiosk Camera/u, /Kiosk Camera/u],
    ['that is not there', camera({ files: [] }), 'red', /请插好插头/u, /plug it in/u],
    [
      'that is not there beside a scanner',
      camera({ files: [], hasScanner: true }),
      'amber',
      /请插好插头/u,
      /plug it in/u,
    ],
    [
      'closed to us',
      camera({ files: [{ ...FILE, mayOpen: false }] }),
      'red',
      /sudo usermod -aG video kiosk/u,
      /sudo usermod -aG video kiosk/u,
    ],
    ['missing', camera({ state: 'missing' }), 'red', /请插好插头/u, /plug it in/u],
    ['unplugged', camera({ state: 'unplugged' }), 'red', /已拔出/u, /unplugged/u],
    ['taken', camera({ state: 'busy' }), 'red', /其他程序占用/u, /another program/u],
    ['denied', camera({ state: 'denied' }), 'red', /video 组/u, /group video/u],
    ['frozen', camera({ state: 'frozen' }), 'red', /重新插拔/u, /plug it in again/u],
    ['covered', camera({ state: 'covered' }), 'red', /遮住/u, /covers it/u],
    ['of a system that does not say', camera({ files: null }), 'amber', /请看首页画面/u, /look at the picture/u],
  ]);
});

const SOUND: SoundReading = {
  cards: ['HDA Intel'],
  output: { path: '/dev/snd/pcmC0D0p', mayOpen: true, group: 'audio' },
  isMuted: false,
};
const sound = (more: Partial<SoundReading>): Finding => checkSound({ ...SOUND, ...more }, 'kiosk');

describe('sound', () => {
  told([
    ['that is there', sound({}), 'green', /HDA Intel/u, /HDA Intel/u],
    ['without a card', sound({ cards: [], output: null }), 'amber', /接上扬声器/u, /connect a loudspeaker/u],
    ['without an output', sound({ output: null }), 'amber', /没有输出/u, /no output/u],
    [
      'closed to us',
      sound({ output: { path: '/dev/snd/x', mayOpen: false, group: 'audio' } }),
      'amber',
      /sudo usermod -aG audio kiosk/u,
      /usermod -aG audio kiosk/u,
    ],
    ['that is muted', sound({ isMuted: true }), 'amber', /调高音量/u, /turn the volume up/u],
    ['of a system that does not say', sound({ cards: null, output: null }), 'amber', /试听/u, /try the volume/u],
  ]);
});

const disk = (freeBytes: number | null): Finding => checkDisk({ freeBytes }, DISK);
const user = (uid: number | null, ownerUid: number | null, isDemo = false): Finding =>
  checkUser({ uid, ownerUid }, isDemo);
const sandbox = (isOff: boolean, hasNamespaces: boolean | null, hasHelper: boolean, isDemo = false): Finding =>
  checkSandbox({ sandbox: { isOff, hasNamespaces, hasHelper } }, isDemo);

describe('a machine', () => {
  told([
    ['with a gibibyte left', disk(1024 * MIB), 'green', /1024 MiB/u, /1024 MiB/u],
    ['with a byte less', disk(1024 * MIB - 1), 'amber', /请清理磁盘/u, /Make room/u],
    ['with room for the reserve alone', disk(64 * MIB), 'amber', /64 MiB/u, /64 MiB/u],
    ['with less', disk(64 * MIB - 1), 'red', /立即清理磁盘/u, /Make room now/u],
    ['whose disk does not say', disk(null), 'amber', /请在系统中查看/u, /look in the system/u],
    ['with an encrypted disk', checkEncryption({ disk: 'encrypted' }), 'green', /已加密/u, /is encrypted/u],
    ['with a plain disk', checkEncryption({ disk: 'plain' }), 'amber', /LUKS/u, /LUKS/u],
    ['of which nobody knows', checkEncryption({ disk: 'unknown' }), 'amber', /不明/u, /not known/u],
    ['without swap', checkSwap({ swap: 'none' }), 'green', /没有交换空间/u, /no swap/u],
    ['with swap in memory', checkSwap({ swap: 'memory' }), 'green', /只在内存中/u, /memory alone/u],
    ['with encrypted swap', checkSwap({ swap: 'encrypted' }), 'green', /已加密/u, /encrypted/u],
    ['with plain swap', checkSwap({ swap: 'plain' }), 'amber', /swapoff -a/u, /swapoff -a/u],
    ['with swap of which nobody knows', checkSwap({ swap: 'unknown' }), 'amber', /不明/u, /not known/u],
    ['run by its own user', user(999, 999), 'green', /普通用户/u, /ordinary user/u],
    ['run by root', user(0, 0), 'red', /换普通用户运行/u, /as an ordinary user/u],
    ['run by root in a demo', user(0, 0, true), 'amber', /换普通用户运行/u, /as an ordinary user/u],
    ['looked at by root', user(0, 999), 'amber', /sudo sentinel doctor/u, /sudo sentinel doctor/u],
    ['without such numbers', user(null, null), 'amber', /不明/u, /not known/u],
    ['whose sandbox is an ordinary user’s', sandbox(false, true, false), 'green', /可用/u, /can be made/u],
    ['whose sandbox is the helper’s', sandbox(false, false, true), 'green', /可用/u, /can be made/u],
    ['that needs neither', sandbox(false, null, false), 'green', /可用/u, /can be made/u],
    [
      'that has neither',
      sandbox(false, false, false),
      'red',
      /unprivileged_userns_clone=1/u,
      /unprivileged_userns_clone=1/u,
    ],
    ['started without it', sandbox(true, true, true), 'red', /去掉 --no-sandbox/u, /without --no-sandbox/u],
    [
      'started without it in a demo',
      sandbox(true, true, true, true),
      'amber',
      /去掉 --no-sandbox/u,
      /without --no-sandbox/u,
    ],
    ['that is synchronised', checkTimeSync({ timeSync: 'yes' }), 'green', /已同步/u, /is synchronised/u],
    ['that is not', checkTimeSync({ timeSync: 'no' }), 'amber', /set-ntp true/u, /set-ntp true/u],
    ['that does not say', checkTimeSync({ timeSync: 'unknown' }), 'amber', /不明/u, /not known/u],
    [
      'started by its unit',
      checkAutostart({ autostart: 'unit', isUnitsOwn: true }, false),
      'green',
      /自动启动/u,
      /starts with the machine/u,
    ],
    [
      'that has a unit',
      checkAutostart({ autostart: 'unit', isUnitsOwn: null }, false),
      'green',
      /自动启动/u,
      /starts with the machine/u,
    ],
    [
      'started by hand beside its unit',
      checkAutostart({ autostart: 'unit', isUnitsOwn: false }, false),
      'amber',
      /systemctl start/u,
      /systemctl start/u,
    ],
    [
      'started by a session',
      checkAutostart({ autostart: 'session', isUnitsOwn: false }, false),
      'green',
      /自动启动/u,
      /starts with the machine/u,
    ],
    [
      'whose unit is off',
      checkAutostart({ autostart: 'off', isUnitsOwn: null }, false),
      'amber',
      /systemctl enable/u,
      /systemctl enable/u,
    ],
    [
      'that nothing starts',
      checkAutostart({ autostart: 'none', isUnitsOwn: null }, false),
      'amber',
      /Debian 包/u,
      /Debian package/u,
    ],
    [
      'that does not say what starts it',
      checkAutostart({ autostart: 'unknown', isUnitsOwn: null }, false),
      'amber',
      /不明/u,
      /not known/u,
    ],
    [
      'for demonstration',
      checkAutostart({ autostart: 'none', isUnitsOwn: null }, true),
      'green',
      /演示机/u,
      /demo kiosk/u,
    ],
  ]);
});
