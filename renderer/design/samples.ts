import type { Calls, CheckInList, KioskStatus, Outcome, PastVisit, RefusedJustNow } from '../../shared/contract.ts';
import { finding } from '../../shared/doctor.ts';
import type { Guard } from '../../shared/guard.ts';
import type { NearSite } from '../../shared/policy/nearest-sites.ts';
import { builtInReason, type BuiltInReasonCode } from '../../shared/reasons.ts';
import type { SitesKept } from '../kiosk/sites-kept.ts';
import { NO_SUMMARY, type PassSummary, type Summary } from '../../shared/summary.ts';
import type { Reason } from '../../shared/verdict.ts';

// Made-up people, and states that the kiosk's own screens come to.

const SUMMARY: Summary = {
  ...NO_SUMMARY,
  maskedName: '演*示',
  colour: 'green',
  codeKind: 'dynamic',
  test: { kind: 'nucleic-acid', result: 'negative' },
  testAgeSeconds: 47 * 3600,
  issuer: { id: '310000', name: { 'zh-CN': '上海市（演示）', en: 'Shanghai (demo)' } },
};

const VEHICLE: PassSummary = {
  type: 'vehicle',
  holder: '演示食品公司',
  plate: '沪A·D1234',
  carries: 'cargo',
  passengers: null,
  post: null,
  until: Date.UTC(2022, 4, 20, 1) / 1000,
};

const TEST_TOO_OLD: Reason = {
  code: 'test-too-old',
  phone: 'T-OLD',
  verdict: 'refuse',
  texts: {
    'zh-CN': { guard: '核酸超过 48 小时，请访客先做核酸', visitor: '请先做核酸检测' },
    en: { guard: 'Test older than 48 h: a new one first', visitor: 'Please take a new test first' },
  },
  shape: 'cross',
  colour: 'red',
  sound: 'refuse',
  emblem: null,
};

const RED_CODE: Reason = {
  ...TEST_TOO_OLD,
  code: 'colour-red',
  phone: 'C-RED',
  texts: {
    'zh-CN': { guard: '红码：请按异常处置', visitor: '请在此等候工作人员' },
    en: { guard: 'Red code: follow the procedure', visitor: 'Please wait here for a member of staff' },
  },
};

const FEVER: Reason = {
  ...TEST_TOO_OLD,
  code: 'fever',
  phone: 'F-HOT',
  texts: {
    'zh-CN': { guard: '体温超过 37.3 °C：请按异常处置', visitor: '您的体温偏高，请在此等候工作人员' },
    en: { guard: 'Above 37.3 °C: follow the procedure', visitor: 'Your temperature is high. Please wait here' },
  },
};

const SITES: readonly NearSite[] = [
  {
    id: 'park',
    name: { 'zh-CN': '公园北门采样点', en: 'Park, north gate' },
    latitude: 31.2325,
    longitude: 121.4718,
    metres: 320,
    walkMinutes: 5,
    isWithinWalk: true,
    tests: ['nucleic-acid'],
    closes: '20:00',
    busy: { state: 'busy', waitMinutes: 25, ageSeconds: 600 },
  },
  {
    id: 'night',
    name: { 'zh-CN': '夜间采样亭', en: 'Night kiosk' },
    latitude: 31.2302,
    longitude: 121.4702,
    metres: 750,
    walkMinutes: 12,
    isWithinWalk: true,
    tests: ['nucleic-acid', 'antigen'],
    closes: null,
    busy: { state: 'idle', waitMinutes: null, ageSeconds: 60 },
  },
];

function decision(reasons: readonly Reason[], summary: Summary = SUMMARY): RefusedJustNow {
  const [worst] = reasons;
  return {
    kind: 'decision',
    verdict: worst?.verdict ?? 'refer',
    reasons,
    fault: null,
    format: null,
    summary,
    policyVersion: 1,
    entryId: '00000000-0000-7000-8000-000000000000',
  };
}

const builtIn = (...codes: readonly BuiltInReasonCode[]): Outcome['result'] => decision(codes.map(builtInReason));

