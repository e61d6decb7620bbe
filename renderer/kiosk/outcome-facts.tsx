import type { TFunction } from 'i18next';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Wanting } from '../../shared/contract.ts';
import { CARD_FORMAT } from '../../shared/journal.ts';
import type { PassSummary, Summary } from '../../shared/summary.ts';
import type { Language } from '../../shared/verdict.ts';
import { formatMoment, formatNumber } from '../text/format.ts';
import { asLanguage } from '../text/text.ts';
import { Items } from '../ui/clauses.tsx';
import { Seal } from '../ui/emblems.tsx';
import { issuerWords } from './issuer.ts';
import { useAge } from './use-age.ts';

interface SummaryProps extends Pick<Wanting, 'summary' | 'format'> {
  /** The code of the reason that counts. */
  readonly reason: string;
  /** Only whose and the test, each in one line: the room is wanted. */
  readonly areFew: boolean;
}

type About = 'whose' | 'plate' | 'pass' | 'code' | 'issuer' | 'test';

/** What a reason is about, by how its code begins; offices' own as docs/policy.md has them begin. */
const ABOUT: readonly (readonly [code: RegExp, about: About])[] = [
  [/^colour/u, 'code'],
  [/^(?:test|positive)/u, 'test'],
  [/^(?:issuer|sign)/u, 'issuer'],
  [/^pass-/u, 'pass'],
  [/^(?:card|already|fever|thermometer)/u, 'whose'],
];

/** Where room is short that one stays, and who it is; of other reasons the test is the one to know. */
function aboutOf(reason: string): About {
  return ABOUT.find(([code]) => code.test(reason))?.[1] ?? 'test';
}

/** What is known of the code and the test, as far as it may be shown. */
export function SummaryFacts({ summary, format, reason, areFew }: SummaryProps): ReactElement | null {
  const { t, i18n } = useTranslation();
  const words = useAge(summary.testAgeSeconds ?? 0);
  const age = summary.testAgeSeconds === null ? null : words;
  const language = asLanguage(i18n.language);
  const issuer = issuerWords(summary.issuer, language);
  const whose = useWhose(summary);
  const code = [
    summary.sort?.name[language] ?? null,
    summary.colour === null ? null : t(`colour.${summary.colour}`),
    summary.codeKind === null ? null : t(`codeKind.${summary.codeKind}`),
  ];
  const test =
    summary.test === null ? [] : [t(`testKind.${summary.test.kind}`), t(`testResult.${summary.test.result}`), age];
  const tested = { about: 'test', label: t('outcome.test'), words: areFew ? [test[0] ?? null, age] : test } as const;
  const shown = {
    about: 'code',
    label: t(format === CARD_FORMAT ? 'outcome.card' : 'outcome.code'),
    words: code,
    seal: summary.sort?.seal,
  } as const;
  // Beside a site both stay: for want of a test somebody is sent there.
  if (areFew) return <FactList facts={[whose, tested]} stays="test" />;
  const issued = { about: 'issuer', label: t('outcome.issuer'), words: [issuer] } as const;
  const stays = aboutOf(reason);
  if (summary.pass === null) return <FactList facts={[whose, shown, issued, tested]} stays={stays} />;
  // Beside a pass, who signed the code is told where that is what counts.
  const facts = [...factsOfPass(summary.pass, t, language), shown, ...(stays === 'issuer' ? [issued] : []), tested];
  return <FactList facts={[whose, ...facts]} stays={stays} />;
}

/** What the guard compares with the vehicle, in a line of its own; and what pass it is, whose and until when. */
function factsOfPass(pass: PassSummary, t: TFunction, language: Language): Fact[] {
  const { type, holder, plate, carries, passengers, post, until } = pass;
  const words = [
    t(`pass.type.${type}`),
    holder,
    post,
    carries === null ? null : t(`pass.carries.${carries}`),
    passengers === null ? null : t('pass.passengers', { count: passengers }),
    t('pass.until', { when: formatMoment(language, until * 1000) }),
  ];
  return [
    { about: 'plate', label: t('outcome.plate'), words: [plate] },
    { about: 'pass', label: t('outcome.pass'), words },
  ];
}

/** Whose card or temperature is wanted: they may not be the only one who stands there. */
export function Whose(summary: Summary): ReactElement | null {
  return <FactList facts={[useWhose(summary)]} stays="whose" />;
}

interface Fact {
  readonly about: About;
  readonly label: string;
  /** `null`: not known. */
  readonly words: readonly (string | null)[];
  readonly seal?: string | undefined;
}

interface ListProps {
  readonly facts: readonly Fact[];
  /** Where room is short, besides whose it is. */
  readonly stays: About;
}

/** Those of which anything is known. */
function FactList({ facts, stays }: ListProps): ReactElement | null {
  const known = facts.filter(({ words }) => words.some((word) => word !== null));
  if (known.length === 0) return null;
  return (
    <dl className="facts">
      {known.map(({ about, label, words, seal }) => (
        <div key={about} data-about={about} data-stays={about === 'whose' || about === 'plate' || about === stays}>
          <dt>{label}</dt>
          <dd>
            {seal !== undefined && <Seal letters={seal} />}
            <Items items={words} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** Who it was, as far as it may be shown, and how warm. */
function useWhose({ maskedName, temperatureCelsius: celsius }: Summary): Fact {
  const { t, i18n } = useTranslation();
  const label = t(maskedName === null ? 'outcome.temperature' : 'outcome.name');
  return {
    about: 'whose',
    label,
    words: [maskedName, celsius === null ? null : `${formatNumber(asLanguage(i18n.language), celsius, 1)} °C`],
  };
}
