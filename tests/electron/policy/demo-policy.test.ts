import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readDemoKeys } from '../../../electron/policy/demo-keys.ts';
import { openPolicy } from '../../../electron/policy/open.ts';
import { buildRepository, REPOSITORY_FILES } from '../../../electron/policy/repository.ts';
import { demoKey, KEYS, newKeys, open, repository, resigned, RESOURCES, SOUND } from './repository-kit.ts';
import { buildTrustList } from '../../../shared/credential/trust-list.ts';
import { primitives } from '../../../electron/crypto.ts';

const DEMO_KEYS = readDemoKeys(RESOURCES);
const NAMES = [
  ...['root-1', 'root-2', 'root-3', 'targets', 'snapshot', 'timestamp', 'issuer-310000', 'unknown-issuer'],
  ...['hub', 'eu-signer', 'card-issuer', 'pass-issuer'],
];
const demo = { directory: join(RESOURCES, 'policy'), trustedRootPath: join(RESOURCES, 'demo', 'root.json') };

/** What a venue signs: everything is its own, down to the keys of who issues codes. */
const VENUES_POLICY = policyTrusting(KEYS.targets.x);

function policyTrusting(x: string, ...others: object[]): Buffer {
  const policy = JSON.parse(SOUND['targets/policy.json'].toString()) as object;
  const own = { format: 'health-code', jwk: { kty: 'OKP', crv: 'Ed25519', x } };
  return Buffer.from(JSON.stringify({ ...policy, trust: [own, ...others] }));
}

describe('the demo policy', () => {
  const opened = openPolicy({ ...demo, refusedKeys: new Set() });

  test('opens in demo mode, in May 2022 as today, for ten years more', () => {
    expect(opened.ok && opened.value.signedAt).toBeLessThan(Date.UTC(2022, 4, 13) / 1000);
    expect(opened.ok && opened.value.expiresAt).toBe(Date.UTC(2036, 0, 1) / 1000);
  });

  test('is what its source says', () => {
    const source = readFileSync(join(RESOURCES, 'demo', 'policy-source.json'), 'utf8');
    const policy = readFileSync(join(RESOURCES, 'policy', 'targets', 'policy.json'), 'utf8');
    expect(JSON.parse(policy)).toMatchObject(JSON.parse(source) as object);
  });

  test('comes out the same, byte for byte, when it is built again', () => {
    const built = buildRepository({
      keys: {
        root: [demoKey('root-1'), demoKey('root-2'), demoKey('root-3')],
        targets: demoKey('targets'),
        snapshot: demoKey('snapshot'),
        timestamp: demoKey('timestamp'),
      },
      rootThreshold: 2,
      policy: readFileSync(join(demo.directory, 'targets', 'policy.json')),
      version: 1,
      expires: '2036-01-01T00:00:00Z',
      isDemo: true,
    });
    for (const name of REPOSITORY_FILES) {
      expect(built[name].equals(readFileSync(join(demo.directory, name)))).toBe(true);
    }
  });

  test('trusts the demo issuer and not the unknown one', () => {
    const trusted = opened.ok
      ? [...buildTrustList(opened.value.policy.trust, primitives).values()].flat().map(({ jwk }) => jwk.x)
      : [];
    expect(trusted.toSorted()).toEqual(
      ['issuer-310000', 'hub', 'eu-signer', 'card-issuer', 'pass-issuer'].map((name) => demoKey(name).x).toSorted(),
    );
    expect(trusted).not.toContain(demoKey('unknown-issuer').x);
  });
});

describe("a venue's kiosk refuses whatever a published demo key has signed", () => {
  test('the list of published keys is complete', () => {
    expect([...DEMO_KEYS].toSorted()).toEqual(NAMES.map((name) => demoKey(name).x).toSorted());
  });

  test('the demo policy itself', () => {
    expect(openPolicy({ ...demo, refusedKeys: DEMO_KEYS })).toEqual({ ok: false, fault: 'policy-forged' });
  });

  test('a policy of its own, signed by its own keys only, is taken', () => {
    expect(open(repository({ policy: VENUES_POLICY }), { refusedKeys: DEMO_KEYS }).ok).toBe(true);
  });

  test.each([
    ['one root key', { ...KEYS, root: [...KEYS.root.slice(0, 2), demoKey('root-1')] }],
    ['the targets key', { ...KEYS, targets: demoKey('targets') }],
    ['an issuer key in a role', { ...KEYS, timestamp: demoKey('unknown-issuer') }],
  ])('a policy for which %s is a demo key', (_case, keys) => {
    const files = repository({ keys, policy: VENUES_POLICY });
    const trustedRoot = files['root.json'];
    expect(open(files, { trustedRoot }).ok).toBe(true);
    expect(open(files, { trustedRoot, refusedKeys: DEMO_KEYS })).toEqual({ ok: false, fault: 'policy-forged' });
  });

  test('a root without demo keys for which demo keys vouch', () => {
    const demoRoots = [demoKey('root-1'), demoKey('root-2')];
    const first = repository({ keys: { ...KEYS, root: demoRoots }, policy: VENUES_POLICY });
    const heirs = newKeys();
    const moved = repository({ keys: heirs, policy: VENUES_POLICY, version: 4 });
    const root = resigned('root.json', [...heirs.root, ...demoRoots], moved['root.json']);
    const trustedRoot = first['root.json'];
    expect(open({ ...moved, 'root.json': root }, { trustedRoot }).ok).toBe(true);
    expect(open({ ...moved, 'root.json': root }, { trustedRoot, refusedKeys: DEMO_KEYS })).toEqual({
      ok: false,
      fault: 'policy-forged',
    });
  });

  test('a policy whose codes may be issued with the demo key', () => {
    expect(open(SOUND, { refusedKeys: DEMO_KEYS })).toEqual({ ok: false, fault: 'policy-forged' });
  });
});
