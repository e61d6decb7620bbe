import { existsSync, realpathSync } from 'node:fs';
import { dirname, isAbsolute, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { decommission, type Progress } from '../decommission/decommission.ts';
import { listFiles } from '../decommission/erase.ts';
import { nearlyDone } from '../decommission/finish.ts';
import { kioskIn } from '../decommission/kiosk-in.ts';
import { findOwed, type OwedEntries } from '../decommission/owed.ts';
import type { Choice } from '../decommission/settle.ts';
import { readState } from '../decommission/state.ts';
import { surroundingsOf } from '../decommission/system.ts';
import { printed } from '../decommission/words.ts';
import { profileOf, UsageError, type Command, type World } from './command.ts';
import { writeLine } from './lines.ts';
import { EXIT } from './ndjson.ts';
import { isAppRunning } from './running.ts';

const HELP = `sentinel decommission --profile DIR --report FILE [--export FILE | --abandon N] [--proxy URL] [--yes]

Ends a kiosk's life: sends what it owes to its hub, tells the hub, destroys its keys, then overwrites and deletes all else in
DIR, and writes a report, FILE for people and FILE.json for programs, which says what may remain. To be run by the kiosk's own
user, with the app stopped. Interrupted, it goes on when it is run again. THERE IS NO WAY BACK once the entries are settled.

  --export FILE  writes what the hub does not have to FILE, which "sentinel journal verify FILE" accepts
  --abandon N    gives up what the hub does not have: N entries, owed, disputed and abandoned together, as it was said
                 before; "unknown" for a journal that cannot be read
  --proxy URL    http://HOST:PORT by which the hub is reached
  --yes          does it; without, says what would be done

Out: a line for each step, {"step":"sending","unsent":…}, "settled", "telling", "told", "erasing", at last {"report":…}; or
{"fault":…,"owed":…,"disputed":…,"abandoned":…,"why":…}, and nothing was done. Exit code 2 for a fault, 1 for one that may pass by itself (the hub is
not reached), and where something could not be erased.

docs/command-line.md says more.
`;

const options = {
  profile: { type: 'string' },
  report: { type: 'string' },
  export: { type: 'string' },
  abandon: { type: 'string' },
  proxy: { type: 'string' },
  yes: { type: 'boolean', default: false },
} as const;

export const decommissionKiosk: Command = {
  help: HELP,
  async run(args, world) {
    const { values } = parseArgs({ args: [...args], options });
    const profile = profileOf(values.profile, world);
    if (values.report === undefined) throw new UsageError('--report FILE is required');
    const choice = choiceOf(values);
    const report = outsideOf(profile, '--report', values.report);
    // One that was interrupted after all was gone has its report to finish.
    const isNearlyDone = nearlyDone({ report }, profile) !== null;
    if (!existsSync(profile) && !isNearlyDone) return sayFault({ fault: 'no-such-folder' }, world);
    if (choice.is === 'export') outsideOf(profile, '--export', choice.file);
    if (isAppRunning(profile)) return sayFault({ fault: 'kiosk-running' }, world);
    if (!values.yes) return isNearlyDone ? sayNothingLeft(world.stdout) : sayWhat(profile, world);
    const { proxy = null } = values;
    const extraCa = process.env['NODE_EXTRA_CA_CERTS'];
    const done = await decommission({
      ...{ profile, report, choice, proxy, extraCa, asksOfAbandoned: true },
      // Plain Node has no way to the system's store; what is sealed there is said to be locked.
      store: null,
      now: () => new Date(),
      isRunning: () => isAppRunning(profile),
      surroundings: surroundingsOf,
      tell: (progress: Progress) => void writeLine(world.stdout, progress),
    });
    if (!done.ok) return sayFault(done.fault, world);
    await writeLine(world.stdout, { report: done.value });
    world.say(printed(done.value));
    return done.value.left.length === 0 ? EXIT.ok : EXIT.trouble;
  },
};

/** After these the same may go well later. */
const PASSING: ReadonlySet<unknown> = new Set(['hub-unreachable', 'hub-busy', 'internal-error']);

async function sayFault(
  fault: { readonly fault: string; readonly why?: string | null },
  world: World,
): Promise<number> {
  await writeLine(world.stdout, fault);
  return PASSING.has(fault.why) ? EXIT.trouble : EXIT.badInput;
}

function choiceOf({ export: file, abandon }: { export?: string | undefined; abandon?: string | undefined }): Choice {
  if (file !== undefined && abandon !== undefined) throw new UsageError('one of --export and --abandon');
  if (file !== undefined) return { is: 'export', file: resolve(file) };
  if (abandon === undefined) return { is: 'sync' };
  if (abandon !== 'unknown' && !/^\d{1,12}$/u.test(abandon)) throw new UsageError('--abandon N, or unknown');
  return { is: 'abandon', entries: abandon === 'unknown' ? abandon : Number(abandon) };
}

/** @throws UsageError for a file that would be destroyed with all else @returns its whole path */
function outsideOf(profile: string, option: string, file: string): string {
  const folder = dirname(resolve(file));
  if (!existsSync(folder)) throw new UsageError(`${option}: there is no folder ${folder}`);
  const below = relative(existsSync(profile) ? realpathSync(profile) : resolve(profile), realpathSync(folder));
  const isInside = below === '' || (!below.startsWith('..') && !isAbsolute(below));
  if (isInside) throw new UsageError(`${option} has to lie outside of ${profile}, which is erased`);
  return resolve(file);
}

/** What would be done, by what the kiosk itself knows: the hub is not asked. */
async function sayWhat(profile: string, world: World): Promise<number> {
  const settled = readState(profile)?.settled ?? null;
  const folder = kioskIn(profile);
  if (!folder.ok && settled === null) return sayFault({ fault: folder.fault }, world);
  const { owed, disputed, abandoned } = settled ?? (await countIn(folder.ok ? folder.value : profile));
  const { files } = listFiles(profile);
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  const disk = surroundingsOf(profile);
  const counts = { owed, disputed, abandoned, files: files.length, bytes };
  await writeLine(world.stdout, { fault: 'not-confirmed', ...counts, isBegun: settled !== null, disk });
  return EXIT.badInput;
}

async function countIn(folder: string): Promise<Pick<OwedEntries, 'owed' | 'disputed' | 'abandoned'>> {
  const found = await findOwed(folder, null);
  found.close();
  return found;
}

async function sayNothingLeft(stdout: World['stdout']): Promise<number> {
  const counts = { owed: 0, disputed: 0, abandoned: 0, files: 0, bytes: 0 };
  await writeLine(stdout, { fault: 'not-confirmed', ...counts, isBegun: true });
  return EXIT.badInput;
}
