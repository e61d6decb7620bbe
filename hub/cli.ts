import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { EXIT, isMisuse, type World } from './cli/command.ts';
import { findCommand, usage } from './cli/commands.ts';
import { BadEnvironment } from './environment.ts';
import { FORBIDDEN, isForbidden, isRefusedLogin, REFUSED_LOGIN, isUnavailable } from './store/open.ts';

const world: World = {
  variables: process.env,
  answer: async (line) => {
    if (!process.stdout.write(`${JSON.stringify(line)}\n`)) await once(process.stdout, 'drain');
  },
  nowMs: () => Date.now(),
  newId: randomUUID,
};

// Whoever reads us may stop reading (`| head -1`): that is their right, and no trouble.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  process.exit(error.code === 'EPIPE' ? EXIT.ok : EXIT.trouble);
});
process.exitCode = await main(process.argv.slice(2));

async function main([name = '--help', ...args]: readonly string[]): Promise<number> {
  if (name === '--help' || name === 'help') return print(usage());
  const entry = findCommand(name);
  if (entry === undefined) return say(`no command named ${JSON.stringify(name)}\n\n${usage()}`, EXIT.badInput);
  const command = await entry.load();
  if (args.includes('--help')) return print(command.help);
  try {
    return await command.run(args, world);
  } catch (error) {
    return say(`${name}: ${sentenceOf(error)}`, isOfWhoAsks(error) ? EXIT.badInput : EXIT.trouble);
  }
}

function isOfWhoAsks(error: unknown): boolean {
  return isMisuse(error) || error instanceof BadEnvironment;
}

/** An error of the database may quote a row: its code says enough. Those of the system name a file. */
function sentenceOf(error: unknown): string {
  if (!(error instanceof Error)) return 'trouble';
  const call = 'syscall' in error ? error.syscall : null;
  if (isOfWhoAsks(error) || (call !== null && call !== 'connect')) return error.message;
  if (isRefusedLogin(error)) return REFUSED_LOGIN;
  if (isForbidden(error)) return FORBIDDEN;
  if (isUnavailable(error)) return 'the database does not answer at DATABASE_URL';
  return 'code' in error ? `${error.name} ${String(error.code)}` : error.name;
}

function say(sentence: string, exit: number): number {
  process.stderr.write(`sentinel hub: ${sentence}\n`);
  return exit;
}

function print(text: string): number {
  process.stdout.write(text);
  return EXIT.ok;
}
