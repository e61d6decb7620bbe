import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import {
  Metadata,
  MetadataKind,
  Snapshot,
  Targets,
  Timestamp,
  type MetaFile,
  type Root,
  type TargetFile,
} from '@tufjs/models';
import { dateMistakes } from '../../shared/policy/dates.ts';
import { parsePolicy } from '../../shared/policy/policy.ts';
import { MAX_AHEAD_SECONDS, TIMESTAMP_LIFE_SECONDS } from '../../shared/policy/staleness.ts';
import { SECONDS_PER_DAY, type EpochSeconds } from '../../shared/time.ts';
import {
  DRAFTS,
  metadataIn,
  OfficeError,
  readPublished,
  REPOSITORY,
  secondsOf,
  utc,
  writeWhole,
  type Office,
  type Published,
} from './office.ts';
import { prune } from './prune.ts';
import { publishRevocations, withHubsOrders, type RevocationOrders } from './publish-revocations.ts';
import { laySites } from './publish-sites.ts';
import { ONLINE_ROLES, POLICY_TARGET, roleIn, type OnlineRole, type Role } from './roles.ts';
import { isComplete } from './sign.ts';
import { describe, hashedName, listing, seal, SPEC_VERSION, type SigningKey } from './signing.ts';

/** Of what is signed online and changes seldom; signed anew well before its end. */
const ONLINE_LIFE_SECONDS = 90 * SECONDS_PER_DAY;
const ONLINE_RENEWAL_SECONDS = 30 * SECONDS_PER_DAY;

export interface Publication {
  /** Versions of metadata now published. */
  readonly root: number;
  readonly targets: number;
  readonly snapshot: number;
  readonly timestamp: number;
  /** What is new besides the timestamp. */
  readonly changed: readonly string[];
  /** RFC 3339: kiosks that hear of nothing newer refer everybody from then on. */
  readonly expires: string;
  /** RFC 3339: by then the people of the root must have signed the next one. */
  readonly rootExpires: string;
}

/** Files under way to the repository, in the order in which they get there. */
type Writes = [name: string, bytes: Buffer][];

interface Run {
  readonly office: Office;
  readonly before: Published;
  readonly keys: readonly SigningKey[];
  readonly now: EpochSeconds;
  readonly writes: Writes;
}

/**
 * Publishes whatever has all its signatures, and a new timestamp in any case: to be run every hour.
 *
 * Nothing that is served is changed until all is ready, and the timestamp comes last: until then kiosks see what was
 * published before, whole.
 *
 * @param keys those that sign online
 * @param isTimeSure whether a person has given the time, be it before the last publication or long after
 * @throws OfficeError
 */
export function publish(
  office: Office,
  keys: readonly SigningKey[],
  orders: RevocationOrders,
  now: EpochSeconds,
  isTimeSure = false,
): Publication {
  const run: Run = { office, before: readPublished(office), keys, now, writes: [] };
  checkClock(run, isTimeSure);
  const root = takeRoot(run);
  const targets = takeTargets(run, root);
  const online = ONLINE_ROLES.map((name) => publishOnline(name, run, orders));
  const snapshot = publishSnapshot(run, root, [
    ['targets', targets],
    ...ONLINE_ROLES.map((name, i): [string, Metadata<Targets>] => [name, online[i] ?? targets]),
  ]);
  const changed = run.writes.map(([name]) => name);
  // The moment a new root is there the old timestamp may be void: it comes as late as may be.
  if (root !== run.before.root) takeDraft(run, `${root.signed.version}.root.json`);
  const timestamp = publishTimestamp(run, root, snapshot);
  for (const [name, bytes] of run.writes) writeWhole(join(office.folder, REPOSITORY, name), bytes);
  rmSync(join(office.folder, DRAFTS, `${root.signed.version}.root.json`), { force: true });
  rmSync(join(office.folder, DRAFTS, `${targets.signed.version}.targets.json`), { force: true });
  prune(office);
  return {
    root: root.signed.version,
    targets: targets.signed.version,
    snapshot: snapshot.signed.version,
    timestamp: timestamp.signed.version,
    changed: root === run.before.root ? changed : ['root.json', ...changed],
    expires: utc(
      Math.min(...[root, timestamp, snapshot, targets, ...online].map(({ signed }) => secondsOf(signed.expires))),
    ),
    rootExpires: root.signed.expires,
  };
}

