import { memo, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { KioskStatus } from '../../shared/contract.ts';
import type { DeviceStatus } from '../../shared/device/device.ts';
import { Clauses } from '../ui/clauses.tsx';
import { Icon } from '../ui/shapes.tsx';
import { Sheet } from '../ui/sheet.tsx';
import type { Trouble } from './kiosk-state.ts';
import { deviceOf, type Problem } from './problems.ts';
import { useAge, useRulesAge } from './use-age.ts';

interface AboutProps {
  readonly policy: KioskStatus['policy'];
  readonly devices: readonly DeviceStatus[];
}

interface ProblemLineProps extends AboutProps {
  /** Said before all else, for a while. */
  readonly trouble: Trouble | null;
  /** Worst first. */
  readonly problems: readonly Problem[];
  /** Shows all of them. */
  readonly onAll: () => void;
}

/** The loud line, there only when something is wrong: the worst problem and what to do about it, and a key to all others. */
export const ProblemLine = memo(function ProblemLine({
  trouble,
  problems,
  onAll,
  ...about
}: ProblemLineProps): ReactElement {
  const { t } = useTranslation();
  const [worst, ...others] = problems;
  return (
    <div className="alert" role="alert">
      {trouble !== null && (
        <div className="alert__line" data-problem={trouble.fault}>
          <Icon name="warning" />
          <b>
            <Clauses text={t(`byHand.fault.${trouble.fault}`)} />
          </b>
        </div>
      )}
      {trouble === null && worst !== undefined && (
        <div className="alert__line" data-problem={worst}>
          <Icon name="warning" />
          <Words problem={worst} place={0} {...about} />
          {others.length > 0 && (
            <button type="button" className="button alert__more" onClick={onAll}>
              {t('problem.more', { count: others.length })}
            </button>
          )}
        </div>
      )}
    </div>
  );
});

interface ProblemsSheetProps extends AboutProps {
  /** Worst first. */
  readonly problems: readonly Problem[];
  readonly onClose: () => void;
}

/** All that is wrong, each with what to do about it. */
export function ProblemsSheet({ problems, onClose, ...about }: ProblemsSheetProps): ReactElement {
  const { t } = useTranslation();
  return (
    <Sheet title={t('problems.title')} closeLabel={t('problems.close')} onClose={onClose}>
      {problems.length === 0 && <p role="status">{t('problems.none')}</p>}
      <ol className="problems">
        {problems.map((problem, index) => {
          const place = problems.slice(0, index).filter((other) => other === problem).length;
          return (
            <li key={`${problem} ${place}`} className="alert__line" data-problem={problem}>
              <Icon name="warning" />
              <Words problem={problem} place={place} {...about} />
            </li>
          );
        })}
      </ol>
    </Sheet>
  );
}

interface WordsProps extends AboutProps {
  readonly problem: Problem;
  /** Among several devices that cannot be used for the same reason: which of them, from 0. */
  readonly place: number;
}

function Words({ problem, place, policy, devices }: WordsProps): ReactElement {
  const { t } = useTranslation();
  const age = useAge(policy.ageSeconds ?? 0);
  const tooOld = useRulesAge(policy);
  const { role = 'scanner', lane = 'in' } = deviceOf(problem, devices, place) ?? {};
  const device = t('device.named', { role: t(`device.role.${role}`), lane: t(`direction.${lane}`) });
  return (
    <span className="alert__words">
      <b>
        {t(`problem.${problem}.says`, { age, device })}
        {problem === 'policy-expired' && tooOld !== '' && t('tooOld.line', { words: tooOld })}
      </b>
      <br />
      {t(`problem.${problem}.todo`)}
    </span>
  );
}
