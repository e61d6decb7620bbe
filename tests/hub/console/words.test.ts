import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openWords } from '../../../hub/console/words.ts';
import { BUILT_IN_REASON_CODES } from '../../../shared/reasons.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sentinel-words-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

const said = (zh: string, en: string): object => ({
  'zh-CN': { guard: zh, visitor: '-' },
  en: { guard: en, visitor: '-' },
});
const rule = {
  note: '商场查四十八小时',
  reason: { code: 'test-old', phone: 'T-OLD', verdict: 'refuse', texts: said('过期', 'old') },
};
const HASHES = ['a', 'b'].map((digit) => digit.repeat(64));

function write(files: Readonly<Record<string, unknown>>): void {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content));
  }
}

/** A repository as an office publishes it, in which each file is named by its version or its hash. */
function publish(version: number, policy: unknown, hash = HASHES[version % 2] ?? ''): void {
  write({
    [`targets/${hash}.policy.json`]: policy,
    [`${version}.targets.json`]: { signed: { targets: { 'policy.json': { hashes: { sha256: hash } } } } },
    [`${version}.snapshot.json`]: { signed: { meta: { 'targets.json': { version } } } },
    'timestamp.json': { signed: { meta: { 'snapshot.json': { version } } } },
  });
}

const POLICY = { version: 7, rules: { old: rule }, messages: { 'all-checks-passed': said('请进', 'let them in') } };

test('a rule’s reason is told in the office’s words, and so is what it has reworded', async () => {
  publish(1, POLICY);
  const words = await openWords(folder)();
  expect(words.version).toBe(7);
  expect(words.codes).toContain('test-old');
  expect(words.of('test-old')).toEqual({
    code: 'test-old',
    phone: 'T-OLD',
    verdict: 'refuse',
    says: { 'zh-CN': '过期', en: 'old' },
    rule: { 'zh-CN': '商场查四十八小时', en: '商场查四十八小时' },
  });
  expect(words.of('all-checks-passed')).toMatchObject({ phone: 'OK', says: { en: 'let them in' }, rule: null });
  expect(words.of('staff-listed').says?.en).toBe('On the venue’s list of staff: let in');
});

test('what is published next is told next, without a restart', async () => {
  const read = openWords(folder);
  publish(1, POLICY);
  expect((await read()).version).toBe(7);
  publish(2, { ...POLICY, version: 8 });
  expect((await read()).version).toBe(8);
});

test.each<[string, () => void]>([
  ['there is nothing', () => undefined],
  [
    'the timestamp is no JSON',
    () => {
      write({ 'timestamp.json': '{' });
    },
  ],
  [
    'the snapshot is not there',
    () => {
      write({ 'timestamp.json': { signed: { meta: { 'snapshot.json': { version: 1 } } } } });
    },
  ],
  [
    'the rules are something else',
    () => {
      publish(1, { version: 'seven' });
    },
  ],
  [
    'the hash is a way out of the folder',
    () => {
      publish(1, POLICY, '../../etc');
    },
  ],
])('where %s the kiosk’s own reasons have their words all the same', async (_what, prepare) => {
  prepare();
  const words = await openWords(folder)();
  expect(words.version).toBeNull();
  for (const code of BUILT_IN_REASON_CODES) expect(words.of(code).says?.['zh-CN']).toBeTruthy();
  expect(words.of('test-old')).toEqual({ code: 'test-old', phone: null, verdict: null, says: null, rule: null });
});

test('a hub without a policy folder has no rules to take words from', async () => {
  expect((await openWords(null)()).version).toBeNull();
});

test('the demo’s rules, which are not named by versions, are read too', async () => {
  const words = await openWords('resources/policy')();
  expect(words.version).toBe(4);
  expect(words.of('colour-red')).toMatchObject({ phone: 'C-RED', verdict: 'refuse' });
});
