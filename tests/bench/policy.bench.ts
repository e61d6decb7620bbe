import { randomBytes } from 'node:crypto';
import { createReadStream, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openOffice } from '../../electron/policy/office.ts';
import type { RevocationOrders } from '../../electron/policy/publish-revocations.ts';
import { publish } from '../../electron/policy/publish.ts';
import type { Roles } from '../../electron/policy/roles.ts';
import { signDrafts } from '../../electron/policy/sign.ts';
import { signingKey, type SigningKey } from '../../electron/policy/signing.ts';
import { electronExecutable } from '../../scripts/runtime.ts';
import { checkPolicy } from '../../shared/policy/policy.ts';
import { NOW, secondsOf } from '../journeys/now.ts';
import { manyTexts } from '../journeys/visitors.ts';
import type { PolicyTask, PolicyTimes } from './policy-use.ts';
import { buildProgram, runProgram } from './programs.ts';
import type { Row } from './rows.ts';
import { newKeyPair } from '../../electron/key-pair.ts';

const RESOURCES = join(import.meta.dirname, '..', '..', 'resources');
const AT = secondsOf(NOW);
const RULES = 100;
const KEYS = 2000;
const REVOKED = 10_000_000;
/** A busy day. */
const REVOKED_IN_A_DAY = 20_000;
const NOTHING: RevocationOrders = { add: [], remove: [], list: null };

