import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { Trouble } from '../../door.ts';
import { capture, type Finished } from '../../processes.ts';

/** A Debian that has booted in namespaces of its own, with this machine's network and the folder as its disk. */
export interface Machine {
  /** The folder, for whoever looks from outside. */
  readonly root: string;
  /** Runs a shell script there as root to its end; `$1`, `$2`, … are `args`. */
  readonly run: (script: string, ...args: string[]) => Promise<Finished>;
  /** Switches it off and on. */
  readonly restart: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

const RELEASE = 'bookworm';
/** Beyond what every Debian has: a system that boots, and the authorities a registry of packages may be asked by. */
const ADDED = ['systemd-sysv', 'dbus', 'ca-certificates'];
const MIRROR = 'http://deb.debian.org/debian';

const BOOT_MS = 90_000;
const STOP_MS = 30_000;
const LOOK_MS = 500;

/** What programs find there, and nothing of whoever runs this. */
const ENVIRONMENT = [
  'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  'HOME=/root',
  'LC_ALL=C.UTF-8',
  'DEBIAN_FRONTEND=noninteractive',
];

/**
 * Makes a bare Debian 12 in a folder.
 *
 * @param folder empty, or not there
 * @throws Trouble where it could not be made
 */
export async function makeDebian(folder: string): Promise<void> {
  const args = ['--variant=minbase', `--include=${ADDED.join(',')}`, RELEASE, folder, MIRROR];
  const { code, stdout, stderr } = await capture('debootstrap', args);
  if (code !== 0) throw new Trouble(`${(stdout + stderr).trim()}\n\nDebian could not be made in ${folder}.`);
}

/**
 * Boots the Debian of a folder, as a machine that is switched on does.
 *
 * @throws Trouble where it does not come up within 90 s
 */
export async function boot(root: string): Promise<Machine> {
  let child = await start(root);
  return {
    root,
    run: (script, ...args) => runIn(child, script, args),
    restart: async () => {
      await stop(child);
      child = await start(root);
    },
    stop: () => stop(child),
  };
}

async function start(root: string): Promise<ChildProcess> {
  const child = spawnNspawn(root);
  process.once('exit', () => {
    child.kill();
  });
  let said = '';
  const hear = (chunk: Buffer): void => {
    said += chunk.toString();
  };
  child.stdout?.on('data', hear);
  child.stderr?.on('data', hear);
  for (let waited = 0; waited < BOOT_MS && isRunning(child); waited += LOOK_MS) {
    // `degraded`: some unit of Debian's own cannot run in a namespace. It is up all the same.
    if (/^(?:running|degraded)/u.test((await runIn(child, 'systemctl is-system-running', [])).stdout)) return child;
    await sleep(LOOK_MS);
  }
  await stop(child);
  throw new Trouble(`${said.trim()}\n\nThe Debian in ${root} did not boot.`);
}

/** Where systemd runs this machine it keeps the guest's processes apart; elsewhere a hierarchy for them is mounted out of sight. */
function spawnNspawn(root: string): ChildProcess {
  const args = ['--directory', root, '--register=no', '--console=read-only', '--boot'];
  if (existsSync('/run/systemd/system')) return spawn('systemd-nspawn', args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const script = `mount --make-rprivate /
mount -t cgroup2 none /sys/fs/cgroup
mkdir -p /sys/fs/cgroup/sentinel-try
echo $$ >/sys/fs/cgroup/sentinel-try/cgroup.procs
exec systemd-nspawn --keep-unit "$@"`;
  return spawn('unshare', ['--mount', 'sh', '-ec', script, 'sh', ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
}

function runIn(child: ChildProcess, script: string, args: readonly string[]): Promise<Finished> {
  const first = firstProcess(child);
  if (first === undefined) return Promise.resolve({ code: null, stdout: '', stderr: 'the machine is not there' });
  const into = ['-t', first, '-m', '-u', '-i', '-p', '-C', '-r', '-w'];
  return capture('nsenter', [...into, 'env', '-i', ...ENVIRONMENT, 'sh', '-c', script, 'sh', ...args]);
}

/** The process that is number 1 there, by its number here: systemd-nspawn's one child. `undefined` while there is none. */
function firstProcess({ pid }: ChildProcess): string | undefined {
  const path = `/proc/${pid}/task/${pid}/children`;
  return existsSync(path) ? /\d+/u.exec(readFileSync(path, 'utf8'))?.[0] : undefined;
}

function isRunning({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode === null && signalCode === null;
}

async function stop(child: ChildProcess): Promise<void> {
  if (!isRunning(child)) return;
  const ended = new Promise((resolve) => child.once('close', resolve));
  child.kill();
  await Promise.race([ended, sleep(STOP_MS, undefined, { ref: false })]);
  // A second time it does not wait for what runs there.
  child.kill();
  await ended;
}
