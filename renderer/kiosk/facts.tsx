import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { formatMoment } from '../text/format.ts';
import { asLanguage } from '../text/text.ts';

/** Names with what they stand for, one under the other. */
export function Facts({ children }: { children: ReactNode }): ReactElement {
  return <dl className="rules__facts">{children}</dl>;
}

export function Fact({ name, children }: { name: string; children: ReactNode }): ReactElement {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** @returns how a moment, RFC 3339, is written where it is read; a dash for none */
export function useTime(): (text: string | null) => string {
  const { t, i18n } = useTranslation();
  return (text) => (text === null ? t('rules.none') : formatMoment(asLanguage(i18n.language), text));
}
