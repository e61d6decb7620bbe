import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { AuditRow } from '../../../shared/console/accounts.ts';
import { asLanguage } from '../../text/text.ts';
import { factsIn, type Key } from './facts.ts';

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
  'venue',
  'isWholeVenue',
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
  'company',
  'level',
  'holder',
  'passes',
  'because',
  'version',
  'settings',
  'kiosks',
  'codes',
  'pins',
  'site',
  'siteState',
  'waitMinutes',
] as const satisfies readonly Key[];

/** What an act was about: each fact that this page knows, by its name. */
export function About({ about }: Pick<AuditRow, 'about'>): ReactElement {
  const { t, i18n } = useTranslation('console');
  const factOf = factsIn(t, asLanguage(i18n.language));
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
