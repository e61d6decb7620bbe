import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { KioskHealth } from '../../../shared/console/overview.ts';
import { Icon } from '../../ui/shapes.tsx';
import { problemWordsOf } from './problem.ts';

/** What is wrong with a kiosk, the worst of it, in a sentence. */
export function Sentence({ kiosk }: { kiosk: KioskHealth }): ReactElement {
  const { t } = useTranslation('console');
  const problems = kiosk.isRevoked ? [kiosk.isRetired ? 'retired' : 'revoked'] : kiosk.problems;
  const [worst, ...others] = problems;
  const says = useProblem(worst ?? '');
  if (worst === undefined) {
    return (
      <span className="health health--good">
        <Icon name="tick" />
        {t('kiosks.well')}
      </span>
    );
  }
  return (
    <span className={kiosk.isRevoked ? 'health' : 'health health--bad'}>
      <Icon name={kiosk.isRevoked ? 'close' : 'warning'} />
      <span>
        {says}
        {others.length > 0 && ` (${t('kiosks.more', { count: others.length })})`}
      </span>
    </span>
  );
}

function useProblem(code: string): string {
  const { t } = useTranslation('console');
  const { t: atTheKiosk } = useTranslation('translation');
  const words = problemWordsOf(code);
  switch (words.by) {
    case 'hub':
      return t(`kiosks.problem.${words.key}`);
    case 'kiosk':
      return atTheKiosk(`problem.${words.key}.says`);
    case 'camera':
      return atTheKiosk(`camera.${words.key}.says`);
    case 'device':
      return atTheKiosk(`problem.device-${words.key}.says`, { device: atTheKiosk(`device.role.${words.role}`) });
    case 'other':
      return t('kiosks.problem.other', { code: words.code });
  }
}
