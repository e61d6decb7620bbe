import type { ConsoleAsk, ConsoleCall, ConsoleFault, ConsoleReply, ExportAsk } from '../../shared/console/calls.ts';
import type { Result } from '../../shared/result.ts';

/** What was written, and where it lies: `null`: where the browser puts what is downloaded. */
export interface Exported {
  readonly name: string;
  readonly rows: number;
  readonly folder: string | null;
}

/** Where the console gets what it shows: a kiosk's journal, or a hub. It knows nothing else of either. */
export interface ConsoleSource {
  ask<C extends ConsoleCall>(call: C, ask: ConsoleAsk<C>): Promise<Result<ConsoleReply<C>, ConsoleFault>>;
  /**
   * Writes a file, however many rows it has.
   *
   * @param onRows how many are written so far
   * @param signal ends it; nothing is left of the file
   */
  export(ask: ExportAsk, onRows: (rows: number) => void, signal: AbortSignal): Promise<Result<Exported, ConsoleFault>>;
  /** Keeps a file that the console itself has made. */
  save(name: string, bytes: Uint8Array): Promise<Result<Pick<Exported, 'name' | 'folder'>, ConsoleFault>>;
}
