import type { TFunction } from 'i18next';
import type { Overview } from '../../../shared/console/overview.ts';
import { VERDICTS, type Language, type Verdict } from '../../../shared/verdict.ts';
import { formatClockTime, formatDay, formatMoment, formatNumber } from '../../text/format.ts';
import { fieldOfDay } from '../overview/day.ts';
import { differenceOf, percentOf, totalOf } from '../overview/difference.ts';
import { durationOf } from '../overview/duration.ts';
import { weekWordsOf } from '../overview/week.ts';
import type { ReasonWords } from '../reason-words.ts';

/** A day, and whoever wants it on paper. */
export interface Reported {
  readonly overview: Overview;
  readonly dayMs: number;
  /** The day goes on. */
  readonly isToday: boolean;
  /** `null`: of all gates. */
  readonly gate: string | null;
  readonly venue: string;
  readonly madeBy: string;
  readonly madeAtMs: number;
}

/** In which words it is written. */
export interface ReportWords {
  readonly t: TFunction<'console'>;
  readonly language: Language;
  readonly reasonOf: ReasonWords;
}

interface Table {
  readonly title: string;
  /** Above the columns, the first of which is text and the others numbers; empty: it needs none. */
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** In the place of rows where there are none. */
  readonly none: string;
}

/** All that a report says, in the order in which it is read. */
export interface ReportContent {
  readonly fileName: string;
  readonly language: Language;
  readonly title: string;
  readonly subject: string;
  /** Beneath the title: of which gate, as of when, by whom. */
  readonly notes: readonly string[];
  readonly numbers: Table;
  readonly chart: {
    readonly title: string;
    readonly hours: Overview['hours'];
    readonly legend: readonly { readonly is: Verdict | 'before'; readonly text: string }[];
  };
  readonly reasons: Table;
  readonly gates: Table;
  readonly pageOf: (page: number, pages: number) => string;
}

export function contentOf(reported: Reported, words: ReportWords): ReportContent {
  const { t, language } = words;
  const day = formatDay(language, reported.dayMs);
  return {
    fileName: t('report.fileName', { day: fieldOfDay(reported.dayMs) }),
    language,
    title: t('report.title'),
    subject: t('report.subject', { venue: reported.venue, day }),
    notes: notesOf(reported, words),
    numbers: { title: t('report.numbers'), head: [], rows: numbersOf(reported, words), none: '' },
    chart: {
      title: t('overview.chart.title'),
      hours: reported.overview.hours,
      legend: [
        ...VERDICTS.toReversed().map((is) => ({ is, text: t(`overview.verdict.${is}`) })),
        { is: 'before', text: t('overview.chart.before') },
      ],
    },
    reasons: reasonsOf(reported.overview, words),
    gates: gatesOf(reported, words),
    pageOf: (page, pages) => t('report.page', { page, pages }),
  };
}

function notesOf({ gate, isToday, overview, madeBy, madeAtMs }: Reported, { t, language }: ReportWords): string[] {
  const when = formatMoment(language, madeAtMs);
  return [
    ...(gate === null ? [] : [t('report.ofGate', { gate })]),
    ...(isToday ? [t('report.notOver', { time: formatClockTime(language, overview.atMs) })] : []),
    t('report.made', { who: madeBy, when }),
  ];
}

function numbersOf({ overview, isToday }: Reported, { t, language }: ReportWords): string[][] {
  const { today, weekBefore, occupancy, meanMs } = overview;
  const all = totalOf(today);
  const before = isToday ? weekBefore?.soFar : weekBefore?.whole;
  const difference = before === undefined ? null : differenceOf(all, totalOf(before));
  const week = t(`overview.week.${weekWordsOf(difference)}`, {
    by: difference?.by ?? 0,
    percent: difference?.percent ?? 0,
  });
  return [
    [t('overview.visitors'), formatNumber(language, all), week],
    ...VERDICTS.toReversed().map((verdict) => [
      t(`overview.verdict.${verdict}`),
      formatNumber(language, today[verdict]),
      t('overview.share', { percent: formatNumber(language, percentOf(today[verdict], all), 1) }),
    ]),
    ...(occupancy === null
      ? []
      : [
          [
            t('overview.occupancyOfDay'),
            formatNumber(language, occupancy.in - occupancy.out),
            t('overview.occupancySays', occupancy),
          ],
        ]),
    ...(meanMs === null ? [] : [[t('overview.meanTime'), durationOf(meanMs, t, language), t('overview.meanTimeSays')]]),
  ];
}

function reasonsOf({ reasons }: Overview, { t, language, reasonOf }: ReportWords): Table {
  return {
    title: t('overview.reasons.title'),
    head: [t('overview.reasons.reason'), t('overview.reasons.count')],
    rows: reasons.map(({ code, count }) => [reasonOf(code, language), formatNumber(language, count)]),
    none: t('overview.reasons.none'),
  };
}

function gatesOf({ overview: { gates }, isToday }: Reported, { t, language }: ReportWords): Table {
  const columns = VERDICTS.toReversed();
  return {
    title: t('overview.gates.title'),
    head: [
      t('overview.gates.gate'),
      t('overview.visitors'),
      ...columns.map((verdict) => t(`overview.verdict.${verdict}`)),
      t('overview.gates.mean'),
    ],
    rows: gates.map(({ gate, counts, meanMs }) => [
      gate === '' ? t('overview.gates.thisKiosk') : gate,
      formatNumber(language, totalOf(counts)),
      ...columns.map((verdict) => formatNumber(language, counts[verdict])),
      meanMs === null ? '' : durationOf(meanMs, t, language),
    ]),
    none: t(isToday ? 'overview.emptyToday' : 'overview.empty'),
  };
}
