import { accounts } from './accounts.ts';
import { fault } from './fault.ts';
import { log } from './log.ts';
import { overview } from './overview.ts';
import { shell } from './shell.ts';
import { trace } from './trace.ts';

const of = <L extends 'zh-CN' | 'en'>(language: L) => ({
  shell: shell[language],
  fault: fault[language],
  log: log[language],
  overview: overview[language],
  trace: trace[language],
  accounts: accounts[language],
});

/** The console's texts: a namespace of their own, so that a kiosk's first picture does not wait for them. */
export const consoleZhCN = of('zh-CN');
export const consoleEn = of('en');
