import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { LogCount } from '../../../shared/console/log.ts';
import { textOf } from '../form-text.ts';
import type { Asked } from '../use-asked.ts';
import { useConsole } from '../use-source.ts';
import { momentOf } from './form.ts';

export type LogDialog = 'export' | 'person';

interface Props {
  readonly counted: Asked<LogCount>;
  /** @param minuteMs its first moment */
  readonly onGoTo: (minuteMs: number) => void;
  readonly onRefresh: () => void;
  readonly onDialog: (is: LogDialog) => void;
}

const DIALOGS = [
  { is: 'person', wants: 'find-person' },
  { is: 'export', wants: 'export' },
] as const;

/** How many entries are looked for, and what is done with them. */
export function Bar({ counted, onGoTo, onRefresh, onDialog }: Props): ReactElement {
  const { t } = useTranslation('console');
  const { me } = useConsole();
  return (
    <div className="log__bar">
      <p className="log__count" role="status" data-count={counted.reply?.count}>
        <Counted {...counted} />
      </p>
      <GoTo onGoTo={onGoTo} />
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

function GoTo({ onGoTo }: Pick<Props, 'onGoTo'>): ReactElement {
  const { t } = useTranslation('console');
  return (
    <form
      className="log__go"
      onSubmit={(event) => {
        event.preventDefault();
        const minuteMs = momentOf(textOf(new FormData(event.currentTarget), 'time'));
        if (minuteMs !== null) onGoTo(minuteMs);
      }}
    >
      <label className="field field--beside">
        <span>{t('log.goTo.time')}</span>
        <input name="time" type="datetime-local" required />
      </label>
      <button type="submit" className="button" data-action="go-to">
        {t('log.goTo.go')}
      </button>
    </form>
  );
}

function Counted({ reply, fault }: Asked<LogCount>): string {
  const { t } = useTranslation('console');
  if (reply !== null) return t(reply.isAll ? 'log.count.is' : 'log.count.more', { count: reply.count });
  return t(fault === null ? 'log.count.counting' : 'log.count.failed');
}
