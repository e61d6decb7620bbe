import { randomBytes } from 'node:crypto';
import { existsSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { TargetFile, type Metadata, type Targets } from '@tufjs/models';
import { makeFolder } from '../folders.ts';
import {
  openPrefixes,
  PREFIX_BYTES,
  prefixOf,
  type Prefixes,
  type RevokedId,
} from '../../shared/credential/revocation.ts';
import { changeBetween, encodeChange, type RevocationChange } from '../../shared/credential/revocation-change.ts';
import { primitives } from '../crypto.ts';
import { CHANGES_FOLDER, MAX_CHANGES_BYTES, rewrite } from './changes.ts';
import { digestOf, piecesOf } from './pieces.ts';
import { OfficeError, REPOSITORY, writeWhole, type Office } from './office.ts';
import { REVOCATIONS_TARGET } from './roles.ts';
import { hashedName } from './signing.ts';

/** What is to become of the list of what was taken back. */
export interface RevocationOrders {
  readonly add: readonly Pick<RevokedId, 'issuer' | 'id'>[];
  readonly remove: readonly Pick<RevokedId, 'issuer' | 'id'>[];
  /** A file of prefixes in ascending order that takes the list's place before the others are added or removed. */
  readonly list: string | null;
}

/**
 * Lays the list out in the repository as it is to be, and beside it what makes it of the last one, so that kiosks need
 * not fetch it whole.
 *
 * @throws OfficeError for a list out of order
 */
export function publishRevocations(
  office: Office,
  published: Metadata<Targets> | null,
  { add, remove, list }: RevocationOrders,
): TargetFile {
  const repository = join(office.folder, REPOSITORY);
  const last = published?.signed.targets[REVOCATIONS_TARGET];
  if (last !== undefined && add.length + remove.length === 0 && list === null) return last;
  const lastPath = last && join(repository, 'targets', hashedName(last));
  const change: RevocationChange = { removed: prefixesOf(remove), added: prefixesOf(add) };
  const made = join(repository, 'targets', dirname(REVOCATIONS_TARGET), `.${randomBytes(8).toString('hex')}`);
  makeFolder(dirname(made));
  try {
    rewrite(list ?? lastPath ?? null, made, change);
    open(made, list ?? 'the list');
    const target = new TargetFile({
      path: REVOCATIONS_TARGET,
      length: statSync(made).size,
      hashes: { sha256: digestOf(made) },
    });
    const path = join(repository, 'targets', hashedName(target));
    if (!existsSync(path)) renameSync(made, path);
    if (last !== undefined && lastPath !== undefined && !last.equals(target)) {
      const whole = list === null ? change : changeBetween(open(lastPath, 'the last list'), open(path, 'the list'));
      const bytes = Buffer.concat([Buffer.from(target.hashes['sha256'] ?? '', 'hex'), encodeChange(whole)]);
      const name = `${last.hashes['sha256'] ?? ''}.bin`;
      if (bytes.length <= MAX_CHANGES_BYTES) writeWhole(join(repository, CHANGES_FOLDER, name), bytes);
    }
    return target;
  } finally {
    rmSync(made, { force: true });
  }
}

function open(path: string, name: string): Prefixes {
  const opened = openPrefixes(piecesOf(path), statSync(path).size);
  if (opened.ok) return opened.value;
  throw new OfficeError(`${name} is not ${PREFIX_BYTES} bytes a prefix in ascending order`);
}

function prefixesOf(ids: RevocationOrders['add']): Prefixes {
  const prefixes = ids.map(({ issuer, id }) => prefixOf(issuer, id, primitives.sha256));
  const ordered = prefixes.sort(([a, b], [c, d]) => a - c || b - d);
  const once = ordered.filter(([high, low], i) => high !== ordered[i - 1]?.[0] || low !== ordered[i - 1]?.[1]);
  return { upper: Uint32Array.from(once, ([high]) => high), lower: Uint32Array.from(once, ([, low]) => low) };
}
