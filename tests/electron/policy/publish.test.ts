import { createHash, randomBytes } from 'node:crypto';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Metadata, Targets } from '@tufjs/models';
import { beforeEach, describe, expect, test } from 'vitest';
import { fetchPolicy, type Fetched } from '../../../electron/policy/fetch.ts';
import { OfficeError, openOffice } from '../../../electron/policy/office.ts';
import { openPolicy, type OpenedPolicy } from '../../../electron/policy/open.ts';
import type { RevocationOrders } from '../../../electron/policy/publish-revocations.ts';
import { publish, type Publication } from '../../../electron/policy/publish.ts';
import { ONLINE_PATHS, type Roles } from '../../../electron/policy/roles.ts';
import { signDrafts, type Draft } from '../../../electron/policy/sign.ts';
import { describe as describeTarget, seal, SPEC_VERSION, type SigningKey } from '../../../electron/policy/signing.ts';
import { currentRepository } from '../../../electron/policy/store.ts';
import { isRevoked } from '../../../shared/credential/revocation.ts';
import { parsePolicy } from '../../../shared/policy/policy.ts';
import { primitives } from '../../../electron/crypto.ts';
import { freshFolder } from '../folders.ts';
import { relist } from './office-kit.ts';
import { newKey, repository } from './repository-kit.ts';

const NOW = Date.UTC(2026, 4, 13) / 1000;
const HOUR = 3600;
const DAY = 24 * HOUR;
const NOTHING: RevocationOrders = { add: [], remove: [], list: null };
const WRITTEN = JSON.parse(repository()['targets/policy.json'].toString()) as Record<string, unknown>;

let folder: string;
let people: SigningKey[];
let rules: SigningKey;
let online: SigningKey;

beforeEach(() => {
  folder = freshFolder();
  people = [newKey(), newKey(), newKey()];
  [rules, online] = [newKey(), newKey()];
  name({});
  write(1);
});

/** Says in roles.json who signs what. */
function name(roles: Partial<Roles>): void {
  const one = ({ x }: SigningKey): Roles['targets'] => ({ threshold: 1, keys: [x] });
  const all: Roles = {
    root: { threshold: 2, keys: people.map(({ x }) => x) },
    targets: one(rules),
    snapshot: one(online),
    timestamp: one(online),
    revocations: one(online),
    sites: one(online),
    ...roles,
  };
  writeFileSync(join(folder, 'roles.json'), JSON.stringify(all));
}

function write(version: number, more: object = {}): void {
  const policy = { ...WRITTEN, version, issuedAt: '2026-05-12T00:00:00Z', notAfter: '2026-08-10T00:00:00Z', ...more };
  writeFileSync(join(folder, 'policy.json'), JSON.stringify(policy));
}

function sign(...keys: (SigningKey | undefined)[]): Draft[] {
  const bytes = readFileSync(join(folder, 'policy.json'));
  const policy = parsePolicy(JSON.parse(bytes.toString()));
  if (!policy.ok) throw new Error(policy.fault);
  const given = keys.filter((key) => key !== undefined);
  return signDrafts(openOffice(folder), { value: policy.value, bytes }, given, NOW);
}

function publishAll(orders: Partial<RevocationOrders> = {}, now = NOW, keys = [online]): Publication {
  return publish(openOffice(folder), keys, { ...NOTHING, ...orders }, now);
}

/** At a time that a person has given. */
function publishAt(now: number, orders: Partial<RevocationOrders> = {}): Publication {
  return publish(openOffice(folder), [online], { ...NOTHING, ...orders }, now, true);
}

/** Signed by all that must, and published. */
function begin(): void {
  sign(people[0], people[1], rules);
  publishAll();
  cpSync(join(folder, 'repository', '1.root.json'), join(folder, 'trusted.json'));
}

function fetch(now = NOW, from = join(folder, 'repository')): Promise<Fetched> {
  const store = join(folder, 'store');
  const trustedRootPath = join(folder, 'trusted.json');
  return fetchPolicy({ from, trustedRootPath, store, now, refusedKeys: new Set(), timeoutMs: 10_000 });
}

