import { checkCharacter } from '../shared/id-card/id-number.ts';
import type { FactsText } from '../shared/credential/issue.ts';
import { formatDate, formatDateTime, SECONDS_PER_DAY, SECONDS_PER_HOUR, type EpochSeconds } from '../shared/time.ts';
import type { Language, Verdict } from '../shared/verdict.ts';
import type { ForeignCode } from './demo-foreign.ts';

/** Who signs a demo visitor's code, if anybody; a forger changes one byte of the issuer's signature. */
export type DemoSigner = 'issuer' | 'unknown-issuer' | 'forger';

/** A made-up visitor, and what a demo kiosk at a mall says of them. */
export interface DemoVisitor {
  readonly id: DemoVisitorId;
  readonly title: Readonly<Record<Language, string>>;
  readonly code:
    | { readonly signer: DemoSigner; readonly facts: FactsText }
    | { readonly foreign: ForeignCode }
    | { readonly text: string };
  readonly expected: {
    /** `null`: a hint, no verdict. */
    readonly verdict: Verdict | null;
    /** Code of the first reason. */
    readonly reason: string;
  };
  /** Last second at which `expected` holds, where that is soon. */
  readonly until?: EpochSeconds;
}

export type DemoVisitorId =
  | 'green-47h'
  | 'green-exactly-48h'
  | 'test-old'
  | 'test-none'
  | 'positive'
  | 'pending'
  | 'yellow'
  | 'red'
  | 'expired'
  | 'not-yet-valid'
  | 'forged'
  | 'unknown-issuer'
  | 'revoked'
  | 'paper'
  | 'eu-tested'
  | 'eu-vaccinated'
  | 'smart-card'
  | 'nz-pass'
  | 'online-code'
  | 'not-a-health-code';

/** How long after writing the visitor of exactly 48 hours reaches them: time to walk to the kiosk. */
export const EXACT_AFTER_SECONDS = 600;

/** What the demo policy takes back; resources/demo/policy-source.json, `revoked`. */
const REVOKED_ID = '00112233445566778899aabbccddeeff';

const HOUR = SECONDS_PER_HOUR;
const DAY = SECONDS_PER_DAY;
/** The demo policy's limit for a nucleic-acid test at a mall. */
const TEST_AGE_LIMIT = 48 * HOUR;

interface Person {
  readonly name: string;
  readonly documentNumber: string;
}

/** Nobody: stock names, and numbers made of the area code that textbooks use. */
export const DEMO_PEOPLE: readonly Person[] = [
  '张小三',
  '李四',
  '王小五',
  '赵六',
  '孙小七',
  '周八',
  '吴小九',
  '郑十',
  '冯小一',
  '陈二',
  '褚小三',
  '卫四',
  '蒋小五',
  '欧阳小明',
].map((name, i) => {
  const first17 = `110105${1950 + i * 4}0${1 + (i % 9)}1${i % 10}00${i % 10}`;
  return { name, documentNumber: first17 + checkCharacter(first17) };
});

/**
 * The demo visitors, their times relative to `at`.
 *
 * Codes are good for a day, unlike real ones, so that a printed page is of use; tests age as they do.
 */
export function demoVisitors(at: EpochSeconds): DemoVisitor[] {
  return [...ruled(at), ...sealed(at), ...foreign(at), ...unsigned()];
}