/** A large policy, from the office that signs it to the kiosk that judges by it. */
export async function bench(): Promise<Row[]> {
  const folder = await mkdtemp(join(tmpdir(), 'sentinel-bench-policy-'));
  const server = serve(join(folder, 'repository'));
  try {
    const online = prepareOffice(folder);
    publish(openOffice(folder), [online], { ...NOTHING, list: join(folder, 'list.bin') }, AT);
    const program = await buildProgram('policy-use');
    const electron = await electronExecutable();
    const store = join(folder, 'store');
    const common = { rootPath: join(folder, 'repository', '1.root.json'), from: await server.url, at: AT, rounds: 5 };
    const texts = await manyTexts(1000);
    const run = (task: Partial<PolicyTask>): Promise<PolicyTimes> => {
      const path = join(folder, 'task.json');
      writeFileSync(path, JSON.stringify({ do: 'fetch', store, texts: [], ...common, ...task }));
      return runProgram<PolicyTimes>(electron, program, path);
    };
    const first = await run({});
    const firstBytes = server.take().bytes;
    const idle = await run({});
    const { bytes: idleBytes, requests } = server.take();
    publish(openOffice(folder), [online], { ...NOTHING, add: day() }, AT + 60);
    const daily = await run({});
    const dailyBytes = server.take().bytes;
    publish(openOffice(folder), [online], { ...NOTHING, add: day() }, AT + 120);
    const holding = await run({ do: 'update' });
    if (first.fetched?.installed !== true || idle.fetched?.fault !== null || daily.fetched?.installed !== true) {
      throw new Error(JSON.stringify([first.fetched, idle.fetched, daily.fetched]));
    }
    const large = await run({ do: 'open', texts });
    const demoStore = { store: join(RESOURCES, 'policy'), rootPath: join(RESOURCES, 'demo', 'root.json') };
    const demo = await run({ do: 'open', texts, ...demoStore });
    return [
      {
        name: 'opening 100 rules, 2,000 keys, 10 million revocations, beyond the demo rules',
        value: large.openMs - demo.openMs,
        unit: 'ms',
        target: { below: 1500 },
        note: `${large.openMs.toFixed(0)} ms against ${demo.openMs.toFixed(0)} ms, in Electron`,
      },
      {
        name: 'judged by 100 rules',
        value: large.judgedPerSecond,
        unit: '/s',
        target: { atLeast: 1500 },
        note: `${demo.judgedPerSecond.toFixed(0)}/s by the demo's ten; in Electron`,
      },
      {
        name: 'an hour with nothing new: requests',
        value: requests,
        unit: '',
        target: { atMost: 2 },
        note: `${idleBytes} bytes`,
      },
      {
        name: "a day's 20,000 revocations at 10 million, moved",
        value: dailyBytes / 1000,
        unit: 'kB',
        target: { below: 200 },
        note: `the whole list is ${(firstBytes / 1e6).toFixed(0)} MB`,
      },
      { name: 'that update, with verifying all of it', value: daily.fetchMs, unit: 'ms' },
      {
        name: 'its peak memory, all of the process',
        value: daily.peakBytes / 1e6,
        unit: 'MB',
        target: { atMost: 200 },
        note: `${(daily.baseBytes / 1e6).toFixed(0)} MB of it before it began`,
      },
      {
        name: 'the same beside the rules in force, as on a kiosk: what it adds',
        value: (holding.peakBytes - holding.baseBytes) / 1e6,
        unit: 'MB',
        target: { atMost: 200 },
        note: `${(holding.peakBytes / 1e6).toFixed(0)} MB in all, of which the rules in force and the rest are ${(holding.baseBytes / 1e6).toFixed(0)} MB`,
      },
      {
        name: 'peak memory of the first fetch, with the whole list, all of the process',
        value: first.peakBytes / 1e6,
        unit: 'MB',
        target: { atMost: 200 },
      },
    ];
  } finally {
    server.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** @returns the key that signs online */
function prepareOffice(folder: string): SigningKey {
  const [person, online] = [newKey(), newKey()];
  const one = ({ x }: SigningKey): Roles['targets'] => ({ threshold: 1, keys: [x] });
  const [root, rest] = [one(person), one(online)];
  const roles: Roles = { root, targets: root, snapshot: rest, timestamp: rest, revocations: rest, sites: rest };
  writeFileSync(join(folder, 'roles.json'), JSON.stringify(roles));
  const written = largePolicy();
  const checked = checkPolicy(written);
  if (!checked.ok) throw new Error(JSON.stringify(checked.mistakes));
  signDrafts(openOffice(folder), { value: checked.value, bytes: Buffer.from(JSON.stringify(written)) }, [person], AT);
  writeFileSync(join(folder, 'list.bin'), sortedPrefixes());
  return online;
}

interface Written {
  rules: Record<string, object>;
  venueTypes: Record<string, { rules: string[] }>;
  trust: object[];
}

/** The demo's rules ten times over, and keys of many issuers. */
function largePolicy(): object {
  const path = join(RESOURCES, 'policy', 'targets', 'policy.json');
  const demo = JSON.parse(readFileSync(path, 'utf8')) as Written;
  const { mall = { rules: [] } } = demo.venueTypes;
  const names = mall.rules.filter((name) => name !== 'already-entered');
  const rules = Array.from({ length: RULES }, (_, i): [string, object | undefined] => [
    `rule-${i}`,
    demo.rules[names[i % names.length] ?? ''],
  ]);
  const trust = Array.from({ length: KEYS - demo.trust.length }, (_, i) => ({
    format: 'health-code',
    issuer: String(110_000 + i),
    jwk: { kty: 'OKP', crv: 'Ed25519', x: newKey().x },
  }));
  return {
    ...demo,
    rules: Object.fromEntries(rules),
    venueTypes: { mall: { ...mall, rules: rules.map(([name]) => name) } },
    trust: [...demo.trust, ...trust],
  };
}

function newKey(): SigningKey {
  const jwk = newKeyPair('ed25519').privateKey.export({ format: 'jwk' });
  return signingKey(jwk as Parameters<typeof signingKey>[0]);
}

function day(): RevocationOrders['add'] {
  return Array.from({ length: REVOKED_IN_A_DAY }, () => ({ issuer: '110105', id: randomBytes(8).toString('hex') }));
}

/** Random prefixes in order; two alike among 10 million are not to be expected. */
function sortedPrefixes(): Uint8Array {
  const values = new BigUint64Array(REVOKED);
  const bytes = new Uint8Array(values.buffer);
  for (let at = 0; at < bytes.length; at += 65_536) crypto.getRandomValues(bytes.subarray(at, at + 65_536));
  values.sort();
  const list = new DataView(new ArrayBuffer(REVOKED * 8));
  values.forEach((value, i) => {
    list.setBigUint64(i * 8, value);
  });
  return new Uint8Array(list.buffer);
}

interface Counting {
  readonly url: Promise<string>;
  /** What was asked for and sent since the last time. */
  take(): { requests: number; bytes: number };
  close(): void;
}

function serve(folder: string): Counting {
  mkdirSync(folder, { recursive: true });
  let [requests, bytes] = [0, 0];
  const server = createServer((request, response) => {
    const path = join(folder, request.url ?? '');
    requests += 1;
    if (!existsSync(path)) {
      response.writeHead(404).end();
      return;
    }
    bytes += statSync(path).size;
    createReadStream(path).pipe(response);
  });
  const url = new Promise<string>((listening) => {
    server.listen(0, '127.0.0.1', () => {
      listening(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    });
  });
  return {
    url,
    take: () => {
      const taken = { requests, bytes };
      [requests, bytes] = [0, 0];
      return taken;
    },
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