function inForce(): OpenedPolicy {
  const directory = currentRepository(join(folder, 'store'));
  const opened = openPolicy({ directory, trustedRootPath: join(folder, 'trusted.json'), refusedKeys: new Set() });
  if (!opened.ok) throw new Error(opened.fault);
  return opened.value;
}

function isOut(id: string): boolean {
  return isRevoked(inForce().revocations, { issuer: '110105', id, issuedAt: 0 }, 'k', primitives.sha256);
}

describe('rules on their way to a kiosk', () => {
  test('want the signatures of two of three people, and of who signs the rules', async () => {
    expect(sign(people[2])).toEqual([
      { file: 'drafts/1.root.json', signatures: 1, needed: 2 },
      { file: 'drafts/1.targets.json', signatures: 0, needed: 1 },
    ]);
    expect(() => publishAll()).toThrow(/no root has been signed/u);
    expect(sign(people[0])).toMatchObject([{ signatures: 2 }, { signatures: 0 }]);
    expect(() => publishAll()).toThrow(/no rules have been signed/u);
    expect(sign(rules)).toMatchObject([{ signatures: 2 }, { signatures: 1 }]);
    publishAll();
    cpSync(join(folder, 'repository', '1.root.json'), join(folder, 'trusted.json'));
    expect(await fetch()).toEqual({ installed: true, version: 1, fault: null });
    expect(() => sign(rules)).toThrow(/nothing to sign/u);
    expect(readdirSync(join(folder, 'drafts'))).toEqual(['policy.json']);
  });

  test('say when they were signed last, and hold for seven days from then', async () => {
    begin();
    await fetch();
    expect(inForce()).toMatchObject({ signedAt: NOW, expiresAt: NOW + 7 * DAY });
    expect(publishAll({}, NOW + HOUR)).toMatchObject({ changed: [], timestamp: 2, snapshot: 1 });
    expect(await fetch(NOW + HOUR)).toEqual({ installed: false, version: 1, fault: null });
    expect(inForce()).toMatchObject({ signedAt: NOW + HOUR, expiresAt: NOW + HOUR + 7 * DAY });
    expect(await fetch(NOW + 8 * DAY)).toEqual({ installed: false, version: 1, fault: 'policy-expired' });
  });

  test('are replaced by those of a higher version only', async () => {
    begin();
    await fetch();
    write(1, { note: 'other words' });
    expect(() => sign(rules)).toThrow(/must be above 1/u);
    write(2, { note: 'other words' });
    sign(rules);
    publishAll();
    expect(await fetch()).toEqual({ installed: true, version: 2, fault: null });
  });

  test('are taken as they were signed, not as they were changed after', () => {
    begin();
    write(2);
    sign(rules);
    writeFileSync(join(folder, 'drafts', 'policy.json'), readFileSync(join(folder, 'policy.json'), 'utf8') + ' ');
    expect(() => publishAll()).toThrow(/is not what was signed/u);
    expect(readdirSync(join(folder, 'repository'))).not.toContain('2.targets.json');
  });

  test('are not published by a clock that has gone wrong: every kiosk would believe it', () => {
    begin();
    expect(() => publishAll({}, NOW - 1)).toThrow(/set its clock.*--at TIME/u);
    expect(() => publishAll({}, NOW + DAY + 1)).toThrow(/set its clock.*--at 2026-05-14T00:00:01Z/u);
    expect(publishAll({}, NOW + DAY)).toMatchObject({ timestamp: 2 });
    expect(publishAt(NOW + 70 * DAY)).toMatchObject({ timestamp: 3 });
    expect(publishAt(NOW)).toMatchObject({ timestamp: 4, expires: '2026-05-20T00:00:00Z' });
  });

  test('that were published a month ahead by mistake stop no kiosk for good: the way back is to say the time', async () => {
    begin();
    await fetch();
    publishAt(NOW + 29 * DAY, { add: [{ issuer: '110105', id: 'id-1' }] });
    expect(await fetch(NOW + HOUR)).toEqual({ installed: false, version: 1, fault: 'policy-post-dated' });
    expect(inForce()).toMatchObject({ signedAt: NOW, expiresAt: NOW + 7 * DAY });
    expect(() => publishAll({}, NOW + HOUR)).toThrow(/--at TIME/u);
    expect(publishAt(NOW + HOUR)).toMatchObject({ timestamp: 3 });
    expect(await fetch(NOW + HOUR)).toEqual({ installed: true, version: 1, fault: null });
    expect(inForce()).toMatchObject({ signedAt: NOW + HOUR, expiresAt: NOW + HOUR + 7 * DAY });
    expect(isOut('id-1')).toBe(true);
    // From then on the timer goes on by itself.
    publishAll({}, NOW + 2 * HOUR);
    expect(await fetch(NOW + 2 * HOUR)).toMatchObject({ fault: null });
  });

  test('are not published before they are issued, nor after they have ended', () => {
    write(1, { issuedAt: '2026-05-13T00:05:01Z' });
    sign(people[0], people[1], rules);
    expect(() => publishAll()).toThrow(/issuedAt is in the future/u);
    expect(publishAll({}, NOW + 1)).toMatchObject({ targets: 1 });
    expect(() => publishAt(Date.UTC(2026, 7, 10) / 1000)).toThrow(/ended/u);
  });

  test('keep no more than kiosks may still ask for', () => {
    begin();
    for (let version = 2; version <= 5; version += 1) {
      write(version);
      sign(rules);
      publishAll({ add: [{ issuer: '110105', id: `id-${version}` }] });
    }
    const files = readdirSync(join(folder, 'repository'));
    expect(files.filter((file) => file.endsWith('.targets.json'))).toEqual(['4.targets.json', '5.targets.json']);
    expect(readdirSync(join(folder, 'repository', 'targets')).filter((file) => file.endsWith('.json'))).toHaveLength(2);
    expect(readdirSync(join(folder, 'repository', 'targets', 'revocations'))).toHaveLength(2);
  });
});

