import { accessSync, constants, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureBuilt } from './build.ts';
import { hasDisplay, startDisplay } from './display.ts';
import { runScript, say, Trouble } from './door.ts';
import { foreground } from './processes.ts';
import { describeRuntime, ensureRuntime, executableOf } from './runtime.ts';
import { ensureSystem, sandboxTrouble } from './system.ts';

const ROOT = join(import.meta.dirname, '..');
const VIRTUAL = '--virtual-display';
/** A kiosk that was set up for a venue (`sentinel enrol`). */
const VENUE = '--venue';

await runScript(start);

/** `npm start -- [arguments of the app]`: opens the kiosk, in demo mode but with --venue, and returns its exit status. */
async function start(): Promise<number> {
  const given = process.argv.slice(2);
  const isVirtual = given.includes(VIRTUAL);
  if (!isVirtual && !(await hasDisplay())) {
    throw new Trouble(
      `There is no screen to open the kiosk on${unanswered()}. Start it from a desktop session, or try it out on a virtual one: npm start -- ${VIRTUAL}`,
    );
  }
  const runtime = await ensureRuntime();
  say(describeRuntime(runtime));
  await ensureSystem({
    runtime: runtime.path,
    tools: isVirtual ? ['virtual display', 'Chinese fonts'] : ['Chinese fonts'],
  });
  await ensureBuilt();
  const display = isVirtual ? await startDisplay() : null;
  if (display !== null) say(`The kiosk opens on the virtual display ${display.name}.`);
  const profile = profileSwitches(given);
  try {
    const args = [
      ROOT,
      ...(given.includes(VENUE) ? [] : ['--demo']),
      ...(await sandboxSwitches(runtime.path)),
      ...profile.switches,
      // Chromium's own complaints (no session bus, no GPU) tell a user nothing; the app says what matters.
      '--log-level=3',
      ...given.filter((arg) => arg !== VIRTUAL && arg !== VENUE),
    ];
    const env = display === null ? process.env : { ...process.env, DISPLAY: display.name };
    return await foreground(executableOf(runtime), args, env);
  } finally {
    display?.stop();
    profile.remove();
  }
}

/** Names the screen that was asked for in vain. */
function unanswered(): string {
  const name = process.env['DISPLAY'] ?? '';
  return name === '' ? '' : ` (DISPLAY says ${name}, where nothing answers)`;
}

async function sandboxSwitches(runtime: string): Promise<readonly string[]> {
  if (process.platform === 'linux' && process.getuid?.() === 0) {
    say('Running as root, where Chromium has no sandbox: started with --no-sandbox, for trying out only.');
    return ['--no-sandbox'];
  }
  const trouble = await sandboxTrouble(runtime);
  if (trouble !== null) throw new Trouble(trouble);
  return [];
}

/** Where the app keeps its files: its usual folder, or a passing one where the home cannot be written. */
function profileSwitches(given: readonly string[]): { switches: readonly string[]; remove: () => void } {
  const usual = { switches: [], remove: () => undefined };
  if (given.some((arg) => arg.startsWith('--user-data-dir')) || process.platform !== 'linux') return usual;
  const config = join(process.env['XDG_CONFIG_HOME'] ?? join(homedir(), '.config'), 'digital-sentinel');
  try {
    mkdirSync(config, { recursive: true, mode: 0o700 });
    accessSync(config, constants.W_OK);
    return usual;
  } catch {
    // Read-only: the one thing to know about it is said below.
    const folder = mkdtempSync(join(tmpdir(), 'digital-sentinel-profile-'));
    say(`${config} cannot be written, so entries and settings are kept in ${folder} and gone afterwards.`);
    return {
      switches: [`--user-data-dir=${folder}`],
      remove: () => {
        rmSync(folder, { recursive: true, force: true });
      },
    };
  }
}