/** Good codes, judged by the rules. */
function ruled(at: EpochSeconds): DemoVisitor[] {
  const exact = at + EXACT_AFTER_SECONDS - TEST_AGE_LIMIT;
  const old = at - 49 * HOUR;
  const fresh = { tests: [negative(at - 20 * HOUR)] };
  return [
    visitor('green-47h', ['绿码，核酸 47 小时', 'Green, tested 47 h ago'], ['admit', 'all-checks-passed'], {
      ...signed(0, at, { tests: [negative(at - 47 * HOUR)], vaccinations: dosesBefore(at) }),
      until: at + HOUR,
    }),
    visitor(
      'green-exactly-48h',
      ['绿码，核酸将满 48 小时', 'Green, test about to be 48 h'],
      ['admit', 'all-checks-passed'],
      {
        ...signed(1, at, { tests: [negative(exact)] }),
        until: exact + TEST_AGE_LIMIT,
      },
    ),
    visitor(
      'test-old',
      ['绿码，核酸 49 小时', 'Green, tested 49 h ago'],
      ['refuse', 'test-too-old'],
      signed(2, at, { tests: [negative(old)] }),
    ),
    visitor('test-none', ['绿码，无核酸', 'Green, no test'], ['refuse', 'test-none'], signed(3, at, {})),
    visitor(
      'positive',
      ['核酸阳性', 'Tested positive'],
      ['refuse', 'test-positive'],
      signed(4, at, { tests: [positive(at - 20 * HOUR)] }),
    ),
    visitor(
      'pending',
      ['核酸结果未出', 'Test result pending'],
      ['refer', 'test-pending'],
      signed(5, at, { tests: [pending(at - 5 * HOUR)] }),
    ),
    visitor('yellow', ['黄码', 'Yellow'], ['refer', 'colour-yellow'], signed(6, at, { ...fresh, colour: 'yellow' })),
    visitor('red', ['红码', 'Red'], ['refuse', 'colour-red'], signed(7, at, { ...fresh, colour: 'red' })),
    visitor(
      'paper',
      ['离线纸质码', 'Paper code'],
      ['refer', 'card-reader-missing'],
      signed(13, at, {
        ...fresh,
        kind: 'paper',
        ageGroup: '60+',
        issuedAt: time(at - DAY),
        expiresAt: time(at + 90 * DAY),
      }),
    ),
  ];
}

/** Codes stopped before any rule is asked. */
function sealed(at: EpochSeconds): DemoVisitor[] {
  const fresh = { tests: [negative(at - 20 * HOUR)] };
  return [
    visitor(
      'expired',
      ['健康码已过期', 'Expired'],
      ['refuse', 'expired'],
      signed(8, at, { ...fresh, issuedAt: time(at - 2 * HOUR), expiresAt: time(at - HOUR) }),
    ),
    visitor(
      'not-yet-valid',
      ['健康码尚未生效', 'Not yet valid'],
      ['refer', 'not-yet-valid'],
      signed(9, at, { ...fresh, issuedAt: time(at + DAY), expiresAt: time(at + 2 * DAY) }),
    ),
    visitor(
      'forged',
      ['签名被改动', 'Forged signature'],
      ['refuse', 'signature-forged'],
      signed(10, at, fresh, 'forger'),
    ),
    visitor(
      'unknown-issuer',
      ['发码机构不明', 'Unknown issuer'],
      ['refer', 'issuer-unknown'],
      signed(11, at, fresh, 'unknown-issuer'),
    ),
    visitor('revoked', ['已被撤销', 'Revoked'], ['refuse', 'revoked'], signed(12, at, { ...fresh, id: REVOKED_ID })),
  ];
}

/** Codes in the formats of others, which show no colour: tested in time is let in, all else is for a person. */
function foreign(at: EpochSeconds): DemoVisitor[] {
  const person = { nam: { fn: 'Muster', gn: 'Anna', fnt: 'MUSTER', gnt: 'ANNA' }, dob: '1990-01-01', ver: '1.3.0' };
  const stated = { tg: '840539006', co: 'AT', is: 'Demo', ci: 'URN:UVCI:01:AT:DEMO0000000000000000000001#A' };
  const tested = { ...stated, tt: 'LP6464-4', nm: 'Demo', sc: time(at - 20 * HOUR), tr: '260415000', tc: 'Demo' };
  const dose = { ...stated, vp: '1119349007', mp: 'EU/1/20/1528', ma: 'ORG-100030215', dn: 2, sd: 2, dt: '2021-06-05' };
  return [
    visitor(
      'eu-tested',
      ['欧盟通行证，核酸 20 小时', 'EU certificate, tested 20 h ago'],
      ['admit', 'all-checks-passed'],
      {
        code: { foreign: { format: 'hcert', content: { ...person, t: [tested] } } },
      },
    ),
    visitor('eu-vaccinated', ['欧盟通行证，接种两剂', 'EU certificate, two doses'], ['refer', 'colour-missing'], {
      code: { foreign: { format: 'hcert', content: { ...person, v: [dose] } } },
    }),
    visitor(
      'smart-card',
      ['SMART 健康卡，核酸 20 小时', 'SMART Health Card, tested 20 h ago'],
      ['admit', 'all-checks-passed'],
      {
        code: { foreign: demoCard(at) },
      },
    ),
    visitor('nz-pass', ['新西兰通行证', 'NZ COVID Pass'], ['refer', 'colour-missing'], {
      code: { foreign: { format: 'nzcp', subject: { givenName: 'Emma', familyName: 'Demo', dob: '1985-05-05' } } },
    }),
  ];
}

