import type { Command } from './command.ts';

interface Listed {
  readonly summary: string;
  load(): Promise<Command>;
}

/** `sentinel hub COMMAND`: each is loaded only when called. */
const COMMANDS: Readonly<Record<string, Listed>> = {
  entries: { summary: 'list the entries of a venue', load: async () => (await import('./entries.ts')).entries },
  backup: { summary: 'write the database into a folder', load: async () => (await import('./backup.ts')).backup },
  restore: {
    summary: 'fill an empty database from such a folder',
    load: async () => (await import('./restore.ts')).restore,
  },
  'first-admin': {
    summary: 'make another one-time token for the console’s first account',
    load: async () => (await import('./first-admin.ts')).firstAdmin,
  },
  passes: {
    summary: 'companies and their passes: list, take, figures, write',
    load: async () => (await import('./passes.ts')).passes,
  },
  sites: {
    summary: 'keep sampling sites: import, how busy, list, coverage, write',
    load: async () => (await import('./sites.ts')).sites,
  },
  'venue-code': {
    summary: 'issue, list and withdraw the venue codes of gates',
    load: async () => (await import('./venue-code.ts')).venueCode,
  },
  verify: {
    summary: 'look whether every chain in the database is whole',
    load: async () => (await import('./verify.ts')).verify,
  },
};

/** @returns the command of that name, if there is one */
export function findCommand(name: string): Listed | undefined {
  return Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
}

/** Whether a command line asks for something to be done: else it is told what there is, which needs no database. */
export function isForDatabase([name = '', ...args]: readonly string[]): boolean {
  return findCommand(name) !== undefined && !args.includes('--help');
}

/** What `sentinel hub --help` prints. */
export function usage(): string {
  const list = Object.entries(COMMANDS).map(([name, { summary }]) => `  ${name.padEnd(11)}  ${summary}`);
  const ticket = '  ticket       ask a hub that runs for tickets, by which kiosks enrol';
  const provision = '  provision    ask it for what sets up all kiosks of a list';
  return [
    'sentinel hub COMMAND [OPTIONS]',
    '',
    ...list,
    ticket,
    provision,
    '',
    'sentinel hub COMMAND --help says more.',
    '',
  ].join('\n');
}
