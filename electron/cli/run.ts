import { UsageError, type Command, type World } from './command.ts';
import { EXIT } from './ndjson.ts';
import { readVersion } from './version.ts';

/** `sentinel COMMAND`: each is loaded only when called, so that every one of them starts fast. */
const COMMANDS: Readonly<Record<string, { summary: string; load(): Promise<Command> }>> = {
  issue: { summary: 'sign health codes', load: async () => (await import('./issue.ts')).issue },
  explain: {
    summary: 'say how a code is judged, step by step',
    load: async () => (await import('./explain.ts')).explain,
  },
  decode: { summary: 'read the QR codes in pictures', load: async () => (await import('./decode.ts')).decode },
  journal: {
    summary: 'verify a journal, list its entries, look for some',
    load: async () => (await import('./journal.ts')).journal,
  },
  unseal: {
    summary: 'open what was sealed to the health office',
    load: async () => (await import('./unseal.ts')).unsealEntries,
  },
  enrol: {
    summary: 'set a kiosk up for its venue, by a ticket of the hub',
    load: async () => (await import('./enrol.ts')).enrolKiosk,
  },
  decommission: {
    summary: 'end a kiosk’s life: settle its entries, tell the hub, erase it, report',
    load: async () => (await import('./decommission.ts')).decommissionKiosk,
  },
  provision: {
    summary: 'set a kiosk up unattended, by a file',
    load: async () => (await import('./provision.ts')).provision,
  },
  settings: {
    summary: 'move settings to the kiosk that replaces this one',
    load: async () => (await import('./settings.ts')).settings,
  },
  doctor: {
    summary: 'say how a kiosk and its machine are, and what mends them',
    load: async () => (await import('./doctor.ts')).doctor,
  },
  'support-bundle': {
    summary: 'put what a supporter needs into a file, with nothing personal in it',
    load: async () => (await import('./support-bundle.ts')).supportBundle,
  },
  ports: {
    summary: 'list serial ports, and what answers there',
    load: async () => (await import('./ports.ts')).ports,
  },
  reader: {
    summary: 'say what arrives from a scanner, card reader or thermometer',
    load: async () => (await import('./reader.ts')).reader,
  },
  simulate: {
    summary: 'be a device on a pseudo-terminal, for trying a kiosk without hardware',
    load: async () => (await import('./simulate.ts')).simulate,
  },
  devices: {
    summary: 'set up the readers beside a kiosk',
    load: async () => (await import('./devices.ts')).devices,
  },
  gate: {
    summary: 'set up and try the gate that a kiosk opens',
    load: async () => (await import('./gate.ts')).gate,
  },
  staff: {
    summary: 'say which staff a kiosk lets in by their ID card',
    load: async () => (await import('./staff.ts')).staff,
  },
  place: {
    summary: 'say where a kiosk stands, for the sampling sites near it',
    load: async () => (await import('./place.ts')).place,
  },
  'nightly-restart': {
    summary: 'say when a kiosk may start anew by itself',
    load: async () => (await import('./nightly-restart.ts')).nightlyRestart,
  },
  guards: {
    summary: 'say who may decide by hand at a kiosk',
    load: async () => (await import('./guards.ts')).guards,
  },
  policy: {
    summary: 'write, check and fetch the rules',
    load: async () => (await import('./policy.ts')).policy,
  },
};

/** Answers one command line. @returns the exit code */
export async function runCommandLine([name, ...args]: readonly string[], world: World): Promise<number> {
  const print = (text: string): number => {
    world.stdout.write(text);
    return EXIT.ok;
  };
  const misused = (what: string, of: string): number => {
    world.say(`sentinel${of}: ${what}\nTry: sentinel${of} --help`);
    return EXIT.badInput;
  };
  if (name === '--version') return print(`${readVersion(world)}\n`);
  if (name === undefined || name === '--help' || name === 'help') {
    if (name !== undefined) return print(usage());
    world.say(usage());
    return EXIT.badInput;
  }
  const entry = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (entry === undefined) return misused(`no command named ${JSON.stringify(name)}`, '');
  try {
    const command = await entry.load();
    if (args.includes('--help')) return print(command.help);
    return await command.run(args, world);
  } catch (error) {
    if (isLeftOut(error)) return misused('run in a repository; what it needs is not in the package', ` ${name}`);
    if (isMisuse(error)) return misused(error.message, ` ${name}`);
    world.say(`sentinel ${name}: ${error instanceof Error ? error.message : String(error)}`);
    return EXIT.trouble;
  }
}

function isMisuse(error: unknown): error is Error {
  return error instanceof UsageError || (error instanceof Error && isParseArgsError(error));
}

function isParseArgsError(error: NodeJS.ErrnoException): boolean {
  return error.code?.startsWith('ERR_PARSE_ARGS_') === true;
}

/** Pictures and simulated devices are for who makes and tries kiosks: their packages are not on one. */
function isLeftOut(error: unknown): boolean {
  return error instanceof Error && (error as NodeJS.ErrnoException).code === 'ERR_MODULE_NOT_FOUND';
}

function usage(): string {
  const width = Math.max(...Object.keys(COMMANDS).map((name) => name.length));
  const list = Object.entries(COMMANDS).map(([name, { summary }]) => `  ${name.padEnd(width)}  ${summary}`);
  // Dispatched before us, by the door in scripts/: it runs with packages that are not the kiosk's.
  list.push(`  ${'hub'.padEnd(width)}  run in a repository: entries, backup, restore and tickets of the hub`);
  return [
    'sentinel COMMAND [OPTIONS]',
    '',
    ...list,
    '',
    'sentinel COMMAND --help says more. Lines of JSON in, lines of JSON out; docs/command-line.md.',
    '',
  ].join('\n');
}
