import { useId, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { CODE_LIVES, MAX_BATCH_GATES, type MadeCode } from '../../../shared/console/fleet.ts';
import { Failed } from '../asked.tsx';
import { Field } from '../field.tsx';
import { textOf } from '../form-text.ts';
import { useDoing } from '../use-asked.ts';
import { useConsole } from '../use-source.ts';
import { gatesIn, gatesOfCsv, type WrongLine } from './gates-of.ts';

interface Props {
  /** `null`: the account's own, or none was chosen. */
  readonly venue: string | null;
  readonly venues: readonly string[];
  readonly onMade: (codes: readonly MadeCode[], venue: string | null) => void;
}

type Wrong = WrongLine | 'no-gates' | 'too-many';

/** Codes for the gates that are typed, or stand in a file: one a line. */
export function MakeCodes({ venue, venues, onMade }: Props): ReactElement {
  const { t } = useTranslation('console');
  const { me } = useConsole();
  const { isBusy, fault, run } = useDoing();
  const [gates, setGates] = useState('');
  const [wrong, setWrong] = useState<Wrong | null>(null);
  const make = async (form: HTMLFormElement): Promise<void> => {
    const read = gatesIn(gates);
    setWrong(read.ok ? null : read.fault);
    if (!read.ok) return;
    const data = new FormData(form);
    const at = me.venue === null ? textOf(data, 'venue') : null;
    const lifeSeconds = Number(textOf(data, 'life'));
    const made = await run('fleet:codes-make', { venue: at, gates: read.value, lifeSeconds });
    if (made !== null) onMade(made.codes, at);
  };
  return (
    <details className="more panel" open>
      <summary>{t('fleet.codes.make')}</summary>
      <form
        className="form"
        autoComplete="off"
        onSubmit={(event) => {
          event.preventDefault();
          void make(event.currentTarget);
        }}
      >
        {fault !== null && <Failed fault={fault} />}
        {wrong !== null && <WhatIsWrong wrong={wrong} />}
        {me.venue === null && <VenueField venue={venue} venues={venues} />}
        <Field label={t('fleet.codes.gates')} says={t('fleet.codes.gatesSays', { most: MAX_BATCH_GATES })}>
          <textarea
            name="gates"
            rows={4}
            required
            spellCheck={false}
            value={gates}
            onChange={({ target }) => {
              setGates(target.value);
            }}
          />
        </Field>
        <Field label={t('fleet.codes.file')}>
          <input
            name="file"
            type="file"
            accept=".csv,.txt,text/csv,text/plain"
            onChange={({ target }) => {
              void target.files?.[0]?.text().then((csv) => {
                setGates(gatesOfCsv(csv));
              });
            }}
          />
        </Field>
        <Field label={t('fleet.codes.life')}>
          <select name="life" defaultValue={CODE_LIVES[0]}>
            {CODE_LIVES.map((one) => (
              <option key={one} value={one}>
                {t(`fleet.codes.lives.${one}`)}
              </option>
            ))}
          </select>
        </Field>
        <button type="submit" className="button button--main" data-action="make-codes" disabled={isBusy}>
          {t('fleet.codes.do')}
        </button>
      </form>
    </details>
  );
}

function WhatIsWrong({ wrong }: { wrong: Wrong }): ReactElement {
  const { t } = useTranslation('console');
  return (
    <p className="fault" role="alert">
      {wrong === 'no-gates' && t('fleet.codes.noGates')}
      {wrong === 'too-many' && t('fleet.codes.tooMany', { most: MAX_BATCH_GATES })}
      {typeof wrong === 'object' && t('fleet.codes.wrong', { line: wrong.line, text: wrong.text })}
    </p>
  );
}

/** One that there is, or a new one: its first kiosk is set up by this code. */
function VenueField({ venue, venues }: Pick<Props, 'venue' | 'venues'>): ReactElement {
  const { t } = useTranslation('console');
  const list = useId();
  return (
    <>
      <Field label={t('fleet.codes.newVenue')} says={t('fleet.codes.newVenueSays')}>
        <input name="venue" required maxLength={64} list={list} defaultValue={venue ?? ''} />
      </Field>
      <datalist id={list}>
        {venues.map((one) => (
          <option key={one} value={one} />
        ))}
      </datalist>
    </>
  );
}
