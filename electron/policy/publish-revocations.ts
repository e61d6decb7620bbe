import { randomBytes } from 'node:crypto';
import { existsSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { TargetFile, type Metadata, type Targets } from '@tufjs/models';
import { makeFolder } from '../folders.ts';
import {
  openPrefixes,
  PREFIX_BYTES,
  prefixOf,
  type Prefixes,
  type RevokedId,
} from '../../shared/credential/revocation.ts';
import { HUB_ISSUER } from '../../shared/credential/hub-trust.ts';
import { changeBetween, encodeChange, type RevocationChange } from '../../shared/credential/revocation-change.ts';
import { primitives } from '../crypto.ts';
import { CHANGES_FOLDER, MAX_CHANGES_BYTES, rewrite } from './changes.ts';
import { digestOf, piecesOf } from './pieces.ts';
import { OfficeError, readJson, REPOSITORY, writeWhole, type Office } from './office.ts';
import { REVOCATIONS_TARGET } from './roles.ts';
import { hashedName } from './signing.ts';

/** A credential as whoever takes it back names it. */
export const revokedId = z.strictObject({ issuer: z.string().min(1).max(256), id: z.string().min(1).max(128) });

/** What is to become of the list of what was taken back. */
export interface RevocationOrders {
  readonly add: readonly Pick<RevokedId, 'issuer' | 'id'>[];
  readonly remove: readonly Pick<RevokedId, 'issuer' | 'id'>[];
  /** A file of prefixes in ascending order that takes the list's place before the others are added or removed. */
  readonly list: string | null;
}

/** Of what it signs itself: who is well is nothing that a hub has a say in. */
const hubsId = revokedId.extend({ issuer: z.literal(HUB_ISSUER) });
const hubsOrders = z.strictObject({ revoke: z.array(hubsId), restore: z.array(hubsId) });

/**
 * What a hub has taken back of what it has signed, and what of that holds again: in the office's folder, `hub-revocations.json`,
 * which `sentinel hub passes write` writes. It is told whole each time; what is in the list already, or is not, changes nothing.
 *
 * @throws OfficeError for a file that is not of that form
 */
export function withHubsOrders({ folder }: Office, orders: RevocationOrders): RevocationOrders {
  const path = join(folder, 'hub-revocations.json');
  if (!existsSync(path)) return orders;
  const read = hubsOrders.safeParse(readJson(path));
  if (!read.success) throw new OfficeError(`${path} is not as "sentinel hub passes write" writes it`);
  const { revoke, restore } = read.data;
  return { ...orders, add: [...orders.add, ...revoke], remove: [...orders.remove, ...restore] };
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