describe('who signs what', () => {
  test('online keys cannot sign rules, nor those for rules what is online', () => {
    begin();
    write(2);
    expect(() => sign(online)).toThrow(/may sign nothing/u);
    expect(() => publishAll({}, NOW, [rules])).toThrow(/must be signed by 1 of its keys; of those given, 0 may/u);
  });

  test.each(['policy.json', 'revocations/policy.json'])(
    'online keys that have fallen into wrong hands put no %s in force',
    async (path) => {
      begin();
      await fetch();
      const forged = Buffer.from(JSON.stringify({ ...WRITTEN, version: 99 }));
      // What a thief of the online keys can do: sign any list for the role that is theirs.
      const target = describeTarget(path, forged);
      const signed = {
        version: 2,
        specVersion: SPEC_VERSION,
        expires: '2030-01-01T00:00:00Z',
        targets: { [path]: target },
      };
      const list = seal(new Metadata(new Targets(signed)), [online]);
      writeFileSync(join(folder, 'repository', '2.revocations.json'), list);
      lay(`targets/${dirname(path)}/${target.hashes['sha256'] ?? ''}.policy.json`, forged);
      relist(join(folder, 'repository'), online);
      expect(await fetch()).toMatchObject({ version: 1 });
      expect(inForce().policy.version).toBe(1);
    },
  );

  test('a person who leaves is replaced, by two of those before and two of those after', async () => {
    begin();
    await fetch();
    const [first, second, third] = people;
    const newcomer = newKey();
    people = [second, third, newcomer].filter((key) => key !== undefined);
    name({});
    expect(sign(newcomer, second)).toEqual([{ file: 'drafts/2.root.json', signatures: 1, needed: 2 }]);
    expect(publishAll()).toMatchObject({ root: 1 });
    expect(sign(first)).toEqual([{ file: 'drafts/2.root.json', signatures: 2, needed: 2 }]);
    expect(publishAll()).toMatchObject({ root: 2, changed: ['root.json'] });
    expect(await fetch()).toEqual({ installed: true, version: 1, fault: null });
    expect(inForce().versions.root).toBe(2);
    publishAll({}, NOW + HOUR);
    expect(await fetch(NOW + HOUR)).toEqual({ installed: false, version: 1, fault: null });
  });

  test('a stolen online key is replaced, and what it signs counts no more', async () => {
    begin();
    await fetch();
    const stolen = online;
    cpSync(join(folder, 'repository'), join(folder, 'thief'), { recursive: true });
    online = newKey();
    name({});
    sign(people[0], people[1], rules);
    publishAll({}, NOW + HOUR);
    expect(await fetch(NOW + HOUR)).toEqual({ installed: true, version: 1, fault: null });
    // The thief goes on from what was published before.
    for (const file of ['2.root.json']) cpSync(join(folder, 'repository', file), join(folder, 'thief', file));
    relist(join(folder, 'thief'), stolen);
    expect(await fetch(NOW + HOUR, join(folder, 'thief'))).toMatchObject({ installed: false, fault: 'policy-forged' });
    expect(inForce().versions.root).toBe(2);
  });

  test('a stolen key of the rules is replaced, and the rules are signed anew', async () => {
    begin();
    await fetch();
    rules = newKey();
    name({});
    sign(people[0], people[1]);
    expect(() => publishAll()).toThrow(/must be signed anew/u);
    sign(rules);
    publishAll();
    expect(await fetch()).toMatchObject({ version: 1, fault: null });
    expect(inForce().versions).toMatchObject({ root: 2, targets: 2 });
  });
});

