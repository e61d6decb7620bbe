import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { canonicalize } from '@tufjs/canonical-json';
import { Metadata, MetadataKind, type Root, type Targets } from '@tufjs/models';
import { parsePolicy, type Policy } from '../../shared/policy/policy.ts';
import { SECONDS_PER_DAY, type EpochSeconds } from '../../shared/time.ts';
import {
  DRAFTS,
  metadataIn,
  OfficeError,
  readJson,
  readPublished,
  REPOSITORY,
  secondsOf,
  utc,
  writeWhole,
  type Office,
  type Published,
} from './office.ts';
import { POLICY_TARGET, roleIn, rootOf, targetsOf, type Role } from './roles.ts';
import { describe, hashedName, publicKey, seal, type SigningKey } from './signing.ts';

/** People who hold root keys meet seldom. */
const ROOT_LIFE_SECONDS = 2 * 365 * SECONDS_PER_DAY;
/** Half a year before its end a root is drafted anew. */
const ROOT_RENEWAL_SECONDS = 180 * SECONDS_PER_DAY;

/** What waits for signatures, or has them all. */
export interface Draft {
  /** Within the office's folder. */
  readonly file: string;
  /** Of the role that has furthest to go: a root needs those of the one before and its own. */
  readonly signatures: number;
  readonly needed: number;
}

/**
 * Adds signatures to whatever waits for one, drafting it first where the folder says something new: a root where
 * `roles.json` differs from the newest one or that is about to end, targets where the rules or those who sign for them
 * differ. Meant to be run again by the next person, on the same folder carried on.
 *
 * @param policy what is written in `policy.json`, checked; `bytes` are signed as they are
 * @throws OfficeError where nothing waits, or a key may sign nothing of what does
 */
export function signDrafts(
  office: Office,
  policy: { readonly value: Policy; readonly bytes: Buffer },
  keys: readonly SigningKey[],
  now: EpochSeconds,
): Draft[] {
  const published = readPublished(office);
  const drafts = [draftRoot(office, published, now), draftTargets(office, published, policy)].filter(
    (draft): draft is Drafted => draft !== null,
  );
  if (drafts.length === 0) throw new OfficeError('nothing to sign: all of it has been published as it stands');
  const mayBeSignedBy = ({ roles }: Drafted, { x }: SigningKey): boolean => roles.some((role) => role.keys.includes(x));
  const useless = keys.findIndex((key) => !drafts.some((draft) => mayBeSignedBy(draft, key)));
  if (useless >= 0) throw new OfficeError(`key ${useless + 1} may sign nothing of what waits here`);
  return drafts.map((draft) => {
    const signers = keys.filter((key) => mayBeSignedBy(draft, key));
    writeWhole(join(office.folder, DRAFTS, draft.name), seal(draft.metadata, signers));
    return { file: join(DRAFTS, draft.name), ...countSignatures(draft.metadata, draft.roles) };
  });
}

interface Drafted {
  readonly name: string;
  readonly metadata: Metadata<Root | Targets>;
  /** All of these must have signed it. */
  readonly roles: readonly Role[];
}

function draftRoot({ folder, roles }: Office, { root }: Published, now: EpochSeconds): Drafted | null {
  const like = ({ version, expires }: { version: number; expires: string }): Root =>
    rootOf(roles, { version, expires, isConsistent: true, isDemo: false });
  const version = (root?.signed.version ?? 0) + 1;
  const name = `${version}.root.json`;
  const isCurrent = root !== null && isSame(root.signed, like(root.signed));
  if (isCurrent && secondsOf(root.signed.expires) > now + ROOT_RENEWAL_SECONDS) {
    rmSync(join(folder, DRAFTS, name), { force: true });
    return null;
  }
  const held = heldDraft(folder, name, (json) => Metadata.fromJSON(MetadataKind.Root, json));
  const isHeld = held !== null && isSame(held.signed, like({ version, expires: held.signed.expires }));
  const metadata = isHeld ? held : new Metadata(like({ version, expires: utc(now + ROOT_LIFE_SECONDS) }));
  return { name, metadata, roles: [...(root === null ? [] : [roleIn(root.signed, 'root')]), roles.root] };
}

function draftTargets(
  { folder, roles }: Office,
  { targets }: Published,
  { value, bytes }: { value: Policy; bytes: Buffer },
): Drafted | null {
  const like = (version: number): Targets =>
    targetsOf(roles, { version, expires: utc(secondsOf(value.notAfter)), targets: [describe(POLICY_TARGET, bytes)] });
  if (
    targets !== null &&
    isSame(targets.signed, like(targets.signed.version)) &&
    isComplete(targets, [roles.targets])
  ) {
    return null;
  }
  checkVersion(folder, targets, value, bytes);
  const version = (targets?.signed.version ?? 0) + 1;
  const name = `${version}.targets.json`;
  const held = heldDraft(folder, name, (json) => Metadata.fromJSON(MetadataKind.Targets, json));
  writeWhole(join(folder, DRAFTS, POLICY_TARGET), bytes);
  const isHeld = held !== null && isSame(held.signed, like(version));
  return { name, metadata: isHeld ? held : new Metadata(like(version)), roles: [roles.targets] };
}

/** Kiosks take no rules older than theirs, nor others of the same version. */
function checkVersion(folder: string, targets: Metadata<Targets> | null, { version }: Policy, bytes: Buffer): void {
  const target = targets?.signed.targets[POLICY_TARGET];
  if (target === undefined || target.equals(describe(POLICY_TARGET, bytes))) return;
  const published = parsePolicy(readJson(join(folder, REPOSITORY, 'targets', hashedName(target))));
  if (published.ok && published.value.version >= version) {
    throw new OfficeError(`version ${version} must be above ${published.value.version}, which is published`);
  }
}

function heldDraft<T>(folder: string, name: string, open: (json: ReturnType<typeof metadataIn>) => T): T | null {
  const drafts = join(folder, DRAFTS);
  return existsSync(join(drafts, name)) ? open(metadataIn(drafts, name)) : null;
}

function isSame(a: Root | Targets, b: Root | Targets): boolean {
  return canonicalize(a.toJSON()) === canonicalize(b.toJSON());
}

/** Whether each of these roles has put enough signatures under it. */
export function isComplete(metadata: Signable, roles: readonly Role[]): boolean {
  const { signatures, needed } = countSignatures(metadata, roles);
  return signatures >= needed;
}

type Signable = Parameters<ReturnType<typeof publicKey>['verifySignature']>[0];

function countSignatures(metadata: Signable, roles: readonly Role[]): Pick<Draft, 'signatures' | 'needed'> {
  const counts = roles.map(({ keys, threshold }) => ({
    signatures: keys.filter((x) => isSignedBy(metadata, x)).length,
    needed: threshold,
  }));
  return counts.reduce((worst, one) => (one.needed - one.signatures > worst.needed - worst.signatures ? one : worst));
}

function isSignedBy(metadata: Signable, x: string): boolean {
  try {
    publicKey(x).verifySignature(metadata);
    return true;
  } catch {
    // The library's way to say no.
    return false;
  }
}
