import { zipSync } from 'fflate';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Stand, TakenPass } from '../../shared/company/calls.ts';
import { SHEETS, type SheetKind } from '../../shared/company/columns.ts';
import { passFiles, type PassFile, type PassWording } from '../../shared/company/pass-files.ts';
import { asLanguage } from '../text/text.ts';
import type { CompanySource, Trouble } from './source.ts';
import { Said, Troubled } from './trouble.tsx';

interface Props {
  readonly source: CompanySource;
  readonly token: string;
  readonly stand: Stand;
  readonly save: (name: string, file: Blob) => void;
  /** It stands otherwise than is shown. */
  readonly onStale: () => void;
}

type State =
  | { readonly is: 'idle' | 'making' | 'nobody' }
  | { readonly is: 'made'; readonly name: string; readonly count: number }
  | { readonly is: 'failed'; readonly trouble: Trouble };

/** Passes as pictures or sheets, valid from now on. */
export function Passes({ source, token, stand, save, onStale }: Props): ReactElement {
  const { t, i18n } = useTranslation('console');
  const language = asLanguage(i18n.language);
  const [state, setState] = useState<State>({ is: 'idle' });
  const { company, noPasses } = stand;
  const take = async (sheet: SheetKind, as: 'pictures' | 'pdf'): Promise<void> => {
    setState({ is: 'making' });
    const taken = await source.passes(token, sheet);
    if (!taken.ok) {
      setState({ is: 'failed', trouble: taken.fault });
      onStale();
      return;
    }
    if (taken.value.length === 0) {
      setState({ is: 'nobody' });
      return;
    }
    const wording = { language, offsetMinutes: -new Date().getTimezoneOffset() };
    const words = {
      company: company.name,
      cut: t('company.passes.cut'),
      until: (when: string) => t('company.passes.until', { when }),
    };
    const file =
      as === 'pictures' ? await picturesOf(taken.value, wording) : await sheetsOf(taken.value, wording, words);
    if (file === null) {
      setState({ is: 'failed', trouble: 'unreachable' });
      return;
    }
    const name = `${sheet}-${file.name}`;
    save(name, new Blob([new Uint8Array(file.bytes)]));
    setState({ is: 'made', name, count: taken.value.length });
  };
  const held = SHEETS.filter((sheet) => company.holders[sheet] > 0);
  return (
    <section className="panel" aria-labelledby="company-passes" data-no-passes={noPasses}>
      <div className="form">
        <h2 id="company-passes">{t('company.passes.title')}</h2>
        {noPasses === null ? (
          <p className="hint">{t('company.passes.says')}</p>
        ) : (
          <p>{t(`company.passes.none.${noPasses}`)}</p>
        )}
        {noPasses === null && held.length === 0 && <p>{t('company.passes.noList')}</p>}
        {noPasses === null &&
          held.map((sheet) => (
            <div key={sheet} className="keys" role="group" aria-label={t(`company.upload.sheets.${sheet}`)}>
              <strong>{t(`company.upload.sheets.${sheet}`)}</strong>
              {(['pictures', 'pdf'] as const).map((as) => (
                <button
                  key={as}
                  type="button"
                  className="button"
                  data-take={`${sheet} ${as}`}
                  disabled={state.is === 'making'}
                  onClick={() => void take(sheet, as)}
                >
                  {t(as === 'pictures' ? 'company.passes.pictures' : 'company.passes.sheetPdf')}
                </button>
              ))}
            </div>
          ))}
        {state.is === 'making' && <p role="status">{t('company.passes.making')}</p>}
        {state.is === 'nobody' && <Said says={t('company.passes.nobody')} />}
        {state.is === 'failed' && <Troubled trouble={state.trouble} />}
        {state.is === 'made' && (
          <p role="status" data-made={state.count}>
            {t('company.passes.made', { count: state.count, name: state.name })}
          </p>
        )}
      </div>
    </section>
  );
}

/** Pictures that are made at once: some tenth of a second, after which the page is drawn. */
const PICTURES_AT_ONCE = 40;

async function picturesOf(passes: readonly TakenPass[], wording: PassWording): Promise<PassFile> {
  const files: PassFile[] = [];
  for (const file of passFiles(passes, wording)) {
    files.push(file);
    if (files.length % PICTURES_AT_ONCE === 0) await new Promise((resolve) => setTimeout(resolve));
  }
  return zipped('passes.zip', files);
}

/** Of one sheet of paper eight passes; so many in one file that a browser makes it within seconds. */
const PASSES_A_FILE = 400;

/** What draws sheets is large, and fetched when somebody wants them. @returns `null`: it cannot be fetched */
async function sheetsOf(
  passes: readonly TakenPass[],
  wording: PassWording,
  words: { company: string; cut: string; until: (when: string) => string },
): Promise<PassFile | null> {
  const [{ passSheets }, { fontFile }] = await Promise.all([
    import('./sheets.ts'),
    import('../console/report/font.ts'),
  ]);
  const font = await fontFile();
  if (font === null) return null;
  const files: PassFile[] = [];
  for (let from = 0; from < passes.length; from += PASSES_A_FILE) {
    const bytes = await passSheets(passes.slice(from, from + PASSES_A_FILE), wording, words, font);
    files.push({ name: `passes-${files.length + 1}.pdf`, bytes });
  }
  const [only, ...others] = files;
  return only !== undefined && others.length === 0 ? only : zipped('passes-pdf.zip', files);
}

/** Pictures and documents are packed as they are: they do not get smaller. */
function zipped(name: string, files: readonly PassFile[]): PassFile {
  const packed = Object.fromEntries(files.map((file) => [file.name, file.bytes]));
  return { name, bytes: zipSync(packed, { level: 0 }) };
}
