import { bridge } from './bridge.ts';

/** Answers the main process for as long as this thread runs anything at all, whatever the screen shows. */
export function answerPings(): void {
  bridge.on('ping', () => {
    bridge.call('window:alive', null).catch(() => undefined);
  });
}
