import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Metadata, MetadataKind, Snapshot, Targets, Timestamp } from '@tufjs/models';
import { fetchPolicy, type Fetched, type FetchPlan } from '../../../electron/policy/fetch.ts';
import { metadataIn, openOffice, utc } from '../../../electron/policy/office.ts';
import { openPolicy, type OpenedPolicy } from '../../../electron/policy/open.ts';
import type { RevocationOrders } from '../../../electron/policy/publish-revocations.ts';
import { publish, type Publication } from '../../../electron/policy/publish.ts';
import type { OnlineRole, Roles } from '../../../electron/policy/roles.ts';
import { signDrafts, type Draft } from '../../../electron/policy/sign.ts';
import {
  describe,
  hashedName,
  listing,
  seal,
  SPEC_VERSION,
  type SigningKey,
} from '../../../electron/policy/signing.ts';
import { currentRepository } from '../../../electron/policy/store.ts';
import { parsePolicy } from '../../../shared/policy/policy.ts';
import { newKey, repository } from './repository-kit.ts';

export const NOW = Date.UTC(2026, 4, 13) / 1000;
export const HOUR = 3600;
export const DAY = 24 * HOUR;
const WRITTEN = JSON.parse(repository()['targets/policy.json'].toString()) as Record<string, unknown>;

/** A health office in a folder, and a kiosk beside it that fetches from there. */
export class TestOffice {
  people = [newKey(), newKey(), newKey()];
  rules = newKey();
  online = newKey();
  readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
    mkdirSync(folder, { recursive: true });
    this.nameRoles();
    this.write(1);
  }

  get repository(): string {
    return join(this.folder, 'repository');
  }

  get trustedRootPath(): string {
    return join(this.folder, 'trusted.json');
  }

  /** Says in roles.json who signs what. */
  nameRoles(): void {
    const one = ({ x }: SigningKey): Roles['targets'] => ({ threshold: 1, keys: [x] });
    const online = one(this.online);
    const roles: Roles = {
      root: { threshold: 2, keys: this.people.map(({ x }) => x) },
      targets: one(this.rules),
      snapshot: online,
      timestamp: online,
      revocations: online,
      sites: online,
    };
    writeFileSync(join(this.folder, 'roles.json'), JSON.stringify(roles));
  }

  write(version: number, more: object = {}): void {
    const times = { issuedAt: '2026-05-12T00:00:00Z', notAfter: '2026-08-10T00:00:00Z' };
    writeFileSync(join(this.folder, 'policy.json'), JSON.stringify({ ...WRITTEN, version, ...times, ...more }));
  }

  sign(keys: readonly SigningKey[] = [...this.people.slice(0, 2), this.rules], now = NOW): Draft[] {
    const bytes = readFileSync(join(this.folder, 'policy.json'));
    const policy = parsePolicy(JSON.parse(bytes.toString()));
    if (!policy.ok) throw new Error(policy.fault);
    return signDrafts(openOffice(this.folder), { value: policy.value, bytes }, keys, now);
  }

  publish(orders: Partial<RevocationOrders> = {}, now = NOW): Publication {
    return publish(openOffice(this.folder), [this.online], { add: [], remove: [], list: null, ...orders }, now);
  }

  /** Signed by all that must, published, and its root given to the kiosk. */
  begin(orders: Partial<RevocationOrders> = {}, now = NOW): void {
    this.sign(undefined, now);
    this.publish(orders, now);
    cpSync(join(this.repository, '1.root.json'), this.trustedRootPath);
  }

  fetch(more: Partial<FetchPlan> = {}): Promise<Fetched> {
    const { trustedRootPath, repository: from } = this;
    const store = join(this.folder, 'store');
    const plan = { from, trustedRootPath, store, now: NOW, refusedKeys: new Set<string>(), timeoutMs: 10_000 };
    return fetchPolicy({ ...plan, ...more });
  }

  inForce(): OpenedPolicy {
    const directory = currentRepository(join(this.folder, 'store'));
    const opened = openPolicy({ directory, trustedRootPath: this.trustedRootPath, refusedKeys: new Set() });
    if (!opened.ok) throw new Error(opened.fault);
    return opened.value;
  }

  /** As whoever has the online key can: any list, for a role that is online. */
  list(name: OnlineRole, targets: Readonly<Record<string, Buffer | { length: number }>>): void {
    const version = newest(this.repository, name) + 1;
    const described = Object.entries(targets).map(([path, given]) => {
      const bytes = Buffer.isBuffer(given) ? given : Buffer.alloc(0);
      const target = describe(path, bytes);
      lay(this.repository, join('targets', hashedName(target)), bytes);
      const { hashes } = target.toJSON();
      return [path, { ...target.toJSON(), length: given.length, hashes }];
    });
    const signed = Targets.fromJSON({
      _type: 'targets',
      spec_version: SPEC_VERSION,
      version,
      expires: '2030-01-01T00:00:00Z',
      targets: Object.fromEntries(described) as Record<string, never>,
    });
    writeFileSync(join(this.repository, `${version}.${name}.json`), seal(new Metadata(signed), [this.online]));
    relist(this.repository, this.online);
  }
}

/** Signs a newer snapshot and timestamp over whatever lies in a repository, as whoever has the online key can. */
export function relist(at: string, key: SigningKey, more: { signedAt?: unknown; expires?: string } = {}): void {
  const roles = ['targets', 'revocations', 'sites'];
  const meta = Object.fromEntries(
    roles.map((role) => {
      const version = newest(at, role);
      return [`${role}.json`, listing(readFileSync(join(at, `${version}.${role}.json`)), version)];
    }),
  );
  const version = newest(at, 'snapshot') + 1;
  const common = { specVersion: SPEC_VERSION, expires: '2030-01-01T00:00:00Z' };
  const snapshot = seal(new Metadata(new Snapshot({ ...common, version, meta })), [key]);
  writeFileSync(join(at, `${version}.snapshot.json`), snapshot);
  const last = Metadata.fromJSON(MetadataKind.Timestamp, metadataIn(at, 'timestamp.json'));
  const { signedAt = utc(NOW), expires = common.expires } = more;
  const next = new Timestamp({
    ...common,
    expires,
    version: last.signed.version + 1,
    snapshotMeta: listing(snapshot, version),
    unrecognizedFields: signedAt === null ? {} : { 'x-signed-at': signedAt as string },
  });
  writeFileSync(join(at, 'timestamp.json'), seal(new Metadata(next), [key]));
}

function newest(at: string, role: string): number {
  const name = new RegExp(`^(\\d+)\\.${role}\\.json$`, 'u');
  return Math.max(...readdirSync(at).map((file) => Number(name.exec(file)?.[1] ?? 0)));
}

function lay(at: string, name: string, bytes: Buffer): void {
  const path = join(at, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, bytes);
}
