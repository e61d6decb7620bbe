import { useMemo, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { ShownVenueCode } from '../../../shared/console/fleet.ts';
import { POSTER_LANGUAGES, POSTER_SIZES, posterName, type Poster } from '../../../shared/poster/words.ts';
import { formatMoment } from '../../text/format.ts';
import { asLanguage } from '../../text/text.ts';
import { Failed, Shown } from '../asked.tsx';
import { Field } from '../field.tsx';
import { textOf } from '../form-text.ts';
import { fontFile } from '../report/font.ts';
import type { ConsoleSource } from '../source.ts';
import { useAsked, useDoing } from '../use-asked.ts';
import { useConsole } from '../use-source.ts';
import { Wide } from '../wide.tsx';

interface Props {
  /** `null`: the account's own, or none was chosen. */
  readonly venue: string | null;
  readonly hasVenues: boolean;
}

/** Venue codes of a venue's gates: issued, issued anew where a poster went astray, and their posters. */
export function VenueCodesView({ venue, hasVenues }: Props): ReactElement {
  const { t } = useTranslation('console');
  const { me } = useConsole();
  if (me.venue === null && venue === null) {
    return <p>{t(hasVenues ? 'fleet.venueCodes.chooseVenue' : 'fleet.noVenue')}</p>;
  }
  return <OfVenue venue={venue} />;
}

function OfVenue({ venue }: Pick<Props, 'venue'>): ReactElement {
  const { t } = useTranslation('console');
  const asked = useAsked(
    'fleet:venue-codes',
    useMemo(() => ({ venue }), [venue]),
  );
  const { isBusy, fault, run } = useDoing();
  const issue = async (gate: string): Promise<void> => {
    await run('fleet:venue-code-issue', { venue, gate });
    asked.again();
  };
  const withdraw = async (gate: string): Promise<void> => {
    await run('fleet:venue-code-withdraw', { venue, gate });
    // Also where somebody else has done so meanwhile.
    asked.again();
  };
  return (
    <>
      <p>{t('fleet.venueCodes.about')}</p>
      <p className="hint">{t('fleet.venueCodes.setMode')}</p>
      {fault !== null && <Failed fault={fault} />}
      <Shown asked={asked}>
        {({ codes, gates }) => (
          <>
            <Issue gates={gates} isBusy={isBusy} onIssue={(gate) => void issue(gate)} />
            <section className="panel" aria-labelledby="venue-codes">
              <h3 id="venue-codes">{t('fleet.venueCodes.list')}</h3>
              {codes.length === 0 ? (
                <p>{t('fleet.venueCodes.none')}</p>
              ) : (
                <Codes
                  codes={codes}
                  isBusy={isBusy}
                  onIssue={(gate) => void issue(gate)}
                  onWithdraw={(gate) => void withdraw(gate)}
                />
              )}
            </section>
          </>
        )}
      </Shown>
    </>
  );
}

interface IssueProps {
  readonly gates: readonly string[];
  readonly isBusy: boolean;
  readonly onIssue: (gate: string) => void;
}

function Issue({ gates, isBusy, onIssue }: IssueProps): ReactElement {
  const { t } = useTranslation('console');
  return (
    <form
      className="form"
      autoComplete="off"
      onSubmit={(event) => {
        event.preventDefault();
        onIssue(textOf(new FormData(event.currentTarget), 'venue-code-gate'));
      }}
    >
      <Field label={t('fleet.venueCodes.gate')}>
        <select name="venue-code-gate" required defaultValue="">
          <option value="">{t('fleet.venueCodes.chooseGate')}</option>
          {gates.map((gate) => (
            <option key={gate}>{gate}</option>
          ))}
        </select>
      </Field>
      <button type="submit" className="button button--main" data-action="issue-venue-code" disabled={isBusy}>
        {t('fleet.venueCodes.issue')}
      </button>
    </form>
  );
}

interface CodesProps {
  readonly codes: readonly ShownVenueCode[];
  readonly isBusy: boolean;
  readonly onIssue: (gate: string) => void;
  readonly onWithdraw: (gate: string) => void;
}

type Look = Pick<Poster, 'size' | 'language'>;

function Codes({ codes, ...doing }: CodesProps): ReactElement {
  const { t } = useTranslation('console');
  const [look, setLook] = useState<Look>({ size: 'A4', language: 'both' });
  return (
    <>
      <div className="form form--line">
        <Field label={t('fleet.venueCodes.size')}>
          <select
            name="poster-size"
            value={look.size}
            onChange={({ target }) => {
              setLook({ ...look, size: POSTER_SIZES.find((one) => one === target.value) ?? 'A4' });
            }}
          >
            {POSTER_SIZES.map((size) => (
              <option key={size}>{size}</option>
            ))}
          </select>
        </Field>
        <Field label={t('fleet.venueCodes.language')}>
          <select
            name="poster-language"
            value={look.language}
            onChange={({ target }) => {
              setLook({ ...look, language: POSTER_LANGUAGES.find((one) => one === target.value) ?? 'both' });
            }}
          >
            {POSTER_LANGUAGES.map((language) => (
              <option key={language} value={language}>
                {t(`fleet.venueCodes.languages.${language}`)}
              </option>
            ))}
          </select>
        </Field>
      </div>
      <Wide label={t('fleet.venueCodes.list')}>
        <table className="table">
          <thead>
            <tr>
              <th scope="col">{t('fleet.venueCodes.column.gate')}</th>
              <th scope="col">{t('fleet.venueCodes.column.mode')}</th>
              <th scope="col">{t('fleet.venueCodes.column.issued')}</th>
              <th scope="col">{t('fleet.venueCodes.column.poster')}</th>
              <th scope="col">
                <span className="unseen">{t('fleet.venueCodes.anew')}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {codes.map((code) => (
              <Row key={code.gate} code={code} look={look} {...doing} />
            ))}
          </tbody>
        </table>
      </Wide>
    </>
  );
}

interface RowProps extends Omit<CodesProps, 'codes'> {
  readonly code: ShownVenueCode;
  readonly look: Look;
}

function Row({ code, look, isBusy, onIssue, onWithdraw }: RowProps): ReactElement {
  const { t, i18n } = useTranslation('console');
  const language = asLanguage(i18n.language);
  const { gate, serial, issuedAt, issuedBy, withdrawnAt, mode } = code;
  const who = issuedBy ?? t('fleet.venueCodes.command');
  return (
    <tr data-venue-code={gate} className={withdrawnAt === null ? undefined : 'table__past'}>
      <th scope="row">{gate}</th>
      <td>{t(`fleet.venueCodes.mode.${mode}`)}</td>
      <td>
        {t('fleet.venueCodes.by', { serial, who, when: formatMoment(language, issuedAt) })}
        {withdrawnAt !== null && (
          <small>{t('fleet.venueCodes.withdrawn', { when: formatMoment(language, withdrawnAt) })}</small>
        )}
      </td>
      <td>{withdrawnAt === null && <PosterButton code={code} look={look} />}</td>
      <td>
        <button
          type="button"
          className="button"
          data-action="issue-anew"
          disabled={isBusy}
          aria-label={t('fleet.venueCodes.anewOf', { gate })}
          onClick={() => {
            onIssue(gate);
          }}
        >
          {t('fleet.venueCodes.anew')}
        </button>
        {withdrawnAt === null && (
          <button
            type="button"
            className="button"
            data-action="withdraw"
            disabled={isBusy}
            aria-label={t('fleet.venueCodes.withdrawOf', { gate })}
            onClick={() => {
              onWithdraw(gate);
            }}
          >
            {t('fleet.venueCodes.withdraw')}
          </button>
        )}
      </td>
    </tr>
  );
}

function PosterButton({ code: { address, venue, gate }, look }: Pick<RowProps, 'code' | 'look'>): ReactElement {
  const { t } = useTranslation('console');
  const { source } = useConsole();
  const [state, setState] = useState<'idle' | 'making' | 'failed'>('idle');
  if (address === null) return <small>{t('fleet.venueCodes.noAddress')}</small>;
  const make = async (): Promise<void> => {
    setState('making');
    setState((await savePoster(source, { address, venue, gate, ...look })) ? 'idle' : 'failed');
  };
  return (
    <>
      <button
        type="button"
        className="button"
        data-action="poster"
        disabled={state === 'making'}
        aria-label={t('fleet.venueCodes.downloadOf', { gate })}
        onClick={() => void make()}
      >
        {t(state === 'making' ? 'fleet.venueCodes.making' : 'fleet.venueCodes.download')}
      </button>
      {state === 'failed' && <p role="alert">{t('fleet.venueCodes.failed')}</p>}
    </>
  );
}

/** What draws it is large, and fetched when somebody wants a poster. */
async function savePoster(source: ConsoleSource, poster: Poster): Promise<boolean> {
  try {
    const [{ posterPdf }, font] = await Promise.all([import('../../../shared/poster/poster.ts'), fontFile()]);
    if (font === null) return false;
    return (await source.save(posterName(poster), await posterPdf(poster, font))).ok;
  } catch {
    // The network has gone since the page was opened, or the browser keeps no files.
    return false;
  }
}