/** The demo visitor's SMART Health Card: a test 20 hours before `at`. */
export function demoCard(at: EpochSeconds): ForeignCode {
  const coded = (system: string, code: string): object => ({ coding: [{ system, code }] });
  return {
    format: 'shc',
    resources: [
      { resourceType: 'Patient', name: [{ family: 'Example', given: ['John'] }], birthDate: '1970-02-02' },
      {
        resourceType: 'Observation',
        status: 'final',
        code: coded('http://loinc.org', '94500-6'),
        effectiveDateTime: time(at - 20 * HOUR),
        valueCodeableConcept: coded('http://snomed.info/sct', '260415000'),
      },
    ],
  };
}

function unsigned(): DemoVisitor[] {
  return [
    visitor('online-code', ['在线码（网址）', 'Online token (URL)'], ['refer', 'online-code'], {
      code: { text: 'https://health-code.example/check?token=3f7c1e0a9d5b4826' },
    }),
    visitor('not-a-health-code', ['不是健康码', 'Not a health code'], [null, 'not-a-health-code'], {
      code: { text: '今日特价：阳春面 12 元，小笼包 18 元' },
    }),
  ];
}

/** A full course so lately that no rule reminds of a booster. */
function dosesBefore(at: EpochSeconds): NonNullable<FactsText['vaccinations']> {
  const daysAgo = (days: number): string => formatDate(Math.floor(at / DAY) - days);
  return [
    { product: 'CoronaVac', dose: 1, of: 2, at: daysAgo(120) },
    { product: 'CoronaVac', dose: 2, of: 2, at: daysAgo(90) },
  ];
}

function visitor(
  id: DemoVisitorId,
  [chinese, english]: readonly [string, string],
  [verdict, reason]: readonly [Verdict | null, string],
  rest: Pick<DemoVisitor, 'code' | 'until'>,
): DemoVisitor {
  return { id, title: { 'zh-CN': chinese, en: english }, expected: { verdict, reason }, ...rest };
}

function signed(
  personIndex: number,
  at: EpochSeconds,
  facts: Partial<FactsText>,
  signer: DemoSigner = 'issuer',
): Pick<DemoVisitor, 'code'> {
  const person = DEMO_PEOPLE[personIndex];
  if (person === undefined) throw new Error(`no demo person ${personIndex}`);
  const usual = { kind: 'dynamic', colour: 'green', issuedAt: time(at), expiresAt: time(at + DAY) } as const;
  return { code: { signer, facts: { ...person, ...usual, ...facts } } };
}

type Test = NonNullable<FactsText['tests']>[number];

function negative(sampledAt: EpochSeconds): Test {
  return { kind: 'nucleic-acid', sampledAt: time(sampledAt), resultAt: time(sampledAt + 6 * HOUR), result: 'negative' };
}

function positive(sampledAt: EpochSeconds): Test {
  return { ...negative(sampledAt), result: 'positive' };
}

function pending(sampledAt: EpochSeconds): Test {
  return { kind: 'nucleic-acid', sampledAt: time(sampledAt), result: 'pending' };
}

function time(seconds: EpochSeconds): string {
  return formatDateTime(seconds);
}
