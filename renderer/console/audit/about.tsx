import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { AuditRow } from '../../../shared/console/accounts.ts';
import { inWords } from '../../../shared/console/words.ts';
import type { Language } from '../../../shared/verdict.ts';
import { formatMoment, formatNumber } from '../../text/format.ts';
import { asLanguage } from '../../text/text.ts';
import type { consoleEn } from '../text/catalogues.ts';

const NAMED = [
  'fromMs',
  'untilMs',
  'gate',
  'verdict',
  'reason',
  'type',
  'source',
  'guard',
  'caseNumber',
  'purpose',
  'rows',
  'count',
  'format',
  'login',
  'role',
  'isActive',
  'minutes',
  'entry',
  'trace',
  'fault',
] as const satisfies readonly (keyof (typeof consoleEn)['audit']['key'])[];

/** What an act was about: each fact with its name, as far as this page knows it. */
export function About({ about }: Pick<AuditRow, 'about'>): ReactElement {
  const { t, i18n } = useTranslation('console');
  const language = asLanguage(i18n.language);
  const facts = Object.entries(about).filter(([, value]) => value !== null);
  return (
    <dl className="about">
      {facts.map(([key, value]) => {
        const name = NAMED.find((one) => one === key);
        return (
          <div key={key}>
            <dt>{name === undefined ? key : t(`audit.key.${name}`)}</dt>
            <dd>{factOf(key, value, language)}</dd>
          </div>
        );
      })}
    </dl>
  );
}

/** Moments are told from other numbers by their names. */
function factOf(key: string, value: AuditRow['about'][string], language: Language): string {
  if (typeof value !== 'number') return inWords(String(value), language);
  return key.endsWith('Ms') ? formatMoment(language, new Date(value).toISOString()) : formatNumber(language, value);
}
