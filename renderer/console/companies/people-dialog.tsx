import { useMemo, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Company } from '../../../shared/company/company.ts';
import type { HolderRow } from '../../../shared/console/companies.ts';
import { formatMoment } from '../../text/format.ts';
import { asLanguage } from '../../text/text.ts';
import { Failed, Shown } from '../asked.tsx';
import { Dialog } from '../dialog.tsx';
import { Field } from '../field.tsx';
import { textOf } from '../form-text.ts';
import { Pager } from '../pager.tsx';
import { useAsked, useDoing } from '../use-asked.ts';
import { Wide } from '../wide.tsx';

interface Props {
  readonly company: Company;
  readonly onClose: () => void;
}

const ROWS = 50;

/** Whom and what a company has passes for, by masked names; one may be taken theirs. */
export function PeopleDialog({ company, onClose }: Props): ReactElement {
  const { t } = useTranslation('console');
  const [places, setPlaces] = useState<readonly (string | null)[]>([null]);
  const [chosen, setChosen] = useState<HolderRow | null>(null);
  const [withdrawn, setWithdrawn] = useState<number | null>(null);
  const after = places.at(-1) ?? null;
  const asked = useAsked(
    'companies:holders',
    useMemo(() => ({ company: company.id, after, limit: ROWS }), [company.id, after]),
  );
  const { isBusy, fault, run } = useDoing();
  const withdraw = async (holder: string, form: HTMLFormElement): Promise<void> => {
    const because = textOf(new FormData(form), 'because');
    const done = await run('companies:withdraw', { holder, because });
    if (done === null) return;
    setWithdrawn(done.passes);
    setChosen(null);
    asked.again();
  };
  const allow = async (holder: string): Promise<void> => {
    await run('companies:allow', { holder });
    asked.again();
  };
  return (
    <Dialog title={t('companies.people.title', { name: company.name })} onClose={isBusy ? undefined : onClose}>
      {fault !== null && <Failed fault={fault} />}
      {withdrawn !== null && <p role="status">{t('companies.people.withdrawn', { count: withdrawn })}</p>}
      <Shown asked={asked}>
        {({ rows, next }) =>
          rows.length === 0 ? (
            <p className="state">{t('companies.people.none')}</p>
          ) : (
            <>
              <Rows rows={rows} onWithdraw={setChosen} onAllow={(holder) => void allow(holder)} />
              <Pager places={places} next={next} asked={next} onPlaces={setPlaces} />
            </>
          )
        }
      </Shown>
      {chosen !== null && (
        <form
          className="form"
          onSubmit={(event) => {
            event.preventDefault();
            void withdraw(chosen.id, event.currentTarget);
          }}
        >
          <Field
            label={`${t('companies.people.because')} · ${chosen.maskedName}`}
            says={t('companies.decide.becauseSays')}
          >
            <input name="because" required maxLength={200} autoComplete="off" autoFocus />
          </Field>
          <button type="submit" className="button button--main" data-action="withdraw" disabled={isBusy}>
            {t('companies.people.withdraw')}
          </button>
        </form>
      )}
    </Dialog>
  );
}

interface RowsProps {
  readonly rows: readonly HolderRow[];
  readonly onWithdraw: (row: HolderRow) => void;
  readonly onAllow: (holder: string) => void;
}

function Rows({ rows, onWithdraw, onAllow }: RowsProps): ReactElement {
  const { t, i18n } = useTranslation('console');
  return (
    <Wide label={t('companies.holders')}>
      <table className="table">
        <thead>
          <tr>
            <th scope="col">{t('companies.people.who')}</th>
            <th scope="col">{t('companies.people.kind')}</th>
            <th scope="col">{t('companies.people.until')}</th>
            <th scope="col">{t('companies.acts')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.id} data-holder={row.id}>
              <th scope="row">
                {row.maskedName}
                {row.plate !== null && <small translate="no">{row.plate}</small>}
              </th>
              <td className="table__short">{t(`companies.kind.${row.type}`)}</td>
              <td>
                {row.barredBecause !== null
                  ? t('companies.people.barred', { because: row.barredBecause })
                  : row.passUntil === null
                    ? t('companies.people.noPass')
                    : formatMoment(asLanguage(i18n.language), row.passUntil)}
              </td>
              <td>
                <button
                  type="button"
                  className="button"
                  data-act={row.barredBecause === null ? 'withdraw' : 'allow'}
                  onClick={() => {
                    if (row.barredBecause === null) onWithdraw(row);
                    else onAllow(row.id);
                  }}
                >
                  {t(row.barredBecause === null ? 'companies.people.withdraw' : 'companies.people.allow')}
                </button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Wide>
  );
}