const ILL = decision([RED_CODE], { ...SUMMARY, colour: 'red', test: null, testAgeSeconds: null });

/** Every kind of outcome, by what it is called here. */
export const RESULTS: Readonly<Record<string, Outcome['result']>> = {
  admit: builtIn('all-checks-passed'),
  refer: builtIn('policy-expired', 'clock-wrong'),
  refuse: decision([TEST_TOO_OLD]),
  'refuse, with a site for a test': decision([TEST_TOO_OLD]),
  'refuse, who may be ill': ILL,
  'refuse, for much, with a site for a test': decision([FEVER, TEST_TOO_OLD], { ...SUMMARY, temperatureCelsius: 38.4 }),
  'emblem expired': builtIn('expired'),
  'emblem forged': builtIn('signature-forged'),
  'emblem revoked': builtIn('revoked'),
  'emblem issuer-unknown': builtIn('issuer-unknown'),
  'emblem unreadable': builtIn('zlib-malformed'),
  'decided by hand': builtIn('admitted-by-hand'),
  hint: { kind: 'hint', seems: 'url', reason: builtInReason('not-a-health-code') },
  'admit, with a vehicle pass': decision([builtInReason('all-checks-passed'), builtInReason('pass-valid')], {
    ...SUMMARY,
    pass: VEHICLE,
  }),
  'refer, with a pass for elsewhere': decision([builtInReason('pass-elsewhere')], {
    ...SUMMARY,
    pass: { ...VEHICLE, type: 'point-work', plate: null, carries: null, post: '演示泵房' },
  }),
  'underway: the code is wanted': { kind: 'needs', needs: ['code'], summary: SUMMARY, format: null },
  'underway: a pass is wanted': { kind: 'needs', needs: ['pass'], summary: SUMMARY, format: null },
  'underway: parts': { kind: 'progress', have: 1, of: 3 },
  'underway: asked online': { kind: 'asking' },
  'underway: a card is wanted': { kind: 'needs', needs: ['id-card'], summary: SUMMARY, format: null },
  'underway: two are wanted': { kind: 'needs', needs: ['id-card', 'temperature'], summary: SUMMARY, format: null },
  'underway: the card again': { kind: 'lay-again' },
};

/** As the main process sends it. */
export function outcomeOf(name: string, result: Outcome['result']): Outcome {
  const sites = name.includes('site') ? { sites: SITES } : {};
  return { serial: 1, source: 'camera', result, durationMs: 20, ageMs: 0, ...sites };
}

export const ABOUT = decision([RED_CODE]);

/** Nobody may overrule it. */
export const FINAL = decision([builtInReason('signature-forged')]);

/** The entry of somebody who was shown where to be tested. */
const SENT = '00000000-0000-7000-8000-00000000005e';

export const SITES_KEPT: readonly SitesKept[] = [{ entryId: SENT, sites: SITES }];

export { SITES };

/** One of each verdict, of a list that is no longer told of. */
export const CHECK_INS: CheckInList = {
  checkIns: (['admit', 'refer', 'refuse'] as const).map((verdict, n) => ({
    entry: `0180bab1-c000-7000-8000-00000000000${n}`,
    atMs: Date.UTC(2022, 4, 13, 0, 59 - n),
    ...{ maskedName: '演*示', verdict, isUsed: verdict === 'admit' },
    reason: verdict === 'admit' ? null : builtInReason(verdict === 'refer' ? 'receipt-expired' : 'expired'),
  })),
  heardSecondsAgo: 90,
  isOld: true,
};

