import { mkdirSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openPolicy } from '../../../electron/policy/open.ts';
import { REPOSITORY_FILES } from '../../../electron/policy/repository.ts';
import type { SigningKey } from '../../../electron/policy/signing.ts';
import { hasPrefix } from '../../../shared/credential/revocation.ts';
import { freshFolder } from '../folders.ts';
import { KEYS, newKey, newKeys, open, repository, resigned, SOUND, store } from './repository-kit.ts';

const MALL_48_HOURS = /"maxTestAgeSeconds": 172800/u;
const METADATA = ['root.json', 'timestamp.json', 'snapshot.json', 'targets.json'] as const;
const STRANGERS = repository({ keys: newKeys() });

/** The code of what went wrong, or `sound`. */
function faultOf(...given: Parameters<typeof open>): string {
  const opened = open(...given);
  return opened.ok ? 'sound' : opened.fault;
}

test('a sound repository opens, and says when it was signed and when it ends: after seven days at the latest', () => {
  expect(open(SOUND)).toMatchObject({
    ok: true,
    value: {
      policy: { schema: 1 },
      signedAt: Date.UTC(2026, 4, 12, 12) / 1000,
      expiresAt: Date.UTC(2026, 4, 19, 12) / 1000,
    },
  });
});

test('a policy that ends before its signatures do ends when it says', () => {
  const opened = open(repository({ signedAt: '2035-12-31T00:00:00Z', expires: '2040-01-01T00:00:00Z' }));
  expect(opened.ok && opened.value.expiresAt).toBe(Date.UTC(2036, 0, 1) / 1000);
});

test('the demo’s, signed once, need not say when', () => {
  const demo = repository({ isDemo: true, signedAt: undefined });
  expect(open(demo, { trustedRoot: demo['root.json'] })).toMatchObject({
    ok: true,
    value: { signedAt: Date.UTC(2022, 3, 30, 16) / 1000, expiresAt: Date.UTC(2030, 0, 1) / 1000 },
  });
});

test('one that has long expired still opens: its age is judged with the clock, not with the signatures', () => {
  const opened = open(repository({ signedAt: '2022-05-01T00:00:00Z', expires: '2022-05-02T00:00:00Z' }));
  expect(opened.ok && opened.value.expiresAt).toBe(Date.UTC(2022, 4, 2) / 1000);
});

describe.each(REPOSITORY_FILES)('%s', (name) => {
  const sound = SOUND[name];
  test.each([
    ['missing', null, 'policy-missing'],
    ['empty', Buffer.alloc(0), 'policy-damaged'],
    ['cut off', sound.subarray(0, sound.length - 20), 'policy-damaged'],
    ['all zeros, as after a power cut', Buffer.alloc(sound.length), 'policy-damaged'],
    ['null', Buffer.from('null'), 'policy-damaged'],
    ['an empty object', Buffer.from('{}'), 'policy-damaged'],
    ['a list', Buffer.from('[]'), 'policy-damaged'],
    ['nested beyond reason', Buffer.from('['.repeat(500_000)), 'policy-damaged'],
  ])('%s', (_case, bytes, expected) => {
    expect(faultOf({ ...SOUND, [name]: bytes })).toBe(expected);
  });

  test('a folder in its place', () => {
    const folder = freshFolder();
    const directory = store(join(folder, 'policy'), { ...SOUND, [name]: null });
    mkdirSync(join(directory, name), { recursive: true });
    writeFileSync(join(folder, 'root.json'), SOUND['root.json']);
    const source = { directory, trustedRootPath: join(folder, 'root.json'), refusedKeys: new Set<string>() };
    expect(openPolicy(source)).toEqual({ ok: false, fault: 'policy-damaged' });
  });

  test('larger than is ever read', () => {
    const folder = freshFolder();
    const directory = store(join(folder, 'policy'), SOUND);
    writeFileSync(join(folder, 'root.json'), SOUND['root.json']);
    truncateSync(join(directory, name), 40 * 1024 * 1024);
    const source = { directory, trustedRootPath: join(folder, 'root.json'), refusedKeys: new Set<string>() };
    expect(openPolicy(source)).toEqual({ ok: false, fault: 'policy-damaged' });
  });

  test('with any one bit flipped opens as it was or not at all', () => {
    const asItWas = JSON.stringify(open(SOUND));
    // Every bit of a file would take minutes; steps that share no factor with 8 reach every bit of a byte.
    const step = Math.max(1, Math.floor((sound.length * 8) / 150)) | 1;
    for (let bit = 0; bit < sound.length * 8; bit += step) {
      const bytes = Buffer.from(sound);
      bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      const opened = open({ ...SOUND, [name]: bytes });
      if (opened.ok) expect(JSON.stringify(opened)).toBe(asItWas);
      else expect(['policy-damaged', 'policy-forged']).toContain(opened.fault);
    }
  });

  test("another venue's in its place", () => {
    const hasSameBytes = STRANGERS[name].equals(sound);
    const expected = { 'root.json': 'policy-forged', 'timestamp.json': 'policy-forged' }[name as string];
    expect(faultOf({ ...SOUND, [name]: STRANGERS[name] })).toBe(
      hasSameBytes ? 'sound' : (expected ?? 'policy-damaged'),
    );
  });
});