describe('what was taken back', () => {
  const ids = (from: number, to: number): { issuer: string; id: string }[] =>
    Array.from({ length: to - from }, (_, i) => ({ issuer: '110105', id: `id-${from + i}` }));

  test('reaches kiosks, and leaves them again, as a change of the list they have', async () => {
    begin();
    await fetch();
    publishAll({ add: ids(0, 1000) });
    expect(await fetch()).toMatchObject({ installed: true });
    expect([isOut('id-0'), isOut('id-999'), isOut('id-1000')]).toEqual([true, true, false]);
    publishAll({ add: ids(1000, 1010), remove: ids(0, 1) });
    publishAll({ add: ids(1010, 1020) });
    const whole = join(folder, 'repository', 'targets', 'revocations');
    for (const file of readdirSync(whole)) rmSync(join(whole, file));
    // No whole list can be had: two changes lead to the one that is signed.
    expect(await fetch()).toMatchObject({ installed: true, fault: null });
    expect([isOut('id-0'), isOut('id-1'), isOut('id-1019')]).toEqual([false, true, true]);
  });

  test.each([
    ['none', (): void => undefined],
    [
      'torn',
      (path: string): void => {
        writeFileSync(path, readFileSync(path).subarray(0, 40));
      },
    ],
    [
      'of another list',
      (path: string): void => {
        writeFileSync(path, Buffer.concat([readFileSync(path).subarray(0, 36), randomBytes(8)]));
      },
    ],
    [
      'in a circle',
      (path: string): void => {
        writeFileSync(path, Buffer.concat([Buffer.from(path.slice(-68, -4), 'hex'), Buffer.alloc(4)]));
      },
    ],
  ])('comes whole where the change is %s', async (state, spoil) => {
    begin();
    await fetch();
    publishAll({ add: ids(0, 10) });
    const changes = join(folder, 'repository', 'changes');
    const [name = ''] = readdirSync(changes);
    if (state === 'none') rmSync(join(changes, name));
    else spoil(join(changes, name));
    expect(await fetch()).toMatchObject({ installed: true, fault: null });
    expect(isOut('id-9')).toBe(true);
  });

  test('may be given as a list of prefixes, which must be in order', () => {
    begin();
    const list = join(folder, 'list.bin');
    writeFileSync(list, Buffer.from('00000000000000020000000000000001', 'hex'));
    expect(() => publishAll({ list })).toThrow(OfficeError);
    writeFileSync(list, Buffer.from('00000000000000010000000000000002', 'hex'));
    publishAll({ list });
    const digest = createHash('sha256').update(readFileSync(list)).digest('hex');
    expect(readdirSync(join(folder, 'repository', 'targets', 'revocations'))).toContain(`${digest}.all.bin`);
  });
});

test('every online path is one that the rules are not under', () => {
  expect(Object.values(ONLINE_PATHS).every((path) => /^[a-z]+\/\*$/u.test(path))).toBe(true);
});

function lay(name: string, bytes: Buffer): void {
  const path = join(folder, 'repository', name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, bytes);
}