export const PAST: readonly PastVisit[] = [
  {
    result: decision([builtInReason('all-checks-passed')]),
    epochMs: Date.UTC(2022, 4, 12, 1),
    guard: null,
    why: null,
    done: [],
  },
  {
    result: decision([builtInReason('policy-expired')]),
    epochMs: Date.UTC(2022, 4, 13, 0, 1),
    guard: null,
    why: null,
    done: [],
  },
  {
    result: { ...decision([TEST_TOO_OLD]), entryId: SENT },
    epochMs: Date.UTC(2022, 4, 13, 0, 55),
    guard: 'G1',
    why: 'not-in-order',
    done: [],
  },
  { result: ILL, epochMs: Date.UTC(2022, 4, 13, 0, 56), guard: null, why: null, done: ['kept-aside', 'informed'] },
];

/** What the diagnostics page asks. */
export const DIAGNOSTICS: { [C in 'diagnostics:read' | 'diagnostics:follow']: Calls[C]['reply'] } = {
  'diagnostics:read': [
    finding('rules', 'green', '规则第 3 版。', 'Rules version 3.'),
    finding('encryption', 'amber', '磁盘未加密。', 'The disk is not encrypted.'),
    finding('camera', 'red', '没有找到摄像头，请插好插头。', 'No camera is found: plug it in.'),
  ],
  'diagnostics:follow': {
    lines: [{ at: '2022-05-13T01:00:00.000Z', event: 'camera-state', fields: 'state=missing' }],
    readers: [{ id: 'scanner-1', role: 'scanner', lane: 'in', state: 'ready', bytes: 1234, quietMs: 4000 }],
  },
};

const GUARDS: readonly Guard[] = [
  { number: 'G1', name: '演小卫', role: 'guard' },
  { number: 'S1', name: '演主管', role: 'supervisor' },
];

/** A kiosk that is well and has everything beside it. */
export const WELL: KioskStatus = {
  isDemo: false,
  appVersion: '0.1.0',
  settings: {
    cameraId: null,
    venueType: 'mall',
    direction: 'in',
    checkIn: 'sentinel',
    district: null,
    place: null,
    language: 'zh-CN',
    qrEngine: 'zxing-wasm',
    hand: 'right',
    theme: 'light',
    textSize: 100,
    volume: 0,
    hasVoice: true,
    dimAfterMinutes: 0,
    nightlyRestart: null,
    devices: [],
    gate: null,
  },
  areSettingsReset: false,
  venueTypes: [{ id: 'mall', name: { 'zh-CN': '商场', en: 'Mall' } }],
  districts: [],
  policy: {
    fault: null,
    version: 1,
    issuedAt: '2022-05-01T00:00:00Z',
    notAfter: '2032-05-01T00:00:00Z',
    note: '',
    areBuiltIn: false,
    root: { version: 1, fingerprint: '0123456789abcdef' },
    signedAt: '2022-05-13T00:00:00Z',
    ageSeconds: 3600,
    expiresAt: '2022-05-20T00:00:00Z',
    source: 'https://rules.example/',
    isFetching: false,
    attempts: [{ at: '2022-05-13T00:00:00Z', fault: null }],
    nextAttemptAt: null,
    serverAheadSeconds: null,
    district: { name: { 'zh-CN': '浦东新区', en: 'Pudong' }, status: 'zero', asOf: '2022-05-12' },
  },
  journal: 'ok',
  camera: 'running',
  devices: [
    { id: 'scanner-1', role: 'scanner', lane: 'in', state: 'ready' },
    { id: 'id-card-1', role: 'id-card', lane: 'in', state: 'sam-not-authorised' },
  ],
  gate: null,
  guards: { list: GUARDS, fault: null, onDuty: GUARDS[0] ?? null, openTo: GUARDS[0] ?? null, access: 'supervisor' },
  refusedJustNow: [],
  clock: { isWrong: false, at: '2022-05-13T01:00:00Z', floor: '2022-05-13T00:59:00Z' },
  retentionDays: 14,
  sync: {
    enrolledFor: { hub: 'https://hub.example', venue: 'People Square', gate: 'north' },
    isOnline: true,
    unsent: 0,
    fault: null,
    lastHeardAt: '2022-05-13T00:59:00Z',
  },
  isVenueTypeUnknown: false,
  checkIn: null,
  today: { admit: 1284, refer: 17, refuse: 9 },
};