describe('a repository that nobody we trust has signed is forged', () => {
  test('whole and sound in itself, by strangers', () => {
    expect(faultOf(STRANGERS)).toBe('policy-forged');
    expect(faultOf(STRANGERS, { trustedRoot: STRANGERS['root.json'] })).toBe('sound');
  });

  test.each([
    [0, 'policy-forged'],
    [1, 'policy-forged'],
    [2, 'sound'],
    [3, 'sound'],
  ])('with %i of three signatures on the root, where two are asked for, it is %s', (count, expected) => {
    const root = resigned('root.json', KEYS.root.slice(0, count));
    expect(faultOf({ ...SOUND, 'root.json': root })).toBe(expected);
  });

  test('one signature that is there twice counts once', () => {
    const written = JSON.parse(resigned('root.json', KEYS.root.slice(0, 1)).toString()) as { signatures: unknown[] };
    written.signatures.push(written.signatures[0]);
    expect(faultOf({ ...SOUND, 'root.json': Buffer.from(JSON.stringify(written)) })).toBe('policy-damaged');
  });

  test('one key that is there under two names counts for nobody', () => {
    const [one, two] = KEYS.root;
    const root = SOUND['root.json'].toString();
    const twice = root.replace(keyHex(two), keyHex(one));
    expect(twice).not.toBe(root);
    expect(faultOf(SOUND, { trustedRoot: Buffer.from(twice) })).toBe('policy-damaged');
  });

  test.each([
    ['timestamp.json', KEYS.snapshot],
    ['timestamp.json', newKey()],
  ] as const)('%s signed by the key of another role, or by any', (name, key) => {
    expect(faultOf({ ...SOUND, [name]: resigned(name, [key]) })).toBe('policy-forged');
  });

  test.each([
    ['snapshot', { ...KEYS, snapshot: newKey() }],
    ['targets', { ...KEYS, targets: newKey() }],
  ])('a %s signed by a stranger and rightly listed by the others', (_role, keys) => {
    expect(faultOf({ ...repository({ keys }), 'root.json': SOUND['root.json'] })).toBe('policy-forged');
  });

  test('rules changed without their signatures are damaged', () => {
    const policy = Buffer.from(
      SOUND['targets/policy.json'].toString().replace(MALL_48_HOURS, '"maxTestAgeSeconds": 972800'),
    );
    expect(policy.equals(SOUND['targets/policy.json'])).toBe(false);
    expect(faultOf({ ...SOUND, 'targets/policy.json': policy })).toBe('policy-damaged');
  });
});

