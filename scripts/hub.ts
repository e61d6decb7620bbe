import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { EXIT, isMisuse } from '../hub/cli/command.ts';
import { isForDatabase } from '../hub/cli/commands.ts';
import { withoutEmpty } from '../hub/environment.ts';
import { openDemoKeys, publicJwkOf } from '../hub/status/demo/keys.ts';
import { ensureHubPagesBuilt } from './build.ts';
import { reasonOf, runScript, say, Trouble } from './door.ts';
import { provision } from './hub/provision.ts';
import { ticket } from './hub/ticket.ts';
import { startPostgres, type Postgres } from './postgres.ts';
import { foreground } from './processes.ts';
import { runningPostgres } from './running-postgres.ts';

const ROOT = join(import.meta.dirname, '..');

/** Variables of the hub's environment that name a file with a secret, and the file's name in the hub's folder. */
const SECRETS = {
  HUB_CHALLENGE_KEY_FILE: 'challenge-key',
  HUB_ADMINISTRATOR_FILE: 'administrator',
  HUB_SCRAPER_FILE: 'scraper',
  // 32 bytes, base64url: the seed of the hub's Ed25519 key.
  HUB_KEY_FILE: 'hub-key',
  HUB_VENUE_KEY_FILE: 'venue-key',
} as const;

const ENVIRONMENT = withoutEmpty(process.env);

/** As the hub's own default has it. */
const PORT = 8443;

await runScript(() => {
  const [command, ...args] = process.argv.slice(2);
  if (command === undefined) return serve();
  if (command === 'passes' && args[0] === 'publish' && !args.includes('--help')) return publishPasses(args.slice(1));
  const make = command === 'ticket' ? ticket : command === 'provision' ? provision : null;
  if (make === null) return runCommand([command, ...args]);
  return make(args, {
    url: ENVIRONMENT['HUB_ADDRESS'] ?? ownAddress() ?? `http://127.0.0.1:${PORT}`,
    tokenFile: ENVIRONMENT['HUB_ADMINISTRATOR_FILE'] ?? join(hubFolder(), 'secrets', 'administrator'),
  }).catch((error: unknown) => {
    if (!isMisuse(error)) throw error;
    say(`${command}: ${error.message}\nTry: npm run hub -- ${command} --help`);
    return EXIT.badInput;
  });
});

/**
 * `npm run hub`: the hub on `DATABASE_URL`, or on a PostgreSQL of its own with its data in `HUB_FOLDER`. What the
 * environment does not name, secrets and addresses, is made once and kept in that folder.
 */
async function serve(): Promise<number> {
  await ensureHubPagesBuilt();
  const folder = makeFolder();
  const env: NodeJS.ProcessEnv = { ...ENVIRONMENT };
  if (env['HUB_KEY_FILE'] === undefined && !existsSync(secretPath(folder, SECRETS.HUB_KEY_FILE))) {
    say('The hub makes itself a new key: kiosks of an earlier hub would not believe it. Keep a copy apart.');
  }
  for (const [variable, name] of Object.entries(SECRETS)) env[variable] ??= ensureSecret(folder, name).path;
  if (env['HUB_DEMO_STATUS'] === '1') demonstrateStatus(folder, env);
  const address = ownAddress();
  if (address !== null) env['HUB_ADDRESS'] ??= address;
  say(`The administrator's token is in ${String(env['HUB_ADMINISTRATOR_FILE'])}.`);
  return onDatabase(folder, ['server.ts'], env);
}

/**
 * `npm run hub -- COMMAND`, or `sentinel hub COMMAND`: one of `hub/cli.ts`, on the same database. It makes no secrets: a
 * hub key that was made only now would be taken for the hub's.
 */
function runCommand(line: readonly string[]): Promise<number> {
  const env: NodeJS.ProcessEnv = { ...ENVIRONMENT };
  if (!isForDatabase(line)) return run(['cli.ts', ...line], env);
  const folder = makeFolder();
  const key = secretPath(folder, SECRETS.HUB_KEY_FILE);
  if (existsSync(key)) env['HUB_KEY_FILE'] ??= key;
  const address = ownAddress();
  if (address !== null) env['HUB_ADDRESS'] ??= address;
  return onDatabase(folder, ['cli.ts', ...line], env);
}

/**
 * `npm run hub -- passes publish OFFICE --key FILE`: what the hub has taken back, into the office's folder, and signed there at once,
 * where both are at hand.
 */
async function publishPasses([office = '', ...options]: readonly string[]): Promise<number> {
  const written = await runCommand(['passes', 'write', office]);
  if (written !== 0) return written;
  const sentinel = join(ROOT, 'scripts', 'sentinel.mjs');
  return foreground(process.execPath, [sentinel, 'policy', 'publish', office, ...options], { ...ENVIRONMENT });
}

