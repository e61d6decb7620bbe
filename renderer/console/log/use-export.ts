import { useEffect, useRef, useState } from 'react';
import type { ConsoleFault, ExportAsk } from '../../../shared/console/calls.ts';
import type { Exported } from '../source.ts';
import { useConsole } from '../use-source.ts';

/** How far an export has come. */
export type ExportState =
  | { readonly is: 'asked' }
  | { readonly is: 'running'; readonly rows: number }
  | { readonly is: 'done'; readonly exported: Exported }
  | { readonly is: 'failed'; readonly fault: ConsoleFault };

export interface Exporting {
  readonly state: ExportState;
  readonly start: (ask: ExportAsk) => void;
  readonly cancel: () => void;
}

/** One export at a time; whoever leaves the page, or is signed out, cancels it. */
export function useExport(): Exporting {
  const { source } = useConsole();
  const [state, setState] = useState<ExportState>({ is: 'asked' });
  const running = useRef<AbortController>(null);
  const cancel = (): void => {
    running.current?.abort();
  };
  useEffect(() => cancel, []);
  const start = (ask: ExportAsk): void => {
    const controller = new AbortController();
    running.current = controller;
    setState({ is: 'running', rows: 0 });
    const onRows = (rows: number): void => {
      setState((before) => (before.is === 'running' ? { is: 'running', rows } : before));
    };
    void source.export(ask, onRows, controller.signal).then((result) => {
      setState(result.ok ? { is: 'done', exported: result.value } : { is: 'failed', fault: result.fault });
    });
  };
  return { state, start, cancel };
}
