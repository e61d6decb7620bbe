import { accounts } from './accounts.ts';
import { audit } from './audit.ts';
import { companies } from './companies.ts';
import { company } from './company.ts';
import { districts } from './districts.ts';
import { fault } from './fault.ts';
import { fleet } from './fleet.ts';
import { kiosks } from './kiosks.ts';
import { log } from './log.ts';
import { overview } from './overview.ts';
import { report } from './report.ts';
import { shell } from './shell.ts';
import { signIn } from './sign-in.ts';
import { sites } from './sites.ts';
import { trace } from './trace.ts';

const of = <L extends 'zh-CN' | 'en'>(language: L) => ({
  shell: shell[language],
  fault: fault[language],
  log: log[language],
  overview: overview[language],
  trace: trace[language],
  kiosks: kiosks[language],
  fleet: fleet[language],
  sites: sites[language],
  districts: districts[language],
  companies: companies[language],
  company: company[language],
  audit: audit[language],
  accounts: accounts[language],
  report: report[language],
  signIn: signIn[language],
});

/** The console's texts: a namespace of their own, so that a kiosk's first picture does not wait for them. */
export const consoleZhCN = of('zh-CN');
export const consoleEn = of('en');
