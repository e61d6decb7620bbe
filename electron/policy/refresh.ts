import { copyFileSync, linkSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Metadata, Root, TargetFile } from '@tufjs/models';
import { Updater } from 'tuf-js';
import { makeFolder } from '../folders.ts';
import type { EpochSeconds } from '../../shared/time.ts';
import { takeChanges } from './changes.ts';
import { digestOf } from './pieces.ts';
import { Refused } from './reading.ts';
import {
  REVOCATIONS_TARGET,
  SITE_LIST_TARGET,
  TARGET_PATHS,
  TARGETS,
  type OnlineRole,
  type TargetPath,
} from './roles.ts';
import { hashedName } from './signing.ts';
import type { RepositorySource } from './source.ts';

/** A few keys and signatures each. */
const LIMITS = {
  rootMaxLength: 65_536,
  timestampMaxLength: 16_384,
  snapshotMaxLength: 65_536,
  targetsMaxLength: 1_048_576,
};

/** A repository that is brought up to date where it lies. */
export interface Refreshing {
  readonly source: RepositorySource;
  /** Its folder, which holds a root and, where something is held already, its metadata. */
  readonly staged: string;
  /** Folder of the repository in force, whose targets need not be fetched again; `null`: none is. */
  readonly held: string | null;
  /** By which signatures expire. */
  readonly now: EpochSeconds;
  /** The root there is before any target is fetched; throws where it is not as it should be. */
  readonly check: () => Metadata<Root>;
}

/**
 * Fetches what is newer.
 *
 * @returns whether a target was fetched: else all of them are there already
 * @throws Refused, and what the library throws
 * @see The Update Framework specification §5
 */
export async function refresh({ source, staged, held, now, check }: Refreshing): Promise<boolean> {
  const updater = new Updater({
    metadataDir: staged,
    metadataBaseUrl: source.base,
    targetDir: join(staged, 'targets'),
    targetBaseUrl: `${source.base}/targets`,
    fetcher: source,
    config: LIMITS,
  });
  setTime(updater, now);
  await updater.refresh();
  const root = check();
  let hasFetched = false;
  for (const path of TARGET_PATHS) {
    const info = await listedAt(updater, path);
    if (info === null) continue;
    if (info.length > TARGETS[path].maxBytes) throw new Refused('policy-damaged');
    const to = join(staged, 'targets', path);
    makeFolder(dirname(to), 0o700);
    const from = held === null ? null : join(held, 'targets', path);
    if (from !== null && isListed(info, from)) {
      takeOver(from, to);
      continue;
    }
    hasFetched = true;
    if (from === null || path !== REVOCATIONS_TARGET || !(await takeChanges(from, to, info, source))) {
      await source.downloadTarget(root.signed.consistentSnapshot ? hashedName(info) : path, info, to);
    }
  }
  return hasFetched;
}

/** @returns `null` for a target of a role that has not published anything yet, over which the library stumbles, or not this */
async function listedAt(updater: Updater, path: TargetPath): Promise<TargetFile | null> {
  const { role } = TARGETS[path];
  if (role !== null && !hasPublished(updater, role)) return null;
  const info = await updater.getTargetInfo(path);
  if (info === undefined && path !== SITE_LIST_TARGET) throw new Refused('policy-damaged');
  return info ?? null;
}

/** What never changes need not be there twice; where the disk knows no links, it is. */
function takeOver(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch {
    copyFileSync(from, to);
  }
}

function hasPublished(updater: Updater, role: OnlineRole): boolean {
  const { trustedSet } = updater as unknown as { trustedSet: { snapshot?: { signed: { meta: object } } } };
  return Object.hasOwn(trustedSet.snapshot?.signed.meta ?? {}, `${role}.json`);
}

function isListed({ length, hashes }: TargetFile, path: string): boolean {
  const found = statSync(path, { throwIfNoEntry: false });
  return found?.isFile() === true && found.size === length && digestOf(path) === hashes['sha256'];
}

/** The library asks the machine's clock, which may be wrong, and has no other way to be told. */
function setTime(updater: Updater, now: EpochSeconds): void {
  const { trustedSet } = updater as unknown as { trustedSet: { referenceTime: Date } };
  trustedSet.referenceTime = new Date(now * 1000);
}
