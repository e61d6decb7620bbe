import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { say, Trouble } from './door.ts';
import { capture, isInstalled } from './processes.ts';
import {
  debianPackages,
  installCommand,
  isDebianLike,
  missingLibraries,
  NEEDED_LIBRARIES,
  TOOLS,
  type Tool,
} from './system/packages.ts';

export interface Needs {
  /** The folder of the Electron whose libraries must be there. */
  readonly runtime: string;
  readonly tools: readonly Tool[];
}

/**
 * Sees to it that the system can run Electron and has the tools asked for.
 *
 * Installs exactly what is missing when root on Debian or Ubuntu. Only Linux leaves this to the user; elsewhere nothing
 * is checked.
 *
 * @throws Trouble with the one command to type where it may not install, or could not
 */
export async function ensureSystem(needs: Needs): Promise<void> {
  if (process.platform !== 'linux') return;
  const lacking = await findLacking(needs);
  if (lacking.libraries.length + lacking.tools.length === 0) return;
  if (!isDebian()) throw new Trouble(describeElsewhere(lacking));
  const names = await existingNames(debianPackages(lacking.libraries, lacking.tools));
  if (process.getuid?.() !== 0 || !(await isInstalled('apt-get'))) {
    throw new Trouble(`This machine lacks ${listOf(lacking)}. Install it with:\n  ${installCommand(names, true)}`);
  }
  await install(names);
  const left = await findLacking(needs);
  if (left.libraries.length + left.tools.length > 0) {
    throw new Trouble(`${names.join(', ')} were installed, but ${listOf(left)} is still missing.`);
  }
}

interface Lacking {
  readonly libraries: readonly string[];
  readonly tools: readonly Tool[];
}

async function findLacking({ runtime, tools }: Needs): Promise<Lacking> {
  const binary = join(runtime, 'electron');
  const listed = await capture('ldd', [binary]);
  // Without ldd (musl, or a bare image) only starting it would tell: leave that to the start.
  const libraries = listed.code === 0 ? missingLibraries(listed.stdout) : [];
  const isThere = await Promise.all(tools.map((tool) => TOOLS[tool].isThere()));
  return { libraries, tools: tools.filter((_tool, index) => isThere[index] !== true) };
}

function listOf({ libraries, tools }: Lacking): string {
  return [...libraries, ...tools].join(', ');
}

function describeElsewhere(lacking: Lacking): string {
  const hint = lacking.libraries.map((library) => NEEDED_LIBRARIES[library] ?? library).join(', ');
  return `This machine lacks ${listOf(lacking)}. Install them with the system's package manager${hint === '' ? '' : ` (Debian calls them ${hint})`} and start again.`;
}

function isDebian(): boolean {
  return existsSync('/etc/os-release') && isDebianLike(readFileSync('/etc/os-release', 'utf8'));
}

/** Newer releases renamed some packages when `time_t` grew (`libgtk-3-0t64`): takes the name this system knows. */
async function existingNames(names: readonly string[]): Promise<readonly string[]> {
  const known = await Promise.all(
    names.map(async (name) => {
      const { code, stdout } = await capture('apt-cache', ['policy', `${name}t64`]);
      return code === 0 && /Candidate: \d/u.test(stdout) ? `${name}t64` : name;
    }),
  );
  return [...new Set(known)];
}

async function install(names: readonly string[]): Promise<void> {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  say(`Installing ${names.join(', ')} …`);
  const updated = await capture('apt-get', ['update', '-q'], { env });
  const renamed = await existingNames(names);
  const installed = await capture('apt-get', ['install', '-q', '-y', '--no-install-recommends', ...renamed], { env });
  if (installed.code === 0) return;
  const log = [updated, installed].map(({ stdout, stderr }) => stdout + stderr).join('');
  throw new Trouble(`${log.trim()}\n\nInstalling failed. Try by hand:\n  ${installCommand(renamed, false)}`);
}

/**
 * Tells why Chromium's sandbox cannot start for this user, or null when it can.
 *
 * Root is no case of this: there the sandbox never starts, and the start says so.
 */
export async function sandboxTrouble(runtime: string): Promise<string | null> {
  if (process.platform !== 'linux' || process.getuid?.() === 0) return null;
  const namespaces = await capture('unshare', ['--user', '--map-root-user', 'true']);
  if (namespaces.code === 0) return null;
  const helper = join(runtime, 'chrome-sandbox');
  if (await isSetUidRoot(helper)) return null;
  return `Chromium's sandbox cannot start here: this system gives ordinary users no namespaces. Allow its helper with:\n  sudo chown root:root ${helper} && sudo chmod 4755 ${helper}`;
}

async function isSetUidRoot(path: string): Promise<boolean> {
  const { stdout } = await capture('stat', ['--format=%u %a', path]);
  return /^0 4/u.test(stdout);
}
