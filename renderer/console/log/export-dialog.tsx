import { useId, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { LogCount, LogFilter } from '../../../shared/console/log.ts';
import { MAX_SHEET_ROWS } from '../../../shared/console/xlsx.ts';
import { asLanguage } from '../../text/text.ts';
import { Failed } from '../asked.tsx';
import { Dialog } from '../dialog.tsx';
import type { Exported } from '../source.ts';
import { useConsole } from '../use-source.ts';
import { useExport, type Exporting } from './use-export.ts';

interface Props {
  readonly filter: LogFilter;
  /** `null`: not counted yet. */
  readonly count: LogCount | null;
  readonly onClose: () => void;
}

const FORMATS = ['csv', 'xlsx'] as const;
type Format = (typeof FORMATS)[number];

/** The titles take one. */
const MOST_IN_SHEET = MAX_SHEET_ROWS - 1;

/** The entries that are looked for, as a file. */
export function ExportDialog({ filter, count, onClose }: Props): ReactElement {
  const { t } = useTranslation('console');
  const exporting = useExport();
  const { state } = exporting;
  return (
    <Dialog title={t('log.export.title')} onClose={state.is === 'running' ? undefined : onClose}>
      {state.is === 'asked' && <Choosing filter={filter} count={count} exporting={exporting} />}
      {state.is === 'running' && <Running rows={state.rows} count={count} onCancel={exporting.cancel} />}
      {state.is === 'done' && <Done exported={state.exported} onClose={onClose} />}
      {state.is === 'failed' && (
        <>
          <Failed fault={state.fault} />
          <Choosing filter={filter} count={count} exporting={exporting} />
        </>
      )}
    </Dialog>
  );
}

interface ChoosingProps extends Pick<Props, 'filter' | 'count'> {
  readonly exporting: Exporting;
}

function Choosing({ filter, count, exporting }: ChoosingProps): ReactElement {
  const { t, i18n } = useTranslation('console');
  const { me } = useConsole();
  const name = useId();
  const [format, setFormat] = useState<Format>('csv');
  const areTooMany = count !== null && (count.count > MOST_IN_SHEET || !count.isAll);
  return (
    <>
      <p>{t('log.export.says')}</p>
      {me.at === 'kiosk' && <p>{t('log.export.toStick')}</p>}
      <fieldset className="options">
        <legend>{t('log.export.format')}</legend>
        {FORMATS.map((one) => (
          <label key={one} className="option">
            <input
              type="radio"
              name={name}
              value={one}
              checked={one === format}
              disabled={one === 'xlsx' && areTooMany}
              onChange={() => {
                setFormat(one);
              }}
            />
            {t(`log.export.${one}`)}
          </label>
        ))}
      </fieldset>
      {areTooMany && <p className="hint">{t('log.export.tooMany', { count: MOST_IN_SHEET })}</p>}
      <div className="keys keys--end">
        <button
          type="button"
          className="button button--main"
          data-action="export"
          onClick={() => {
            const language = asLanguage(i18n.language);
            const offsetMinutes = -new Date(filter.fromMs ?? Date.now()).getTimezoneOffset();
            exporting.start({ is: 'log', filter, format, language, offsetMinutes });
          }}
        >
          {t('log.export.start')}
        </button>
      </div>
    </>
  );
}

function Running({
  rows,
  count,
  onCancel,
}: { rows: number; onCancel: () => void } & Pick<Props, 'count'>): ReactElement {
  const { t } = useTranslation('console');
  const of = count?.isAll === true ? Math.max(count.count, rows, 1) : undefined;
  const said = t('log.export.rows', { rows });
  return (
    <>
      <progress aria-label={said} max={of ?? 1} value={of === undefined ? undefined : rows} />
      <p role="status">{said}</p>
      <div className="keys keys--end">
        <button type="button" className="button" data-action="cancel" onClick={onCancel}>
          {t('log.export.cancel')}
        </button>
      </div>
    </>
  );
}

function Done({
  exported: { name, rows, folder },
  onClose,
}: {
  exported: Exported;
  onClose: () => void;
}): ReactElement {
  const { t } = useTranslation('console');
  return (
    <>
      <p role="status" data-exported={name}>
        {folder === null ? t('log.export.done', { rows, name }) : t('log.export.doneIn', { rows, name, folder })}
      </p>
      <div className="keys keys--end">
        <button type="button" className="button button--main" onClick={onClose}>
          {t('log.export.close')}
        </button>
      </div>
    </>
  );
}
