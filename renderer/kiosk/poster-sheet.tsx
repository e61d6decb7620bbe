import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Kept, SyncStatus } from '../../shared/contract.ts';
import { posterName, POSTER_LANGUAGES, POSTER_SIZES, type Poster } from '../../shared/poster/words.ts';
import { bridge } from '../bridge.ts';
import { fontFile } from '../console/report/font.ts';
import { Choice, Sheet } from '../ui/sheet.tsx';

interface Props {
  /** Of the venue code. */
  readonly address: string;
  readonly at: SyncStatus['enrolledFor'];
  readonly onClose: () => void;
}

type State =
  | { readonly is: 'idle' | 'making' }
  | { readonly is: 'kept'; readonly file: Kept }
  | { readonly is: 'failed'; readonly fault: 'no-stick' | 'stick-full' | 'failed' };

/** Puts a poster with the gate's venue code on a stick, to be printed elsewhere. */
export function PosterSheet({ address, at: { venue, gate }, onClose }: Props): ReactElement {
  const { t } = useTranslation();
  const [size, setSize] = useState<Poster['size']>('A4');
  const [language, setLanguage] = useState<Poster['language']>('both');
  const [state, setState] = useState<State>({ is: 'idle' });
  const save = async (): Promise<void> => {
    setState({ is: 'making' });
    setState(await keep({ address, venue, gate, size, language }));
  };
  return (
    <Sheet title={t('checkIn.poster.title')} closeLabel={t('checkIn.close')} onClose={onClose}>
      <p>{t('checkIn.poster.says', { venue, gate })}</p>
      <Choice
        label={t('checkIn.poster.size')}
        value={size}
        options={POSTER_SIZES.map((value) => ({ value, label: value }))}
        onChoose={setSize}
      />
      <Choice
        label={t('checkIn.poster.language')}
        value={language}
        options={POSTER_LANGUAGES.map((value) => ({ value, label: t(`checkIn.poster.languages.${value}`) }))}
        onChoose={setLanguage}
      />
      <div className="rules__actions">
        <button
          type="button"
          className="button button--main"
          data-action="save-poster"
          disabled={state.is === 'making'}
          onClick={() => void save()}
        >
          {t(state.is === 'making' ? 'checkIn.poster.making' : 'checkIn.poster.save')}
        </button>
      </div>
      {state.is === 'kept' && (
        <p role="status" data-saved={state.file.name}>
          {t('diagnostics.bundled', { name: state.file.name, folder: state.file.folder })}
        </p>
      )}
      {state.is === 'failed' && <p role="alert">{t(`diagnostics.bundleFault.${state.fault}`)}</p>}
    </Sheet>
  );
}

/** What draws it is large, and fetched when somebody wants a poster. */
async function keep(poster: Poster): Promise<State> {
  try {
    const [{ posterPdf }, font] = await Promise.all([import('../../shared/poster/poster.ts'), fontFile()]);
    if (font === null) return { is: 'failed', fault: 'failed' };
    const bytes = await posterPdf(poster, font);
    const kept = await bridge.call('console:save', { name: posterName(poster), bytes });
    if (kept.ok) return { is: 'kept', file: kept.value };
    const { fault } = kept;
    return { is: 'failed', fault: fault === 'no-stick' || fault === 'stick-full' ? fault : 'failed' };
  } catch {
    // The kiosk's log says why; the window does not learn it.
    return { is: 'failed', fault: 'failed' };
  }
}
