import { useEffect, useRef, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { ConsoleFault } from '../../../shared/console/calls.ts';
import type { MadeCode } from '../../../shared/console/fleet.ts';
import { TICKET_FILE } from '../../../shared/setup.ts';
import { formatMoment } from '../../text/format.ts';
import { asLanguage } from '../../text/text.ts';
import { Qr } from '../../ui/qr.tsx';
import { Failed } from '../asked.tsx';
import { useConsole } from '../use-source.ts';

interface Props {
  readonly venue: string;
  readonly codes: readonly MadeCode[];
  readonly onDone: () => void;
}

/** Codes that were just made, to be scanned from the screen or printed: they are nowhere else, and gone with the page. */
export function MadeSheet({ venue, codes, onDone }: Props): ReactElement {
  const { t, i18n } = useTranslation('console');
  const language = asLanguage(i18n.language);
  const box = useRef<HTMLElement>(null);
  useEffect(() => {
    box.current?.focus();
  }, []);
  const noTicket = codes.find((one) => one.noTicket !== null)?.noTicket ?? null;
  return (
    <section ref={box} className="fleet__made" tabIndex={-1} aria-labelledby="fleet-made">
      <h3 id="fleet-made">{t('fleet.codes.made', { count: codes.length })}</h3>
      <p>{t('fleet.codes.once')}</p>
      {noTicket !== null && <p className="fault">{t(`fleet.codes.noTicket.${noTicket}`)}</p>}
      <div className="keys">
        <button
          type="button"
          className="button button--main"
          data-action="print"
          onClick={() => {
            window.print();
          }}
        >
          {t('fleet.codes.print')}
        </button>
        <button type="button" className="button" data-action="codes-done" onClick={onDone}>
          {t('fleet.codes.done')}
        </button>
      </div>
      <ul className="fleet__sheet">
        {codes.map(({ id, gate, code, hub, ticket, expiresAt }) => (
          <li key={id} className="fleet__ticket" data-made={id}>
            <p className="fleet__where">
              {venue} · <strong>{gate}</strong>
            </p>
            {ticket !== null && <Qr text={ticket} label={t('fleet.codes.qr', { gate })} />}
            <p>
              {t('fleet.codes.code')}{' '}
              <span className="fleet__code" translate="no">
                {code}
              </span>
            </p>
            {hub !== null && (
              <p>
                {t('fleet.codes.hub')}{' '}
                <span className="fleet__hub" translate="no">
                  {hub.replace('https://', '')}
                </span>
              </p>
            )}
            <p>{t('fleet.codes.until', { when: formatMoment(language, expiresAt) })}</p>
            {ticket !== null && <SaveKey gate={gate} ticket={ticket} />}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Puts a ticket into the file that a kiosk without a camera looks for on a stick. */
function SaveKey({ gate, ticket }: { readonly gate: string; readonly ticket: string }): ReactElement {
  const { t } = useTranslation('console');
  const { source } = useConsole();
  const [fault, setFault] = useState<ConsoleFault | null>(null);
  const save = async (): Promise<void> => {
    const saved = await source.save(TICKET_FILE, new TextEncoder().encode(`${ticket}\n`));
    setFault(saved.ok ? null : saved.fault);
  };
  return (
    <div className="fleet__save">
      <button
        type="button"
        className="button"
        data-action="save-ticket"
        aria-label={t('fleet.codes.saveOf', { gate })}
        onClick={() => void save()}
      >
        {t('fleet.codes.save')}
      </button>
      {fault !== null && <Failed fault={fault} />}
    </div>
  );
}
