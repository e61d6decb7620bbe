import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { SITE_STATES, type ShownSite } from '../../../shared/console/sites.ts';
import { asLanguage } from '../../text/text.ts';
import { Failed } from '../asked.tsx';
import { Dialog } from '../dialog.tsx';
import { Field } from '../field.tsx';
import { textOf } from '../form-text.ts';
import { useDoing } from '../use-asked.ts';

interface Props extends Pick<ShownSite, 'site' | 'said'> {
  readonly onClose: (isSaid: boolean) => void;
}

/** News of one site: how busy it is now. */
export function SayDialog({ site, said, onClose }: Props): ReactElement {
  const { t, i18n } = useTranslation('console');
  const { isBusy, fault, run } = useDoing();
  const say = async (form: HTMLFormElement): Promise<void> => {
    const data = new FormData(form);
    const state = SITE_STATES.find((one) => one === textOf(data, 'state')) ?? 'busy';
    const wait = textOf(data, 'wait');
    const waitMinutes = wait === '' || state === 'closed' ? null : Number(wait);
    const done = await run('sites:say', { site: site.id, state, waitMinutes });
    if (done !== null) onClose(true);
  };
  const close = (): void => {
    onClose(false);
  };
  return (
    <Dialog
      title={t('sites.say.openFor', { name: site.name[asLanguage(i18n.language)] })}
      onClose={isBusy ? undefined : close}
    >
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          void say(event.currentTarget);
        }}
      >
        {fault !== null && <Failed fault={fault} />}
        <Field label={t('sites.say.state')}>
          <select name="state" defaultValue={said?.state ?? 'idle'}>
            {SITE_STATES.map((state) => (
              <option key={state} value={state}>
                {t(`sites.said.${state}`)}
              </option>
            ))}
          </select>
        </Field>
        <Field label={t('sites.say.wait')} says={t('sites.say.waitSays')}>
          <input name="wait" type="number" min={0} max={1440} inputMode="numeric" autoComplete="off" />
        </Field>
        <p className="hint">{t('sites.say.about')}</p>
        <div className="keys">
          <button type="submit" className="button button--main" data-action="say-now" disabled={isBusy}>
            {t('sites.say.confirm')}
          </button>
          <button type="button" className="button" disabled={isBusy} onClick={close}>
            {t('fleet.cancel')}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
