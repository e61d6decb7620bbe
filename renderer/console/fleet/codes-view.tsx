import { useMemo, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { EnrolmentCode, MadeCode } from '../../../shared/console/fleet.ts';
import { formatMoment } from '../../text/format.ts';
import { asLanguage } from '../../text/text.ts';
import { Failed, Shown } from '../asked.tsx';
import { useAsked, useDoing } from '../use-asked.ts';
import { useConsole } from '../use-source.ts';
import { Wide } from '../wide.tsx';
import { useReadAgain } from './looking.ts';
import { MakeCodes } from './make-codes.tsx';
import { MadeSheet } from './made-sheet.tsx';

const REFRESH_MS = 15_000;

interface Props {
  /** `null`: the account's own, or all of them. */
  readonly venue: string | null;
  readonly venues: readonly string[];
  readonly onMade: () => void;
}

/** One-time codes for kiosks that are set up: made, shown once, and looked after until they are used. */
export function CodesView({ venue, venues, onMade }: Props): ReactElement {
  const { t } = useTranslation('console');
  const { me } = useConsole();
  const [made, setMade] = useState<{ readonly venue: string; readonly codes: readonly MadeCode[] } | null>(null);
  const asked = useAsked(
    'fleet:codes',
    useMemo(() => ({ venue }), [venue]),
  );
  useReadAgain(asked, REFRESH_MS);
  return (
    <>
      <p>{t('fleet.codes.about')}</p>
      {made === null ? (
        <MakeCodes
          {...{ venue, venues }}
          onMade={(codes, at) => {
            setMade({ codes, venue: at ?? me.venue ?? '' });
            asked.again();
            onMade();
          }}
        />
      ) : (
        <MadeSheet
          {...made}
          onDone={() => {
            setMade(null);
          }}
        />
      )}
      <section className="panel" aria-labelledby="fleet-codes">
        <h3 id="fleet-codes">{t('fleet.codes.open')}</h3>
        <Shown asked={asked}>
          {({ codes, isAll }) =>
            codes.length === 0 ? (
              <p>{t('fleet.codes.none')}</p>
            ) : (
              <>
                <Codes codes={codes} onChanged={asked.again} />
                {!isAll && <p className="hint">{t('fleet.codes.some')}</p>}
              </>
            )
          }
        </Shown>
      </section>
    </>
  );
}

interface CodesProps {
  readonly codes: readonly EnrolmentCode[];
  readonly onChanged: () => void;
}

function Codes({ codes, onChanged }: CodesProps): ReactElement {
  const { t } = useTranslation('console');
  const { isBusy, fault, run } = useDoing();
  const withdraw = async (id: string): Promise<void> => {
    await run('fleet:code-withdraw', { id });
    // Also where it was used meanwhile.
    onChanged();
  };
  return (
    <>
      {fault !== null && <Failed fault={fault} />}
      <Wide label={t('fleet.codes.open')}>
        <table className="table">
          <thead>
            <tr>
              <th scope="col">{t('fleet.gate')}</th>
              <th scope="col">{t('fleet.codes.column.state')}</th>
              <th scope="col">{t('fleet.codes.column.made')}</th>
              <th scope="col">{t('fleet.codes.column.until')}</th>
              <th scope="col">{t('fleet.codes.column.kiosk')}</th>
              <th scope="col">
                <span className="unseen">{t('fleet.codes.withdraw')}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {codes.map((code) => (
              <Row key={code.id} code={code} isBusy={isBusy} onWithdraw={() => void withdraw(code.id)} />
            ))}
          </tbody>
        </table>
      </Wide>
    </>
  );
}

interface RowProps {
  readonly code: EnrolmentCode;
  readonly isBusy: boolean;
  readonly onWithdraw: () => void;
}

function Row({ code, isBusy, onWithdraw }: RowProps): ReactElement {
  const { t, i18n } = useTranslation('console');
  const { me } = useConsole();
  const language = asLanguage(i18n.language);
  const { venue, gate, state, madeAt, madeBy, expiresAt, kiosk } = code;
  const who = madeBy ?? t('fleet.settings.administrator');
  return (
    <tr data-code={code.id} data-state={state} className={state === 'open' ? undefined : 'table__past'}>
      <th scope="row">
        {gate}
        {me.venue === null && <small>{venue}</small>}
      </th>
      <td className="table__short">{t(`fleet.codes.state.${state}`)}</td>
      <td>
        {madeAt === null
          ? t('fleet.codes.unknown')
          : t('fleet.codes.madeBy', { who, when: formatMoment(language, madeAt) })}
      </td>
      <td>{formatMoment(language, expiresAt)}</td>
      <td>
        {kiosk !== null && t('fleet.codes.used', { kiosk: kiosk.id, when: formatMoment(language, kiosk.enrolledAt) })}
      </td>
      <td>
        {state === 'open' && (
          <button
            type="button"
            className="button"
            disabled={isBusy}
            aria-label={t('fleet.codes.withdrawOf', { gate })}
            onClick={onWithdraw}
          >
            {t('fleet.codes.withdraw')}
          </button>
        )}
      </td>
    </tr>
  );
}
