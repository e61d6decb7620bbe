import { createPrivateKey, createPublicKey } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { openGuardDesk, type GuardDesk } from '../../../electron/guards/desk.ts';
import { GUARDS_FILE, readGuards, writeGuards } from '../../../electron/guards/list.ts';
import { openHubGuards } from '../../../electron/guards/of-hub.ts';
import { finishEnrolment, HUB_FILE, KIOSK_KEY_FILE, readHubFile } from '../../../electron/sync/enrolment.ts';
import { keepKey, readKey } from '../../../electron/keys.ts';
import { enrol, type EnrolPlan } from '../../../electron/sync/enrol.ts';
import { meetHub } from '../../../electron/sync/meet.ts';
import { isVenueSetUp, openPremises, openVenueKey } from '../../../electron/venue.ts';
import { fail, ok } from '../../../shared/result.ts';
import { freshFolder } from '../folders.ts';
import { startFakeHub, type FakeHub } from './fake-hub.ts';
import { newKeyPair } from '../../../electron/key-pair.ts';

let hub: FakeHub;
let profile: string;
let directory: string;
let owed: number;

beforeEach(async () => {
  hub = await startFakeHub();
  profile = freshFolder();
  directory = join(profile, 'venue');
  mkdirSync(directory);
  owed = 0;
});

function tryEnrol(change: Partial<EnrolPlan> = {}): ReturnType<typeof enrol> {
  return enrol({
    ticket: hub.ticket(),
    directory,
    store: null,
    owed: () => owed,
    meet: (ticket, key) => meetHub(ticket, key, null, undefined),
    ...change,
  });
}

/** Where the guards of this kiosk prove who they are. */
function deskHere(): GuardDesk {
  return openGuardDesk({
    ...{ directory, demoList: null, triesNotSaved: () => undefined, monotonicMs: () => 0 },
    ...{ after: () => () => undefined, ended: () => undefined },
  });
}

/** `x` of the key that lies there now. */
function publicKeyHeld(): string {
  const held = readKey(join(directory, KIOSK_KEY_FILE), null);
  if (!held.ok) throw new Error(held.fault);
  const key = createPrivateKey({ key: Buffer.from(held.value.bytes), format: 'der', type: 'pkcs8' });
  return createPublicKey(key).export({ format: 'jwk' }).x ?? '';
}

describe('a kiosk that enrols', () => {
  test('is set up for its venue: root, keys, hub and where its rules come from', async () => {
    const enrolled = await tryEnrol();
    expect(enrolled).toMatchObject({
      ok: true,
      value: { venue: '人民广场商场', gate: 'north', beginsNewChain: false },
    });
    expect(isVenueSetUp(profile)).toBe(true);
    expect(readFileSync(join(directory, 'root.json'))).toEqual(hub.root);
    expect(readHubFile(directory)).toMatchObject({ hub: hub.url, hubKey: hub.hubKey, kiosk: hub.taken[0]?.kiosk });
    expect(openVenueKey(directory, null).bytes).toEqual(hub.venueKey);
    expect(openPremises(profile, '/resources', false).policySource).toBe(`${hub.url}/policy`);
    expect(publicKeyHeld()).toBe(hub.taken[0]?.publicKey);
  });

  test('leaves nothing but files that its own user alone can read', async () => {
    await tryEnrol();
    const names = readdirSync(directory);
    expect(names.sort()).toEqual(['hub.json', 'kiosk.key', 'root.json', 'venue.json', 'venue.key']);
    expect(names.filter((name) => (statSync(join(directory, name)).mode & 0o077) !== 0)).toEqual([]);
  });

  test.each([
    ['ticket-malformed', (): string => 'hello'],
    ['ticket-of-another-release', (): string => hub.ticket().replace('DSE1', 'DSE2')],
    ['hub-of-another', (): string => hub.ticket({ hubKey: new Uint8Array(32) })],
    ['policy-root-of-another', (): string => hub.ticket({ policyRoot: new Uint8Array(32) })],
  ] as const)('is refused with %s, and nothing is written', async (fault, ticket) => {
    expect(await tryEnrol({ ticket: ticket() })).toEqual(fail(fault));
    expect(readdirSync(directory)).toEqual([]);
    expect(hub.taken).toEqual([]);
  });

  test.each([
    ['another root than it has promised', { root: Buffer.from('{}') }, 'policy-root-of-another'],
    ['what another has signed', { signsWith: newKeyPair('ed25519').privateKey }, 'answer-not-of-the-hub'],
    ['a page to log in at', { saysHtml: true }, 'answer-not-of-the-hub'],
    ['that the code is too old', { refuses: 'code-expired' }, 'code-expired'],
    ['that the code was used', { refuses: 'code-used' }, 'code-used'],
    ['what this release does not know', { refuses: 'moon-in-the-wrong-phase' }, 'refused'],
  ] as const)('takes nothing from a hub that says %s', async (_case, twist, fault) => {
    hub.twist = twist;
    expect(await tryEnrol()).toEqual(fail(fault));
    expect(isVenueSetUp(profile)).toBe(false);
    hub.twist = {};
    expect((await tryEnrol()).ok).toBe(true);
  });

  test('says that nobody answers', async () => {
    const meet: EnrolPlan['meet'] = (known, key) =>
      meetHub({ ...known, hub: 'http://127.0.0.1:9' }, key, null, undefined);
    expect(await tryEnrol({ meet })).toEqual(fail('hub-unreachable'));
  });
});

