import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { RemoteSettings } from '../../../shared/wire.ts';
import { Icon } from '../../ui/shapes.tsx';
import { Failed } from '../asked.tsx';
import { useDoing } from '../use-asked.ts';
import { Outlook } from './outlook.tsx';
import type { SettingWords } from './setting-words.ts';

/** What somebody is about to set. */
export interface Wanted {
  /** `null`: for the whole venue. */
  readonly gate: string | null;
  readonly values: RemoteSettings;
  /** The version that they have looked at; `null`: nothing was set. */
  readonly over: number | null;
}

interface Props {
  readonly venue: string | null;
  readonly wanted: Wanted;
  readonly words: SettingWords;
  readonly onSaved: () => void;
  readonly onClose: (isSaved: boolean) => void;
}

/** Shows at which kiosks what becomes what, sets it, and then shows who has taken it. */
export function WantedSettings({ venue, wanted, words, onSaved, onClose }: Props): ReactElement {
  const { t } = useTranslation('console');
  const { isBusy, fault, run } = useDoing();
  const [saved, setSaved] = useState<{ readonly version: number; readonly kiosks: number } | null>(null);
  const { gate, values, over } = wanted;
  const save = async (): Promise<void> => {
    const done = await run('fleet:settings-save', { venue, gate, values, over });
    setSaved(done);
    // Also where somebody else was first: theirs are to be looked at.
    onSaved();
  };
  return (
    <div className="fields">
      <p>
        <strong>{gate === null ? t('fleet.settings.wholeVenue') : t('fleet.settings.ofGate', { gate })}</strong>
        {' · '}
        {words.all(values)}
      </p>
      {fault !== null && <Failed fault={fault} />}
      {saved !== null && (
        <p className="health health--good" role="status" data-saved={saved.version}>
          <Icon name="tick" />
          {t('fleet.settings.saved', { version: saved.version, count: saved.kiosks })}
        </p>
      )}
      <Outlook key={String(saved !== null)} {...{ venue, gate, values, words }} isSaved={saved !== null} />
      <div className="keys">
        {saved === null && (
          <button
            type="button"
            className="button button--main"
            data-action="save-settings"
            disabled={isBusy || fault === 'settings-changed'}
            onClick={() => void save()}
          >
            {t('fleet.settings.save')}
          </button>
        )}
        <button
          type="button"
          className="button"
          disabled={isBusy}
          onClick={() => {
            onClose(saved !== null);
          }}
        >
          {t(saved === null ? 'fleet.settings.edit' : 'fleet.close')}
        </button>
      </div>
    </div>
  );
}
