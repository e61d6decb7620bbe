import { useMemo, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { FleetKiosk } from '../../../shared/console/fleet.ts';
import { formatMoment } from '../../text/format.ts';
import { asLanguage } from '../../text/text.ts';
import { Failed, Shown } from '../asked.tsx';
import { Dialog } from '../dialog.tsx';
import { Field } from '../field.tsx';
import { textOf } from '../form-text.ts';
import { useAsked, useDoing } from '../use-asked.ts';

interface Props {
  readonly kiosk: FleetKiosk;
  /** @param pins how many became void with it; `null`: it was not revoked */
  readonly onClose: (pins: number | null) => void;
}

/** Takes a kiosk out of service, once somebody has read what follows and typed why. */
export function RevokeDialog({ kiosk, onClose }: Props): ReactElement {
  const { t, i18n } = useTranslation('console');
  const { isBusy, fault, run } = useDoing();
  const asked = useAsked(
    'fleet:kiosk',
    useMemo(() => ({ kiosk: kiosk.kiosk }), [kiosk.kiosk]),
  );
  const revoke = async (form: HTMLFormElement): Promise<void> => {
    const because = textOf(new FormData(form), 'because');
    const done = await run('fleet:revoke', { kiosk: kiosk.kiosk, because });
    if (done === null) return;
    onClose(done.pinsWithdrawn);
  };
  const when = formatMoment(asLanguage(i18n.language), kiosk.enrolledAt);
  return (
    <Dialog
      title={t('fleet.revoke.title', { gate: kiosk.gate })}
      onClose={
        isBusy
          ? undefined
          : () => {
              onClose(null);
            }
      }
    >
      <p className="hint">{t('fleet.revoke.about', { kiosk: kiosk.kiosk, when })}</p>
      <Shown asked={asked}>
        {({ kiosk: known, pins }) => (
          <form
            className="form"
            onSubmit={(event) => {
              event.preventDefault();
              void revoke(event.currentTarget);
            }}
          >
            <WhatFollows kiosk={known} pins={pins} />
            {fault !== null && <Failed fault={fault} />}
            <Field label={t('fleet.revoke.because')} says={t('fleet.revoke.becauseSays')}>
              <input name="because" required maxLength={200} autoComplete="off" />
            </Field>
            <div className="keys">
              <button type="submit" className="button button--main" data-action="revoke-now" disabled={isBusy}>
                {t('fleet.revoke.confirm')}
              </button>
              <button
                type="button"
                className="button"
                disabled={isBusy}
                onClick={() => {
                  onClose(null);
                }}
              >
                {t('fleet.cancel')}
              </button>
            </div>
          </form>
        )}
      </Shown>
    </Dialog>
  );
}

function WhatFollows({ kiosk: { gate, unsent }, pins }: { kiosk: FleetKiosk; pins: number }): ReactElement {
  const { t } = useTranslation('console');
  return (
    <div>
      <p>{t('fleet.revoke.follows')}</p>
      <ul className="fleet__follows">
        <li>{t('fleet.revoke.refused')}</li>
        <li>{pins === 0 ? t('fleet.revoke.pinsNone', { gate }) : t('fleet.revoke.pins', { gate, count: pins })}</li>
        {unsent !== null && unsent > 0 && <li>{t('fleet.revoke.unsent', { count: unsent })}</li>}
        <li>{t('fleet.revoke.back')}</li>
      </ul>
    </div>
  );
}
