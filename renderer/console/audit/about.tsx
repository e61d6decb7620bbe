import type { TFunction } from 'i18next';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { ACCOUNT_ROLES } from '../../../shared/console/abilities.ts';
import type { AuditRow } from '../../../shared/console/accounts.ts';
import { FIND_REASONS } from '../../../shared/console/person.ts';
import { inWords } from '../../../shared/console/words.ts';
import { formatMoment, formatNumber } from '../../text/format.ts';
import { asLanguage } from '../../text/text.ts';
import type { consoleEn } from '../text/catalogues.ts';

type Key = keyof (typeof consoleEn)['audit']['key'];

const NAMED = [
  'is',
  'account',
  'roleBefore',
  'role',
  'isActive',
  'reason',
  'caseNumber',
  'fromMs',
  'untilMs',
  'gate',
  'verdict',
  'type',
  'source',
  'guard',
  'byName',
  'withinMinutes',
  'stayHours',
  'isApproved',
  'format',
  'rows',
  'isAll',
  'ending',
  'entry',
  'trace',
  'kiosk',
  'because',
  'version',
  'settings',
  'kiosks',
  'codes',
  'pins',
] as const satisfies readonly Key[];

/** What an act was about: each fact that this page knows, by its name. */
export function About({ about }: Pick<AuditRow, 'about'>): ReactElement {
  const { t, i18n } = useTranslation('console');
  const factOf = factsIn(t, i18n.language);
  return (
    <dl className="about">
      {NAMED.flatMap((name) => {
        const value = about[name];
        if (value === null || value === undefined) return [];
        return [
          <div key={name}>
            <dt>{t(`audit.key.${name}`)}</dt>
            <dd>{factOf(name, value)}</dd>
          </div>,
        ];
      })}
    </dl>
  );
}

const SCOPES = ['log', 'time', 'person'] as const;

function factsIn(t: TFunction<'console'>, tag: string): (key: Key, value: string | number | boolean) => string {
  const language = asLanguage(tag);
  return (key, value) => {
    if (typeof value === 'boolean') return t(value ? 'audit.value.yes' : 'audit.value.no');
    // Moments are told from other numbers by their names.
    if (typeof value === 'number')
      return key.endsWith('Ms') ? formatMoment(language, value) : formatNumber(language, value);
    const role = ACCOUNT_ROLES.find((one) => one === value);
    if (key.startsWith('role') && role !== undefined) return t(`accounts.role.${role}`);
    const because = FIND_REASONS.find((one) => one === value);
    if (key === 'reason' && because !== undefined) return t(`log.person.because.${because}`);
    const scope = SCOPES.find((one) => one === value);
    if (key === 'is' && scope !== undefined) return t(`audit.value.${scope}`);
    return value === 'done' ? t('audit.value.done') : inWords(value, language);
  };
}
