import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../ui/shapes.tsx';
import type { Trouble } from './source.ts';
import '../console/asked.css';

/** What went wrong, in a sentence. */
export function Troubled({ trouble }: { trouble: Trouble }): ReactElement {
  const { t } = useTranslation('console');
  return <Said says={t(`company.trouble.${trouble}`)} />;
}

export function Said({ says }: { says: string }): ReactElement {
  return (
    <div className="failed" role="alert">
      <Icon name="warning" />
      <p>{says}</p>
    </div>
  );
}