function makeFolder(): string {
  const folder = hubFolder();
  try {
    ensureFolder(folder);
  } catch (error) {
    throw new Trouble(`HUB_FOLDER ${folder} cannot be made or written (${reasonOf(error)}).`);
  }
  return folder;
}

function ensureFolder(folder: string): void {
  // PostgreSQL's own user passes through it; what is secret lies in a folder of its own.
  if (mkdirSync(folder, { recursive: true }) !== undefined) chmodSync(folder, 0o755);
  mkdirSync(join(folder, 'secrets'), { recursive: true, mode: 0o700 });
}

/** Runs a program of the hub on the database that the environment names, else on its own. */
async function onDatabase(folder: string, program: Program, env: NodeJS.ProcessEnv): Promise<number> {
  const own = env['DATABASE_URL'] === undefined ? await startOwn(folder) : null;
  env['DATABASE_URL'] ??= own?.url;
  try {
    return await run(program, env);
  } finally {
    await own?.stop();
  }
}

/** A file of the folder `hub`, and its arguments. */
type Program = readonly [string, ...string[]];

function run([program, ...args]: Program, env: NodeJS.ProcessEnv): Promise<number> {
  const loader = import.meta.resolve('tsx');
  return foreground(process.execPath, ['--import', loader, join(ROOT, 'hub', program), ...args], env);
}

/** The demo's status provider beside the hub: its keys, made once, and what a policy has to say of them. */
function demonstrateStatus(folder: string, env: NodeJS.ProcessEnv): void {
  const opening = ensureSecret(folder, 'demo-status-opening');
  const signing = ensureSecret(folder, 'demo-status-signing');
  env['HUB_DEMO_STATUS_OPENING_KEY_FILE'] ??= opening.path;
  env['HUB_DEMO_STATUS_SIGNING_KEY_FILE'] ??= signing.path;
  const bytes = [opening, signing].map(({ value }) => Buffer.from(value, 'base64url')) as [Buffer, Buffer];
  const keys = openDemoKeys(...bytes);
  const statusProvider = { key: publicJwkOf(keys.opening), issuers: ['310000'] };
  const name = { 'zh-CN': '演示状态查询', en: 'Demo status provider' };
  const trust = { format: 'health-code', issuer: '310000', name, jwk: publicJwkOf(keys.signing) };
  say('The demo’s status provider answers. The rules need:');
  say(`  "statusProvider": ${JSON.stringify(statusProvider)}`);
  say(`  in "trust": ${JSON.stringify(trust)}`);
}

/** The one that runs already, beside which a command runs, or one that is started for this. */
async function startOwn(folder: string): Promise<Pick<Postgres, 'url' | 'stop'>> {
  const running = await runningPostgres(join(folder, 'postgres'), ensureSecret(folder, 'database').value, Date.now());
  if (running !== null) return { url: running, stop: () => Promise.resolve() };
  say(`The hub's own PostgreSQL keeps its data in ${folder}.`);
  return startPostgres(join(folder, 'postgres'), ensureSecret(folder, 'database').value);
}

function hubFolder(): string {
  return ENVIRONMENT['HUB_FOLDER'] ?? defaultFolder();
}

/** For a kiosk on this machine, where nothing else was said; `null`: the hub speaks TLS, or takes any port that is free. */
function ownAddress(): string | null {
  const port = ENVIRONMENT['HUB_PORT'] ?? String(PORT);
  const isTls = ENVIRONMENT['HUB_TLS_KEY_FILE'] !== undefined;
  return isTls || port === '0' ? null : `http://127.0.0.1:${port}`;
}

/** Where root's programs keep their data, else where the user's do: PostgreSQL's own user must be able to get there. */
function defaultFolder(): string {
  if (process.getuid?.() === 0) return '/var/lib/digital-sentinel-hub';
  return join(ENVIRONMENT['XDG_DATA_HOME'] ?? join(homedir(), '.local', 'share'), 'digital-sentinel-hub');
}

function secretPath(folder: string, name: string): string {
  return join(folder, 'secrets', name);
}

/** A random secret, made once, which its owner alone may read. */
function ensureSecret(folder: string, name: string): { path: string; value: string } {
  const path = secretPath(folder, name);
  try {
    if (!existsSync(path)) writeFileSync(path, randomBytes(32).toString('base64url'), { mode: 0o600 });
    return { path, value: readFileSync(path, 'utf8') };
  } catch (error) {
    throw new Trouble(`The secret ${path} cannot be made or read (${reasonOf(error)}).`);
  }
}
