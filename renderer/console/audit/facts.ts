import type { TFunction } from 'i18next';
import { ACCOUNT_ROLES } from '../../../shared/console/abilities.ts';
import { CONSOLE_FAULTS } from '../../../shared/console/calls.ts';
import { auditedSettings } from '../../../shared/console/fleet.ts';
import { ENTRY_TYPES } from '../../../shared/console/log.ts';
import { FIND_REASONS } from '../../../shared/console/person.ts';
import { SITE_STATES } from '../../../shared/console/sites.ts';
import { inWords } from '../../../shared/console/words.ts';
import { SCAN_SOURCES } from '../../../shared/scan.ts';
import { VERDICTS, type Language } from '../../../shared/verdict.ts';
import { formatMoment, formatNumber } from '../../text/format.ts';
import { jsonOf } from '../download-export.ts';
import { settingWords } from '../fleet/setting-words.ts';
import type { consoleEn } from '../text/catalogues.ts';

export type Key = keyof (typeof consoleEn)['audit']['key'];
type Fact = string | number | boolean;

const SCOPES = ['log', 'time', 'person'] as const;
const FORMATS = ['csv', 'xlsx'] as const;
const ENDINGS = ['done', ...(Object.keys(CONSOLE_FAULTS) as (keyof typeof CONSOLE_FAULTS)[])] as const;

/** The words of a code, if it is one of these. */
function worded<C extends string>(codes: readonly C[], wordsOf: (code: C) => string): (value: string) => string {
  return (value) => {
    const code = codes.find((one) => one === value);
    return code === undefined ? value : wordsOf(code);
  };
}

/** What was set from afar, each by its name; as it stands where this page does not know how it was written. */
function settingsIn(t: TFunction<'console'>, language: Language): (value: string) => string {
  return (value) => {
    const set = jsonOf(auditedSettings, value);
    if (set === undefined) return value;
    const { values, venueType } = set;
    const types = venueType === null ? [] : [{ id: values.venueType ?? '', name: venueType }];
    return settingWords(t, language, types).all(values);
  };
}

/**
 * A fact of an act in words. Only of keys whose values are codes: what somebody has named or typed stands as it is, though a
 * code may be the same.
 */
export function factsIn(t: TFunction<'console'>, language: Language): (key: Key, value: Fact) => string {
  const told = (code: string): string => inWords(code, language);
  const role = worded(ACCOUNT_ROLES, (code) => t(`accounts.role.${code}`));
  const codes: Partial<Record<Key, (value: string) => string>> = {
    is: worded(SCOPES, (code) => t(`audit.value.${code}`)),
    verdict: worded(VERDICTS, told),
    type: worded(ENTRY_TYPES, told),
    source: worded(SCAN_SOURCES, told),
    roleBefore: role,
    role,
    // Why a person was looked for; of a look at the log an entry's reason, which rules may have made.
    reason: worded(FIND_REASONS, (code) => t(`log.person.because.${code}`)),
    format: worded(FORMATS, (code) => t(`log.export.${code}`)),
    settings: settingsIn(t, language),
    siteState: worded(SITE_STATES, (code) => t(`sites.said.${code}`)),
    ending: worded(ENDINGS, (code) => t(`audit.ending.${code}`)),
  };
  return (key, value) => {
    if (typeof value === 'boolean') return t(value ? 'audit.value.yes' : 'audit.value.no');
    // Moments are told from other numbers by their names.
    if (typeof value === 'number')
      return key.endsWith('Ms') ? formatMoment(language, value) : formatNumber(language, value);
    return codes[key]?.(value) ?? value;
  };
}