/** Whatever is in it: the app is stopped, and nothing of it is read. */
function writeJournal(): void {
  writeFileSync(join(directory, 'journal.db'), 'a journal');
}

/** What became of the kiosk's journals. */
function journals(): string[] {
  const names = readdirSync(directory).filter((name) => name.startsWith('journal.'));
  return names.map((name) => /abandoned|superseded/u.exec(name)?.[0] ?? 'live').sort();
}

describe('a kiosk that enrols anew', () => {
  test('with a new chain is nobody’s successor, whatever it owes and whether its key can be read', async () => {
    await tryEnrol();
    owed = 3;
    writeJournal();
    const anew = await tryEnrol({ abandonsOld: true });
    expect(anew).toMatchObject({ ok: true, value: { beginsNewChain: true } });
    expect(hub.taken.at(-1)?.predecessor).toBeNull();
    expect(journals()).toEqual(['abandoned']);
    rmSync(join(directory, KIOSK_KEY_FILE));
    expect(await tryEnrol({ abandonsOld: true })).toMatchObject({ ok: true });
    // Afterwards it is a kiosk like others.
    owed = 0;
    writeJournal();
    expect(await tryEnrol()).toMatchObject({ ok: true, value: { beginsNewChain: false } });
    expect(journals()).toEqual(['abandoned', 'live']);
  });

  test('takes its chains along under a new key', async () => {
    await tryEnrol();
    owed = 7;
    expect(await tryEnrol()).toMatchObject({ ok: true, value: { beginsNewChain: false } });
    const [first, second] = hub.taken;
    expect(second).toMatchObject({ predecessor: first?.kiosk });
    expect(publicKeyHeld()).toBe(second?.publicKey);
    expect(readHubFile(directory)?.kiosk).toBe(second?.kiosk);
  });

  test('at its hub, which was put back to before it enrolled, is taken as a new one, and owes it what it owed', async () => {
    await tryEnrol();
    hub.taken.splice(0);
    owed = 7;
    writeJournal();
    expect(await tryEnrol()).toMatchObject({ ok: true, value: { beginsNewChain: true } });
    expect(journals()).toEqual(['superseded']);
  });

  test('at its hub, which was put back to before it enrolled anew, is known by the key it had then', async () => {
    for (let times = 0; times < 4; times += 1) await tryEnrol();
    hub.taken.splice(1);
    owed = 7;
    writeJournal();
    expect(await tryEnrol()).toMatchObject({ ok: true, value: { beginsNewChain: false } });
    expect(hub.taken.at(-1)?.predecessor).toBe(hub.taken[0]?.kiosk);
    expect(journals()).toEqual(['live']);
  });

  test('at its hub, which was put back, is taken whatever was tried elsewhere meanwhile', async () => {
    await tryEnrol();
    hub.taken.splice(0);
    hub.twist = { losesAnswer: true };
    await tryEnrol();
    hub.twist = { venueKnows: () => false };
    owed = 7;
    expect(await tryEnrol()).toMatchObject({ ok: true, value: { beginsNewChain: true } });
  });

  test('whose hub’s file is gone is refused while entries are owed', async () => {
    await tryEnrol();
    rmSync(join(directory, HUB_FILE));
    hub.taken.splice(0);
    owed = 1;
    expect(await tryEnrol()).toEqual(fail('entries-owed'));
  });

  test('at a hub that knows it elsewhere is refused while entries are owed, and its code stays good', async () => {
    await tryEnrol();
    hub.twist = { venueKnows: () => false };
    owed = 1;
    const before = readHubFile(directory);
    expect(await tryEnrol()).toEqual(fail('entries-owed'));
    expect(readHubFile(directory)).toEqual(before);
    owed = 0;
    writeJournal();
    expect(await tryEnrol()).toMatchObject({ ok: true, value: { beginsNewChain: true } });
    expect(journals()).toEqual(['superseded']);
  });

  test('elsewhere leaves its journals behind, however often and however it enrols there', async () => {
    await tryEnrol();
    const elsewhere = await startFakeHub();
    writeJournal();
    elsewhere.twist = { losesAnswer: true };
    expect(await tryEnrol({ ticket: elsewhere.ticket() })).toEqual(fail('hub-unreachable'));
    elsewhere.twist = {};
    // The key that it tried there is known there, and what it owes is still another's.
    owed = 1;
    expect(await tryEnrol({ ticket: elsewhere.ticket() })).toEqual(fail('entries-owed'));
    expect(journals()).toEqual(['live']);
    owed = 0;
    expect(await tryEnrol({ ticket: elsewhere.ticket() })).toMatchObject({ ok: true, value: { beginsNewChain: true } });
    expect(journals()).toEqual(['abandoned']);
    writeJournal();
    expect(await tryEnrol({ ticket: elsewhere.ticket() })).toMatchObject({
      ok: true,
      value: { beginsNewChain: false },
    });
    expect(journals()).toEqual(['abandoned', 'live']);
  });

  test('that was never given guards has none, and is open to nobody', async () => {
    await tryEnrol();
    await tryEnrol();
    expect(existsSync(join(directory, GUARDS_FILE))).toBe(false);
    expect(deskHere().status()).toMatchObject({ list: [], fault: null, access: 'locked' });
  });

  test('has no guards of the hub’s any more, which another gate may not know, and keeps those that were set here', async () => {
    const guard = { number: 'G07', name: '小王', role: 'guard', pin: null } as const;
    await tryEnrol();
    writeGuards(directory, [guard], '0180bab7-0c00-7000-8000-0000000000f1');
    await tryEnrol();
    // It was locked, and stays so: a list with nobody on it.
    expect(existsSync(join(directory, GUARDS_FILE))).toBe(true);
    expect(openHubGuards(directory).revision()).toBeNull();
    expect(deskHere().status()).toMatchObject({ list: [], fault: null, access: 'locked' });
    writeGuards(directory, [guard]);
    await tryEnrol({ ticket: (await startFakeHub()).ticket() });
    expect(readGuards(directory)).toEqual(ok([guard]));
  });

  test('at its hub, which was restored under another key, goes on with its journal', async () => {
    await tryEnrol();
    writeJournal();
    owed = 5;
    const file = join(directory, HUB_FILE);
    writeFileSync(file, JSON.stringify({ ...readHubFile(directory), hubKey: 'another' }));
    expect(await tryEnrol()).toMatchObject({ ok: true, value: { beginsNewChain: false } });
    expect(journals()).toEqual(['live']);
  });

  test.each([
    [
      'key-damaged',
      () => {
        writeFileSync(join(directory, KIOSK_KEY_FILE), 'x');
      },
    ],
    [
      'key-locked',
      () => {
        keepKey(join(directory, KIOSK_KEY_FILE), new Uint8Array(48), {
          seal: (it) => Buffer.from(it),
          open: (it) => Buffer.from(it).toString(),
        });
      },
    ],
  ] as const)('with a key of its own that is %s is refused while entries are owed', async (fault, spoil) => {
    await tryEnrol();
    spoil();
    owed = 1;
    expect(await tryEnrol()).toEqual(fail(fault));
    owed = 0;
    expect(await tryEnrol()).toMatchObject({ ok: true, value: { beginsNewChain: true } });
  });
});

