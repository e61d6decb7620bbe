import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Metadata, MetadataKind } from '@tufjs/models';
import { CHANGES_FOLDER } from './changes.ts';
import { metadataIn, readPublished, REPOSITORY, type Office } from './office.ts';
import { ONLINE_ROLES } from './roles.ts';
import { hashedName } from './signing.ts';

/** A fortnight of hourly changes. */
const KEPT_CHANGES = 336;

/** Takes away what no kiosk can ask for any more: all but the last two versions of each, and old changes. */
export function prune(office: Office): void {
  const at = join(office.folder, REPOSITORY);
  const now = readPublished(office);
  const versions = { snapshot: now.snapshot, targets: now.targets, ...now.delegated };
  const kept = new Set<string>();
  for (const [name, metadata] of Object.entries(versions)) {
    for (const file of readdirSync(at)) {
      const version = new RegExp(`^(\\d+)\\.${name}\\.json$`, 'u').exec(file)?.[1];
      if (version !== undefined && Number(version) < (metadata?.signed.version ?? 0) - 1) rmSync(join(at, file));
      else if (version !== undefined && name !== 'snapshot') targetsIn(at, file).forEach((one) => kept.add(one));
    }
  }
  for (const folder of ['targets', ...ONLINE_ROLES.map((name) => join('targets', name))]) {
    for (const file of filesIn(join(at, folder))) {
      if (!kept.has(join(folder, file))) rmSync(join(at, folder, file));
    }
  }
  const changes = filesIn(join(at, CHANGES_FOLDER)).map((file) => join(at, CHANGES_FOLDER, file));
  const byAge = changes.toSorted((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs);
  byAge.slice(KEPT_CHANGES).forEach((path) => {
    rmSync(path);
  });
}

function targetsIn(at: string, file: string): string[] {
  const { signed: one } = Metadata.fromJSON(MetadataKind.Targets, metadataIn(at, file));
  return Object.values(one.targets).map((target) => join('targets', hashedName(target)));
}

function filesIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => (entry.isFile() ? [entry.name] : []));
}
