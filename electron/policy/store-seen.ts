import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { RepositoryVersions } from '../../shared/policy/versions.ts';

/**
 * The newest versions that were in force in a store, beside it: where what is held has been lost or damaged, an older
 * repository is still known for what it is. Only under the same trusted root, since another one begins anew.
 */
const FILE = 'seen.json';

const version = z.int().min(1);
const seen = z.object({
  trustedRoot: z.string(),
  versions: z.object({ root: version, timestamp: version, snapshot: version, targets: version, policy: version }),
});

/** @returns `null` where nothing is known; a record that cannot be read is as good as none */
export function readSeen(store: string, trustedRoot: string): RepositoryVersions | null {
  try {
    const record = seen.parse(JSON.parse(readFileSync(join(store, FILE), 'utf8')));
    return record.trustedRoot === trustedRoot ? record.versions : null;
  } catch {
    // It only adds to what the repository in force says.
    return null;
  }
}

export function writeSeen(store: string, { trustedRoot, versions }: z.infer<typeof seen>): void {
  const path = join(store, FILE);
  writeFileSync(`${path}.new`, `${JSON.stringify({ trustedRoot, versions })}\n`, { mode: 0o600, flush: true });
  renameSync(`${path}.new`, path);
}