/**
 * What is signed too far ahead no kiosk takes, and what is signed within a day moves every kiosk's idea of the time: a
 * clock that is wrong here may do neither. An office that publishes by the hour is hardly silent for a day.
 *
 * A person's word counts in both directions, or there were no way back from one wrong time. It rolls nothing back:
 * kiosks hold on to the numbers of versions, and those only grow.
 */
function checkClock({ before: { timestamp }, now }: Run, isTimeSure: boolean): void {
  const said = timestamp?.signed.unrecognizedFields['x-signed-at'];
  if (isTimeSure || typeof said !== 'string') return;
  const last = secondsOf(said);
  const clocks = `this machine says ${utc(now)}, and the last publication was signed for ${said}`;
  if (now < last) {
    throw new OfficeError(`${clocks}: set its clock; if that publication was wrong, go back with --at TIME`);
  }
  if (now > last + MAX_AHEAD_SECONDS) {
    throw new OfficeError(`${clocks}: set its clock; if it is right, say so with --at ${utc(now)}`);
  }
}

function takeRoot({ office, before: { root }, now }: Run): Metadata<Root> {
  const name = `${(root?.signed.version ?? 0) + 1}.root.json`;
  const draft = draftIn(office, name, (json) => Metadata.fromJSON(MetadataKind.Root, json));
  const signers = draft === null ? [] : [...(root === null ? [] : [root]), draft];
  const isDraftReady = isReady(
    draft,
    signers.map(({ signed }) => roleIn(signed, 'root')),
  );
  const next = isDraftReady ? draft : root;
  if (next === null) throw new OfficeError('no root has been signed yet: sentinel policy sign');
  if (secondsOf(next.signed.expires) <= now)
    throw new OfficeError('the root has ended: its people must sign a new one');
  return next;
}

/** The people's part: it is taken as it was signed, or not at all. */
function takeTargets(run: Run, root: Metadata<Root>): Metadata<Targets> {
  const { office, before, now, writes } = run;
  const name = `${(before.targets?.signed.version ?? 0) + 1}.targets.json`;
  const draft = draftIn(office, name, (json) => Metadata.fromJSON(MetadataKind.Targets, json));
  const role = roleIn(root.signed, 'targets');
  const isDraftReady = isReady(draft, [role]);
  const next = isDraftReady ? draft : before.targets;
  if (next === null) throw new OfficeError('no rules have been signed yet: sentinel policy sign');
  if (!isComplete(next, [role]))
    throw new OfficeError('the rules must be signed anew, by those whom the new root names');
  if (secondsOf(next.signed.expires) <= now) throw new OfficeError('the rules have ended (notAfter): sign newer ones');
  const target = next.signed.targets[POLICY_TARGET];
  if (target === undefined) throw new OfficeError('what was signed holds no rules: sign it again');
  const published = join(REPOSITORY, 'targets', hashedName(target));
  const bytes = readFileSync(join(office.folder, next === draft ? join(DRAFTS, POLICY_TARGET) : published));
  if (!target.equals(describe(POLICY_TARGET, bytes))) {
    throw new OfficeError(`${join(DRAFTS, POLICY_TARGET)} is not what was signed: sign it again`);
  }
  checkDates(bytes, now);
  if (next !== draft) return next;
  writes.push([join('targets', hashedName(target)), bytes]);
  takeDraft(run, name);
  return next;
}

/** Kiosks do not take rules from the future, however well they are signed. */
function checkDates(bytes: Buffer, now: EpochSeconds): void {
  const policy = parsePolicy(JSON.parse(bytes.toString('utf8')));
  if (!policy.ok) throw new OfficeError('the rules that were signed are not acceptable: sentinel policy check');
  for (const { path, reason } of dateMistakes(policy.value, now))
    throw new OfficeError(`the rules’ ${path} is ${reason}`);
}

function publishOnline(name: OnlineRole, run: Run, orders: RevocationOrders): Metadata<Targets> {
  const { office, before, now, writes } = run;
  const published = before.delegated[name];
  const role = office.roles[name];
  const targets =
    name === 'revocations'
      ? [publishRevocations(office, published, withHubsOrders(office, orders))]
      : publishSites(run, published);
  const isUnchanged = published !== null && targets.every((target) => isListedAs(published, target));
  if (isUnchanged && isStanding(published, role, now)) return published;
  const version = (published?.signed.version ?? 0) + 1;
  const common = { version, specVersion: SPEC_VERSION, expires: utc(now + ONLINE_LIFE_SECONDS) };
  const metadata = new Metadata(new Targets({ ...common, targets: byPath(targets) }));
  writes.push([`${version}.${name}.json`, signed(metadata, role, name, run)]);
  return metadata;
}

