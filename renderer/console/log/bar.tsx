import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { LogCount } from '../../../shared/console/log.ts';
import type { Asked } from '../use-asked.ts';
import { useConsole } from '../use-source.ts';

export type LogDialog = 'export' | 'person';

interface Props {
  readonly counted: Asked<LogCount>;
  readonly onRefresh: () => void;
  readonly onDialog: (is: LogDialog) => void;
}

const DIALOGS = [
  { is: 'person', wants: 'find-person' },
  { is: 'export', wants: 'export' },
] as const;

/** How many entries are looked for, and what is done with them. */
export function Bar({ counted, onRefresh, onDialog }: Props): ReactElement {
  const { t } = useTranslation('console');
  const { me } = useConsole();
  return (
    <div className="log__bar">
      <p className="log__count" role="status" data-count={counted.reply?.count}>
        <Counted {...counted} />
      </p>
      <button type="button" className="button" data-action="refresh" onClick={onRefresh}>
        {t('log.refresh')}
      </button>
      {DIALOGS.filter(({ wants }) => me.may.includes(wants)).map(({ is }) => (
        <button
          key={is}
          type="button"
          className="button"
          data-open={is}
          onClick={() => {
            onDialog(is);
          }}
        >
          {t(`log.${is}.open`)}
        </button>
      ))}
    </div>
  );
}

function Counted({ reply, fault }: Asked<LogCount>): string {
  const { t } = useTranslation('console');
  if (reply !== null) return t(reply.isAll ? 'log.count.is' : 'log.count.more', { count: reply.count });
  return t(fault === null ? 'log.count.counting' : 'log.count.failed');
}
