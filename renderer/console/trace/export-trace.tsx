import { useEffect, useRef, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { ConsoleFault } from '../../../shared/console/calls.ts';
import { Failed } from '../asked.tsx';
import type { Exported } from '../source.ts';
import { useConsole } from '../use-source.ts';

type State =
  | { readonly is: 'idle' }
  | { readonly is: 'writing'; readonly rows: number }
  | { readonly is: 'done'; readonly exported: Exported }
  | { readonly is: 'failed'; readonly fault: ConsoleFault };

/** Writes the sealed identities of an approved trace for the health office. */
export function ExportTrace({ id }: { id: string }): ReactElement {
  const { t } = useTranslation('console');
  const { state, begin, cancel } = useExport(id);
  return (
    <div className="trace__export">
      {state.is === 'failed' && <Failed fault={state.fault} />}
      {state.is === 'writing' ? (
        <p role="status">
          {t('trace.exporting', { count: state.rows })}{' '}
          <button type="button" className="button" onClick={cancel}>
            {t('trace.cancel')}
          </button>
        </p>
      ) : (
        <button type="button" className="button button--main" onClick={() => void begin()}>
          {t('trace.export')}
        </button>
      )}
      {state.is === 'done' && <Done exported={state.exported} />}
      <p className="hint">{t('trace.howOpened')}</p>
    </div>
  );
}

function Done({ exported: { name, rows, folder } }: { exported: Exported }): ReactElement {
  const { t } = useTranslation('console');
  return (
    <p role="status">
      {folder === null
        ? t('trace.exported', { count: rows, name })
        : t('trace.exportedIn', { count: rows, name, folder })}
    </p>
  );
}

function useExport(id: string): { state: State; begin: () => Promise<void>; cancel: () => void } {
  const { source } = useConsole();
  const [state, setState] = useState<State>({ is: 'idle' });
  const cancelling = useRef<AbortController | null>(null);
  useEffect(
    () => () => {
      cancelling.current?.abort();
    },
    [],
  );
  const begin = async (): Promise<void> => {
    const controller = new AbortController();
    cancelling.current = controller;
    setState({ is: 'writing', rows: 0 });
    const onRows = (rows: number): void => {
      setState({ is: 'writing', rows });
    };
    const result = await source.export({ is: 'trace', id }, onRows, controller.signal);
    setState(result.ok ? { is: 'done', exported: result.value } : { is: 'failed', fault: result.fault });
  };
  return {
    state,
    begin,
    cancel: () => {
      cancelling.current?.abort();
    },
  };
}
