import { rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { downloadArtifact, ElectronDownloadCacheMode } from '@electron/get';
import { say } from '../door.ts';
import type { OfficialRuntime } from './pins.ts';
import { unzip } from './unzip.ts';

/** How long the release host may take to send its first byte: a closed network must not hold up a start. */
const FIRST_BYTE_MS = 8_000;
/** How long a download that has begun may stand still. */
const STALL_MS = 30_000;

/** Downloads the official runtime, checks it against the pinned SHA-256, and unpacks it. Rejects when out of reach. */
export async function makeOfficialRuntime(folder: string, { version, checksums }: OfficialRuntime): Promise<void> {
  const zip = await download(version, checksums);
  try {
    await unzip(zip, folder, (name) => name);
  } finally {
    await rm(dirname(zip), { recursive: true, force: true });
  }
}

async function download(version: string, checksums: Readonly<Record<string, string>>): Promise<string> {
  const watch = new AbortController();
  const stop = (): void => {
    watch.abort(new Error('no answer in time'));
  };
  let timer = setTimeout(stop, FIRST_BYTE_MS);
  let isBegun = false;
  const moved = (): Promise<void> => {
    if (!isBegun) say(`Downloading Electron ${version} (once) …`);
    isBegun = true;
    clearTimeout(timer);
    timer = setTimeout(stop, STALL_MS);
    return Promise.resolve();
  };
  try {
    return await downloadArtifact({
      version,
      artifactName: 'electron',
      platform: process.platform,
      arch: process.arch,
      checksums: { ...checksums },
      // Reads a download that Electron's own installer left, and keeps no second copy beside our unpacked one.
      cacheMode: ElectronDownloadCacheMode.ReadOnly,
      downloadOptions: { quiet: true, signal: watch.signal, getProgressCallback: moved },
    });
  } finally {
    clearTimeout(timer);
  }
}
