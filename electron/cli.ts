import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { UsageError, type Command, type World } from './cli/command.ts';
import { EXIT } from './cli/ndjson.ts';

/** `sentinel COMMAND`: each is loaded only when called, so that every one of them starts fast. */
const COMMANDS: Readonly<Record<string, { summary: string; load(): Promise<Command> }>> = {
  issue: { summary: 'sign health codes', load: async () => (await import('./cli/issue.ts')).issue },
  explain: {
    summary: 'say how a code is judged, step by step',
    load: async () => (await import('./cli/explain.ts')).explain,
  },
  decode: { summary: 'read the QR codes in pictures', load: async () => (await import('./cli/decode.ts')).decode },
  journal: {
    summary: 'verify a journal, list its entries, look for some',
    load: async () => (await import('./cli/journal.ts')).journal,
  },
  unseal: {
    summary: 'open what was sealed to the health office',
    load: async () => (await import('./cli/unseal.ts')).unsealEntries,
  },
  enrol: {
    summary: 'set a kiosk up for its venue, by a ticket of the hub',
    load: async () => (await import('./cli/enrol.ts')).enrolKiosk,
  },
  doctor: {
    summary: 'say how a kiosk is, by its files',
    load: async () => (await import('./cli/doctor.ts')).doctor,
  },
  ports: {
    summary: 'list serial ports, and what answers there',
    load: async () => (await import('./cli/ports.ts')).ports,
  },
  reader: {
    summary: 'say what arrives from a scanner, card reader or thermometer',
    load: async () => (await import('./cli/reader.ts')).reader,
  },
  simulate: {
    summary: 'be a device on a pseudo-terminal, for trying a kiosk without hardware',
    load: async () => (await import('./cli/simulate.ts')).simulate,
  },
  devices: {
    summary: 'set up the readers beside a kiosk',
    load: async () => (await import('./cli/devices.ts')).devices,
  },
  gate: {
    summary: 'set up and try the gate that a kiosk opens',
    load: async () => (await import('./cli/gate.ts')).gate,
  },
  staff: {
    summary: 'say which staff a kiosk lets in by their ID card',
    load: async () => (await import('./cli/staff.ts')).staff,
  },
  place: {
    summary: 'say where a kiosk stands, for the sampling sites near it',
    load: async () => (await import('./cli/place.ts')).place,
  },
  guards: {
    summary: 'say who may decide by hand at a kiosk',
    load: async () => (await import('./cli/guards.ts')).guards,
  },
  policy: {
    summary: 'write, check and fetch the rules',
    load: async () => (await import('./cli/policy.ts')).policy,
  },
};

const root = findRoot(import.meta.dirname);
const world: World = {
  stdin: process.stdin,
  stdout: process.stdout,
  say: (sentence) => process.stderr.write(`${sentence}\n`),
  resources: join(root, 'resources'),
};

// Whoever reads us may stop reading (`| head -1`): that is their right, and no trouble.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') world.say(`sentinel: ${error.message}`);
  process.exit(error.code === 'EPIPE' ? EXIT.ok : EXIT.trouble);
});
process.exitCode = await main(process.argv.slice(2));

async function main([name, ...args]: readonly string[]): Promise<number> {
  if (name === '--version') return print(`${readVersion()}\n`);
  if (name === undefined || name === '--help' || name === 'help') {
    if (name !== undefined) return print(usage());
    world.say(usage());
    return EXIT.badInput;
  }
  const entry = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (entry === undefined) return misused(`no command named ${JSON.stringify(name)}`, '');
  const command = await entry.load();
  if (args.includes('--help')) return print(command.help);
  try {
    return await command.run(args, world);
  } catch (error) {
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

function misused(what: string, name: string): number {
  world.say(`sentinel${name}: ${what}\nTry: sentinel${name} --help`);
  return EXIT.badInput;
}

function print(text: string): number {
  process.stdout.write(text);
  return EXIT.ok;
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

function readVersion(): string {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  return version;
}

/** The folder with package.json: this file runs from electron/ and, built, from out/cli/. */
function findRoot(directory: string): string {
  if (existsSync(join(directory, 'package.json'))) return directory;
  const parent = dirname(directory);
  if (parent === directory) throw new Error('package.json not found');
  return findRoot(parent);
}