describe('a newer root', () => {
  const heirs = { ...newKeys(), root: KEYS.root };
  test('with other keys for the roles is taken when the old root keys sign it', () => {
    expect(faultOf(repository({ keys: heirs, version: 4 }))).toBe('sound');
  });

  test('for which its own keys have not signed is forged', () => {
    const [, two, three] = KEYS.root;
    const moved = repository({
      keys: { ...heirs, root: [newKey(), newKey(), ...[two, three].flatMap((key) => key ?? [])] },
      rootThreshold: 3,
      version: 4,
    });
    const root = resigned(
      'root.json',
      [two, three].flatMap((key) => key ?? []),
      moved['root.json'],
    );
    expect(faultOf({ ...moved, 'root.json': root })).toBe('policy-forged');
  });

  test('an older root is not gone back to', () => {
    expect(faultOf(repository({ version: 2 }))).toBe('policy-forged');
  });
});

test.each(METADATA.slice(1))('an older %s among newer files is found out', (name) => {
  const old = repository({ version: 2, expires: '2029-01-01T00:00:00Z' });
  expect(faultOf({ ...SOUND, [name]: old[name] })).toBe('policy-damaged');
});

test('rules that are rightly signed but not acceptable are damaged', () => {
  const policy = Buffer.from(
    SOUND['targets/policy.json'].toString().replace('"facts.colour"', '"constructor.constructor"'),
  );
  expect(faultOf(repository({ policy }))).toBe('policy-damaged');
});

test('no repository at all, or no root to trust, is missing', () => {
  const folder = freshFolder();
  const source = {
    directory: join(folder, 'policy'),
    trustedRootPath: join(folder, 'root.json'),
    refusedKeys: new Set<string>(),
  };
  expect(openPolicy(source)).toEqual({ ok: false, fault: 'policy-missing' });
  store(source.directory, SOUND);
  expect(openPolicy(source)).toEqual({ ok: false, fault: 'policy-missing' });
  writeFileSync(source.trustedRootPath, SOUND['root.json']);
  expect(openPolicy(source).ok).toBe(true);
});

test.each([
  ['another type', { keytype: 'ecdsa' }],
  ['another scheme', { scheme: 'x' }],
  ['capital letters', { keyval: { public: keyHex(KEYS.root[0]).toUpperCase() } }],
  ['no public half', { keyval: {} }],
])('a root key of %s is refused', (_case, change) => {
  const root = JSON.parse(SOUND['root.json'].toString()) as { signed: { keys: Record<string, object> } };
  const id = KEYS.root[0]?.key.keyID ?? '';
  root.signed.keys[id] = { ...root.signed.keys[id], ...change };
  expect(faultOf(SOUND, { trustedRoot: Buffer.from(JSON.stringify(root)) })).toBe('policy-damaged');
});

function keyHex(key: SigningKey | undefined): string {
  return Buffer.from(key?.x ?? '', 'base64url').toString('hex');
}

describe('a list of what was taken back, beside the policy', () => {
  const list = Buffer.from('00000000000000010000000200000003', 'hex');
  const LIST = 'targets/revocations/all.bin';

  test('is opened', () => {
    const opened = open(repository({ revocations: list }));
    expect(opened.ok && hasPrefix(opened.value.revocations.prefixes, 2, 3)).toBe(true);
    expect(opened.ok && hasPrefix(opened.value.revocations.prefixes, 2, 4)).toBe(false);
  });

  test('may be absent, and counts for nothing where it is not listed', () => {
    expect(open(SOUND)).toMatchObject({ ok: true, value: { revocations: { prefixes: { upper: { length: 0 } } } } });
    const opened = open({ ...SOUND, [LIST]: list });
    expect(opened.ok && opened.value.revocations.prefixes.upper.length).toBe(0);
  });

  test.each([
    ['missing where it is listed', null, 'policy-missing'],
    ['changed', Buffer.from(list).fill(7, 15), 'policy-damaged'],
    ['longer', Buffer.concat([list, list]), 'policy-damaged'],
  ])('is not taken when %s', (_case, bytes, fault) => {
    expect(faultOf({ ...repository({ revocations: list }), [LIST]: bytes })).toBe(fault);
  });

  test('is not taken out of order, however it is signed', () => {
    expect(faultOf(repository({ revocations: Buffer.concat([list.subarray(8), list.subarray(0, 8)]) }))).toBe(
      'policy-damaged',
    );
  });
});
