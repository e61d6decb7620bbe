import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { startDisplay, type Display } from './display.ts';
import { runScript, say, Trouble } from './door.ts';
import { isInstalled } from './processes.ts';
import { boot, makeDebian, type Machine } from './package/try/machine.ts';
import { STEPS } from './package/try/steps.ts';
import type { Trial } from './package/try/trial.ts';

/** Programs it takes, and the Debian packages that bring them. */
const PROGRAMS: readonly (readonly [program: string, brings: string])[] = [
  ['debootstrap', 'debootstrap'],
  ['systemd-nspawn', 'systemd-container'],
  ['nsenter', 'util-linux'],
  ['dpkg-deb', 'dpkg'],
  ['Xvfb', 'xvfb'],
];

await runScript(tryPackage);

/**
 * `npm run package:try -- FILE.deb [--picture FILE.png] [--root FOLDER]`: installs the package in a bare Debian 12 that it
 * makes and boots in namespaces of its own, starts the kiosk by its unit under a virtual display, asks its command line,
 * upgrades, removes and purges it. Out: NDJSON, a line for each step, `{"step","wrong"}`, `wrong` sentences.
 *
 * @returns 0 where nothing is wrong, else 1
 */
async function tryPackage(): Promise<number> {
  const { deb, picture, root } = parse(process.argv.slice(2));
  await checkMachine();
  const folder = await mkdtemp(join(tmpdir(), 'sentinel-try-'));
  let display: Display | null = null;
  let machine: Machine | null = null;
  try {
    const place = root ?? join(folder, 'debian');
    if (!existsSync(join(place, 'etc'))) {
      say(`Making a bare Debian in ${place} …`);
      await makeDebian(place);
    }
    await mkdir(join(folder, 'display'));
    display = await startDisplay(join(folder, 'display'));
    machine = await boot(place);
    return await runSteps({ ...machine, deb, picture, folder, display: display.name });
  } finally {
    await machine?.stop();
    display?.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Each step needs what the one before has left: the first that is wrong is the last that is tried. */
async function runSteps(trial: Trial): Promise<number> {
  for (const [step, look] of STEPS) {
    const wrong = await look(trial);
    process.stdout.write(`${JSON.stringify({ step, wrong })}\n`);
    if (wrong.length > 0) return 1;
  }
  return 0;
}

interface Asked {
  readonly deb: string;
  /** Where the picture of the first start goes; `null`: it is looked at and thrown away. */
  readonly picture: string | null;
  /** A Debian that is there already, or that is to be made there and stays; `null`: one that goes with the trial. */
  readonly root: string | null;
}

function parse(given: readonly string[]): Asked {
  const usage = new Trouble('Usage: npm run package:try -- FILE.deb [--picture FILE.png] [--root FOLDER]');
  const asked: Record<'deb' | 'picture' | 'root', string | null> = { deb: null, picture: null, root: null };
  const rest = [...given];
  for (let arg = rest.shift(); arg !== undefined; arg = rest.shift()) {
    const name = arg === '--picture' ? 'picture' : arg === '--root' ? 'root' : 'deb';
    const value = name === 'deb' ? arg : rest.shift();
    if (value === undefined || value.startsWith('-') || asked[name] !== null) throw usage;
    asked[name] = resolve(value);
  }
  if (asked.deb === null) throw usage;
  if (!existsSync(asked.deb)) throw new Trouble(`There is no ${asked.deb}. Make one: npm run package -- --deb`);
  return { ...asked, deb: asked.deb };
}

async function checkMachine(): Promise<void> {
  if (process.platform !== 'linux') throw new Trouble('The Debian package is tried on Linux.');
  if (process.getuid?.() !== 0)
    throw new Trouble('Only root may make a Debian and boot it: sudo npm run package:try -- FILE.deb');
  const missing: string[] = [];
  for (const [program, brings] of PROGRAMS) if (!(await isInstalled(program))) missing.push(brings);
  if (missing.length > 0) throw new Trouble(`Missing to try the package with: apt-get install -y ${missing.join(' ')}`);
}
