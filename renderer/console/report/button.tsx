import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { ConsoleFault } from '../../../shared/console/calls.ts';
import type { Overview } from '../../../shared/console/overview.ts';
import { asLanguage } from '../../text/text.ts';
import { Failed } from '../asked.tsx';
import type { ReasonWords } from '../reason-words.ts';
import type { Exported } from '../source.ts';
import { useConsole } from '../use-source.ts';
import { contentOf, type ReportContent } from './content.ts';
import { fontFile } from './font.ts';

interface Props {
  readonly reply: Overview;
  readonly dayMs: number;
  readonly todayMs: number;
  readonly gate: string | null;
  readonly wordsOf: ReasonWords;
}

type State =
  | { readonly is: 'idle' | 'making' }
  | { readonly is: 'saved'; readonly file: Pick<Exported, 'name' | 'folder'> }
  | { readonly is: 'failed'; readonly fault: ConsoleFault };

/** Makes the report of the day that is shown, as it is shown, and keeps it as a file. */
export function ReportButton({ reply, dayMs, todayMs, gate, wordsOf }: Props): ReactElement {
  const { t, i18n } = useTranslation('console');
  const { source, me } = useConsole();
  const [state, setState] = useState<State>({ is: 'idle' });
  const make = async (): Promise<void> => {
    setState({ is: 'making' });
    const reported = {
      ...{ overview: reply, dayMs, gate, isToday: dayMs === todayMs },
      ...{ venue: me.venue ?? '', madeBy: me.name, madeAtMs: Date.now() },
    };
    const content = contentOf(reported, { t, language: asLanguage(i18n.language), reasonOf: wordsOf });
    const bytes = await bytesOf(content);
    const kept = bytes === null ? null : await source.save(content.fileName, bytes);
    if (kept === null) setState({ is: 'failed', fault: 'unreachable' });
    else setState(kept.ok ? { is: 'saved', file: kept.value } : { is: 'failed', fault: kept.fault });
  };
  return (
    <div className="report">
      <button
        type="button"
        className="button"
        data-action="report"
        disabled={state.is === 'making'}
        onClick={() => void make()}
      >
        {t(state.is === 'making' ? 'overview.reportMaking' : 'overview.report')}
      </button>
      {state.is === 'failed' && <Failed fault={state.fault} />}
      {state.is === 'saved' && (
        <p role="status" className="hint" data-saved={state.file.name}>
          {state.file.folder === null
            ? t('overview.reportSaved', { name: state.file.name })
            : t('overview.reportSavedIn', { name: state.file.name, folder: state.file.folder })}
        </p>
      )}
    </div>
  );
}

/** What makes it is large, and fetched when somebody wants a report. @returns `null`: it cannot be fetched */
async function bytesOf(content: ReportContent): Promise<Uint8Array | null> {
  const [{ pdfOf }, font] = await Promise.all([import('./pdf.ts'), fontFile()]);
  return font === null ? null : pdfOf(content, font);
}
