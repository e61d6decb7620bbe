import { useEffect, useRef, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Uploaded } from '../../shared/company/calls.ts';
import { COLUMNS, SHEETS, type PlacedFault, type SheetKind } from '../../shared/company/columns.ts';
import { templateFile } from '../../shared/company/template.ts';
import type { Language } from '../../shared/verdict.ts';
import { Field } from '../console/field.tsx';
import { Wide } from '../console/wide.tsx';
import { asLanguage } from '../text/text.ts';
import type { CompanySource, Trouble } from './source.ts';
import { Troubled } from './trouble.tsx';

interface Props {
  readonly source: CompanySource;
  readonly token: string;
  readonly save: (name: string, file: Blob) => void;
  readonly onTaken: () => void;
}

/** Sends a list; of one that is wrong it is told where. */
export function Upload({ source, token, save, onTaken }: Props): ReactElement {
  const { t, i18n } = useTranslation('console');
  const language = asLanguage(i18n.language);
  const [sheet, setSheet] = useState<SheetKind>('staff');
  const [isBusy, setIsBusy] = useState(false);
  const [uploaded, setUploaded] = useState<Uploaded | null>(null);
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  const send = async (file: FormDataEntryValue | null): Promise<void> => {
    if (!(file instanceof File)) return;
    setIsBusy(true);
    setUploaded(null);
    const answered = await source.upload(token, sheet, file);
    setIsBusy(false);
    setUploaded(answered.ok ? answered.value : null);
    setTrouble(answered.ok ? null : answered.fault);
    if (answered.ok && answered.value.is === 'taken') onTaken();
  };
  const saveTemplate = (format: 'csv' | 'xlsx') => (): void => {
    save(`${sheet}.${format}`, new Blob([new Uint8Array(templateFile(sheet, format, language))]));
  };
  return (
    <section className="panel" aria-labelledby="company-upload">
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          void send(new FormData(event.currentTarget).get('file'));
        }}
      >
        <h2 id="company-upload">{t('company.upload.title')}</h2>
        <p className="hint">{t('company.upload.says')}</p>
        <Field label={t('company.upload.sheet')}>
          <select
            name="sheet"
            value={sheet}
            onChange={({ target }) => {
              setSheet(SHEETS.find((one) => one === target.value) ?? 'staff');
              setUploaded(null);
            }}
          >
            {SHEETS.map((one) => (
              <option key={one} value={one}>
                {t(`company.upload.sheets.${one}`)}
              </option>
            ))}
          </select>
        </Field>
        <div className="keys">
          <button type="button" className="button" data-action="template" onClick={saveTemplate('csv')}>
            {t('company.upload.template')}
          </button>
          <button type="button" className="button" data-action="template-xlsx" onClick={saveTemplate('xlsx')}>
            {t('company.upload.templateXlsx')}
          </button>
        </div>
        <Field label={t('company.upload.file')}>
          <input name="file" type="file" required accept=".csv,.xlsx" />
        </Field>
        <button type="submit" className="button button--main" data-action="upload" disabled={isBusy}>
          {t('company.upload.do')}
        </button>
      </form>
      {trouble !== null && <Troubled trouble={trouble} />}
      {uploaded?.is === 'taken' && (
        <div role="status" data-taken={uploaded.rows}>
          <p>
            {t('company.upload.taken', {
              ...{ rows: uploaded.rows, added: uploaded.added },
              ...{ kept: uploaded.kept, withdrawn: uploaded.withdrawn },
            })}
          </p>
          {uploaded.barred > 0 && <p>{t('company.upload.barred', { count: uploaded.barred })}</p>}
        </div>
      )}
      {uploaded?.is === 'wrong' && <Faults faults={uploaded.faults} sheet={sheet} language={language} />}
    </section>
  );
}

interface FaultsProps {
  readonly faults: readonly PlacedFault[];
  readonly sheet: SheetKind;
  readonly language: Language;
}

function Faults({ faults, sheet, language }: FaultsProps): ReactElement {
  const { t } = useTranslation('console');
  const titles: Readonly<Record<string, string>> = COLUMNS[sheet];
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // On a telephone it would lie beneath the screen's edge.
    box.current?.scrollIntoView({ block: 'nearest' });
  }, [faults]);
  const called = (column: string): string => (language === 'zh-CN' ? (titles[column] ?? column) : column);
  return (
    <div ref={box} role="alert">
      <p>{t('company.upload.wrong')}</p>
      <Wide label={t('company.upload.wrong')}>
        <table className="table">
          <thead>
            <tr>
              <th scope="col" className="number">
                {t('company.upload.row')}
              </th>
              <th scope="col">{t('company.upload.column')}</th>
              <th scope="col">{t('company.upload.fault')}</th>
            </tr>
          </thead>
          <tbody>
            {faults.map(({ row, column, fault }) => (
              <tr key={`${row} ${column} ${fault}`} data-row={row} data-column={column} data-fault={fault}>
                <td className="number">{row ?? t('company.upload.whole')}</td>
                <td>{column === null ? '' : called(column)}</td>
                <td>{t(`company.fault.${fault}`)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Wide>
    </div>
  );
}