describe('an answer that was lost', () => {
  test('costs a ticket, and no entry: the key that the hub took meanwhile can still sign', async () => {
    await tryEnrol();
    owed = 3;
    hub.twist = { losesAnswer: true };
    expect(await tryEnrol()).toEqual(fail('hub-unreachable'));
    const lost = hub.taken[1];
    // The hub has moved the chains to the key it took last, and knows the one before no more.
    hub.twist = {};
    hub.taken.splice(0, 1);
    expect(await tryEnrol()).toMatchObject({ ok: true, value: { beginsNewChain: false } });
    expect(hub.taken.at(-1)?.predecessor).toBe(lost?.kiosk);
    expect(readdirSync(directory)).not.toContain('enrolment.json');
  });

  test('of a first enrolment leaves a kiosk that is not set up, and can be with what it has written', async () => {
    owed = 3;
    hub.twist = { losesAnswer: true };
    expect(await tryEnrol()).toEqual(fail('hub-unreachable'));
    expect(isVenueSetUp(profile)).toBe(false);
    hub.twist = {};
    expect((await tryEnrol()).ok).toBe(true);
    expect(isVenueSetUp(profile)).toBe(true);
  });
});

describe('an enrolment that was interrupted while it was written', () => {
  test.each([0, 1, 2, 3, 4])('after %i of its files is whole once it is finished', async (written) => {
    const other = await startFakeHub();
    await tryEnrol({ ticket: other.ticket() });
    const before = new Map(readdirSync(directory).map((name) => [name, readFileSync(join(directory, name))]));
    await tryEnrol();
    const names = ['root.json', 'kiosk.key', 'venue.key', 'hub.json', 'venue.json'];
    const after = new Map(names.map((name) => [name, readFileSync(join(directory, name))]));
    writeFileSync(join(directory, 'enrolment.json'), pendingOf(after));
    for (const name of names.slice(written)) writeFileSync(join(directory, name), before.get(name) ?? '');
    finishEnrolment(directory);
    expect(new Map(names.map((name) => [name, readFileSync(join(directory, name))]))).toEqual(after);
    expect(existsSync(join(directory, 'enrolment.json'))).toBe(false);
  });

  test('and was damaged is said, and nothing of it repeated', async () => {
    await tryEnrol();
    rmSync(join(directory, HUB_FILE));
    writeFileSync(join(directory, 'enrolment.json'), '{"tried":["c2VjcmV0');
    expect(() => {
      finishEnrolment(directory);
    }).toThrow('is damaged');
    expect(() => {
      finishEnrolment(directory);
    }).not.toThrow('c2VjcmV0');
  });
});

/** What lies there between the hub's answer and the last file. */
function pendingOf(files: ReadonlyMap<string, Buffer>): string {
  const json = (name: string): unknown => JSON.parse(String(files.get(name)));
  const keyIn = (name: string): string => (json(name) as { key: string }).key;
  return JSON.stringify({
    tried: [],
    answered: {
      hubFile: json('hub.json'),
      kioskKey: keyIn('kiosk.key'),
      venueKey: keyIn('venue.key'),
      policyRoot: files.get('root.json')?.toString('base64'),
    },
  });
}
