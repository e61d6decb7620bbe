import { useTranslation } from 'react-i18next';
import { SEEN_STAY_HOURS, type TraceScope } from '../../../shared/console/person.ts';
import { formatMoment } from '../../text/format.ts';
import { asLanguage } from '../../text/text.ts';

/** Exactly what a trace is about, in a sentence. */
export function useScope(scope: TraceScope): string {
  const { t, i18n } = useTranslation('console');
  const language = asLanguage(i18n.language);
  const span = {
    from: formatMoment(language, scope.fromMs),
    until: formatMoment(language, scope.untilMs),
  };
  const stay = t('trace.scopeStay', { hours: scope.stayHours, seenHours: SEEN_STAY_HOURS });
  const whose =
    scope.is === 'person'
      ? t('trace.scopePerson', { ...span, minutes: scope.withinMinutes })
      : t('trace.scopeTime', { ...span, gate: scope.gate ?? t('trace.allGates') });
  return `${whose}${stay}`;
}