function isListedAs({ signed: { targets } }: Metadata<Targets>, target: TargetFile): boolean {
  return targets[target.path]?.equals(target) === true;
}

function publishSites({ office, writes }: Run, published: Metadata<Targets> | null): TargetFile[] {
  const laid = laySites(office, published);
  writes.push(...laid.flatMap(({ write }) => (write === null ? [] : [write])));
  return laid.map(({ target }) => target);
}

function byPath(targets: readonly TargetFile[]): Record<string, TargetFile> {
  return Object.fromEntries(targets.map((target) => [target.path, target]));
}

function publishSnapshot(
  run: Run,
  root: Metadata<Root>,
  listed: readonly (readonly [name: string, metadata: Metadata<Targets>])[],
): Metadata<Snapshot> {
  const { before, now, writes } = run;
  const role = roleIn(root.signed, 'snapshot');
  const meta = Object.fromEntries(
    listed.map(
      ([
        name,
        {
          signed: { version },
        },
      ]) => [`${name}.json`, listing(bytesOf(`${version}.${name}.json`, run), version)],
    ),
  );
  const published = before.snapshot;
  const isUnchanged = published !== null && isSameListing(published.signed.meta, meta);
  if (isUnchanged && isStanding(published, role, now)) return published;
  const version = (published?.signed.version ?? 0) + 1;
  const expires = utc(now + ONLINE_LIFE_SECONDS);
  const metadata = new Metadata(new Snapshot({ version, specVersion: SPEC_VERSION, expires, meta }));
  writes.push([`${version}.snapshot.json`, signed(metadata, role, 'snapshot', run)]);
  return metadata;
}

function isSameListing(a: Readonly<Record<string, MetaFile>>, b: Readonly<Record<string, MetaFile>>): boolean {
  return Object.keys(b).every((name) => b[name] !== undefined && a[name]?.equals(b[name]) === true);
}

function publishTimestamp(run: Run, root: Metadata<Root>, snapshot: Metadata<Snapshot>): Metadata<Timestamp> {
  const { before, now, writes } = run;
  const version = (before.timestamp?.signed.version ?? 0) + 1;
  const { version: snapshotVersion } = snapshot.signed;
  const metadata = new Metadata(
    new Timestamp({
      version,
      specVersion: SPEC_VERSION,
      expires: utc(now + TIMESTAMP_LIFE_SECONDS),
      snapshotMeta: listing(bytesOf(`${snapshotVersion}.snapshot.json`, run), snapshotVersion),
      unrecognizedFields: { 'x-signed-at': utc(now) },
    }),
  );
  writes.push(['timestamp.json', signed(metadata, roleIn(root.signed, 'timestamp'), 'timestamp', run)]);
  return metadata;
}

function signed(metadata: Metadata<Targets | Snapshot | Timestamp>, role: Role, name: string, { keys }: Run): Buffer {
  const signers = keys.filter(({ x }) => role.keys.includes(x));
  const bytes = seal(metadata, signers);
  if (isComplete(metadata, [role])) return bytes;
  throw new OfficeError(
    `${name} must be signed by ${role.threshold} of its keys; of those given, ${signers.length} may`,
  );
}

/** Signed as the roles are now, and for a while yet. */
function isStanding(metadata: Metadata<Targets | Snapshot>, role: Role, now: EpochSeconds): boolean {
  return isComplete(metadata, [role]) && secondsOf(metadata.signed.expires) > now + ONLINE_RENEWAL_SECONDS;
}

/** As it will be served once all is written. */
function bytesOf(name: string, { office, writes }: Run): Buffer {
  const written = writes.find(([file]) => file === name);
  return written?.[1] ?? readFileSync(join(office.folder, REPOSITORY, name));
}

function takeDraft({ office, writes }: Run, name: string): void {
  writes.push([name, readFileSync(join(office.folder, DRAFTS, name))]);
}

function draftIn<T>({ folder }: Office, name: string, open: (json: ReturnType<typeof metadataIn>) => T): T | null {
  return existsSync(join(folder, DRAFTS, name)) ? open(metadataIn(join(folder, DRAFTS), name)) : null;
}

function isReady<T extends Metadata<Root | Targets>>(draft: T | null, roles: readonly Role[]): draft is T {
  return draft !== null && isComplete(draft, roles);
}
