import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { decode } from '../../electron/cli/decode.ts';
import { readProvision } from '../../electron/cli/provision-file.ts';
import { provisioningOf } from '../../electron/provisioning.ts';
import { provisionSettingsSchema } from '../../electron/settings.ts';
import { readHubFile } from '../../electron/sync/enrolment.ts';
import { enrol } from '../../electron/sync/enrol.ts';
import { meetHub } from '../../electron/sync/meet.ts';
import { openVenueKey } from '../../electron/venue.ts';
import { decodeProvision } from '../../shared/provision.ts';
import { fail } from '../../shared/result.ts';
import { run } from '../electron/cli/cli-kit.ts';
import { startHub, type TestHub } from './server.ts';

const SCRIPT = join(import.meta.dirname, '..', '..', 'scripts', 'hub.ts');
const LOADER = import.meta.resolve('tsx');

const lineSchema = z.object({
  line: z.number(),
  venue: z.string(),
  gate: z.string(),
  expiresAt: z.string(),
  file: z.string(),
  picture: z.string().nullable(),
});

let folder: string;
let server: TestHub;
let out: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sentinel-provision-'));
  writeFileSync(join(folder, '1.root.json'), 'root');
  server = await startHub({}, { address: 'https://hub.example', policyFolder: folder });
  writeFileSync(join(folder, 'token'), server.hub.secrets.administrator);
});

beforeEach(() => {
  out = join(mkdtempSync(join(folder, 'case-')), 'kiosks');
});

afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

interface Outcome {
  readonly code: number;
  readonly lines: readonly unknown[];
  readonly stderr: string;
}

function provision(list: string | Uint8Array, ...args: string[]): Promise<Outcome> {
  const path = join(folder, 'list.csv');
  writeFileSync(path, list);
  const env = { ...process.env, HUB_ADMINISTRATOR_FILE: join(folder, 'token') };
  const all = ['--import', LOADER, SCRIPT, 'provision', path, '--out', out, '--hub', server.url, ...args];
  return new Promise((resolve) => {
    execFile(process.execPath, all, { env }, (error, stdout, stderr) => {
      const lines = stdout.split('\n').filter((line) => line.startsWith('{'));
      resolve({
        code: error === null ? 0 : Number(error.code),
        lines: lines.map((line) => JSON.parse(line) as unknown),
        stderr,
      });
    });
  });
}

async function codesMade(): Promise<number> {
  const rows = await server.hub.database.store.selectFrom('enrolment_code').select('venue').execute();
  return rows.length;
}

/** A kiosk in this process, which enrols by its file as `sentinel provision` does. */
async function setUp(file: string): ReturnType<typeof enrol> {
  const directory = join(mkdtempSync(join(folder, 'kiosk-')), 'venue');
  mkdirSync(directory);
  const read = await readProvision(file, { stdin: process.stdin });
  if ('fault' in read || read.ticket === null) throw new Error(JSON.stringify(read));
  const enrolled = await enrol({
    ...{ ticket: read.ticket, directory, store: null, owed: () => 0, provision: provisioningOf(read) },
    // The test's hub did not know its own port when it began.
    meet: (ticket, key) => meetHub({ ...ticket, hub: server.url }, key, null, undefined),
  });
  if (enrolled.ok) directories.set(file, directory);
  return enrolled;
}

const directories = new Map<string, string>();

test('fifty kiosks of one list, at two venues, enrol by their files, each once and with its own settings', async () => {
  const kiosks = Array.from({ length: 50 }, (_, i) => ({
    venue: i % 5 === 0 ? '火车站' : '人民广场商场',
    gate: `gate ${(i % 17) + 1}`,
    direction: i % 2 === 0 ? 'in' : 'out',
    language: i % 3 === 0 ? 'en' : '',
  }));
  const rows = kiosks.map((one) => [one.venue, `"${one.gate}"`, one.direction, one.language].join(','));
  const common = join(folder, 'common.json');
  writeFileSync(common, JSON.stringify({ settings: { language: 'zh-CN', volume: 1 } }));
  const list = `\uFEFFvenue,gate,direction,language\r\n${rows.join('\r\n')}\r\n`;
  const { code, lines: written } = await provision(list, '--settings', common);
  expect(code).toBe(0);
  const lines = written.map((line) => lineSchema.parse(line));
  expect(lines.map(({ line, venue, gate }) => [line, venue, gate])).toEqual(
    kiosks.map(({ venue, gate }, i) => [i + 2, venue, gate]),
  );
  expect(lines[0]?.expiresAt).toBe(new Date(server.hub.nowMs() + 86_400_000).toISOString());

  const names = readdirSync(out).map((name) => join(out, name));
  expect(names).toHaveLength(101);
  expect(statSync(out).mode & 0o777).toBe(0o700);
  expect(names.filter((name) => (statSync(name).mode & 0o777) !== 0o600)).toEqual([]);

  const enrolled = await Promise.all(lines.map(({ file }) => setUp(file)));
  expect(enrolled).toMatchObject(kiosks.map(({ venue, gate }) => ({ ok: true, value: { venue, gate } })));
  const places = lines.map(({ file }) => directories.get(file) ?? '');
  expect(new Set(places.map((place) => readHubFile(place)?.kiosk)).size).toBe(50);
  expect(new Set(places.map((place) => openVenueKey(place, null).id)).size).toBe(2);
  expect(places.map((place) => JSON.parse(readFileSync(join(place, 'settings.json'), 'utf8')) as unknown)).toEqual(
    kiosks.map(({ direction, language }) => ({ volume: 1, direction, language: language === '' ? 'zh-CN' : language })),
  );
  expect(await setUp(lines[7]?.file ?? '')).toEqual(fail('code-used'));
}, 120_000);

test('each has a code that a camera reads as its file, and a label in both languages', async () => {
  const { lines } = await provision('venue,gate,volume\nmall,north,2\nmall,南门,\n');
  const [first, second] = lines.map((line) => lineSchema.parse(line));
  const png = join(folder, 'code.png');
  const svg = readFileSync(first?.picture ?? '');
  await sharp(svg).flatten({ background: 'white' }).resize(600).png().toFile(png);
  const [answer] = (await run(decode, [png])).lines as { codes: { text: string }[] }[];
  const decoded = decodeProvision(answer?.codes[0]?.text ?? '', provisionSettingsSchema);
  const file = JSON.parse(readFileSync(first?.file ?? '', 'utf8')) as unknown;
  expect(decoded).toEqual({ ok: true, value: file });
  expect(second?.file).toMatch(/2-南门\.json$/u);
  const labels = readFileSync(join(out, 'labels.html'), 'utf8');
  expect(labels).toContain('1 · mall · north');
  expect(labels).toContain('2 · mall · 南门');
  expect(labels).toContain('对准摄像头');
  expect(labels).toContain('hold this one before the camera');
  expect(labels).toContain('等屏幕请您出示开通码时');
  expect(labels).toContain('when the screen asks for an enrolment code');
  expect(labels).not.toMatch(/[入出]口/u);
  expect(labels.match(/<svg/gu)).toHaveLength(2);
  // It is opened from a disk, by whoever prints it.
  expect(labels).not.toMatch(/<script|https?:\/\/(?!www\.w3\.org)/u);
});

test('the two kiosks of a gate are told apart, by their files and once their labels are cut', async () => {
  await provision('venue,gate,direction\nmall,north,in\nmall,north,out\n');
  const labels = readFileSync(join(out, 'labels.html'), 'utf8');
  expect(labels).toContain('1 · mall · north · 入口 · In<');
  expect(labels).toContain('2 · mall · north · 出口 · Out<');
  const names = ['1-north-in.json', '1-north-in.svg', '2-north-out.json', '2-north-out.svg', 'labels.html'];
  expect(readdirSync(out).sort()).toEqual(names);
});

test('settings that are too many for a code are given by file, and it is said', async () => {
  const port = { path: '/dev/ttyUSB0', vendorId: '1a86', productId: '7523', serialNumber: 'A50285BI', usbPort: null };
  const devices = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].map((id) => ({
    ...{ id, role: 'scanner', port, baudRate: null },
    lane: 'in',
    driver: null,
  }));
  const common = join(folder, 'many.json');
  writeFileSync(common, JSON.stringify({ settings: { devices } }));
  const { code, lines, stderr } = await provision('venue,gate\nmall,north\n', '--settings', common);
  expect([code, lines]).toMatchObject([0, [{ picture: null }]]);
  expect(stderr).toContain('give them their files');
  expect(readFileSync(join(out, 'labels.html'), 'utf8')).toContain('use the file');
  expect(readdirSync(out).sort()).toEqual(['1-north.json', 'labels.html']);
});

test.each([
  [
    'a line that is wrong among good ones',
    'venue,gate,direction\nmall,a,in\nmall,b,up\nmall,c/d,in\n',
    2,
    [
      { line: 3, column: 'direction' },
      { line: 4, column: 'gate' },
    ],
  ],
  ['a quote that is not closed', 'venue,gate\nmall,"a\n', 2, [{ line: 2, message: 'a quote is not closed' }]],
  ['what a spreadsheet writes in another encoding', Buffer.from('venue,gate\n\xc9\xcc\xb3\xa1,a\n', 'latin1'), 1, []],
])('of a list with %s nothing is made, neither here nor at the hub', async (_what, list, exit, faults) => {
  const before = await codesMade();
  const { code, lines, stderr } = await provision(list);
  expect([code, lines]).toMatchObject([exit, faults]);
  expect(stderr).toMatch(/nothing was made|UTF-8/u);
  expect(() => readdirSync(out)).toThrow('ENOENT');
  expect(await codesMade()).toBe(before);
});

test('a folder with something in it is left as it is, and no code is made', async () => {
  mkdirSync(out);
  writeFileSync(join(out, 'mine'), '');
  const before = await codesMade();
  const { code, stderr } = await provision('venue,gate\nmall,north\n');
  expect([code, readdirSync(out)]).toEqual([1, ['mine']]);
  expect(stderr).toContain('is not empty');
  expect(await codesMade()).toBe(before);
});

test('options that make no sense are said to, and how it is used', async () => {
  const { code, lines, stderr } = await provision('venue,gate\nmall,north\n', '--life', '-1h');
  expect([code, lines]).toEqual([2, []]);
  expect(stderr).toMatch(/^provision: Option '--life'.*ambiguous[^]*provision --help$/mu);
  expect(() => readdirSync(out)).toThrow('ENOENT');
});

test.each([
  ['a life of two days', ['--life', '48h'], '24h at most'],
  ['settings that are not there', ['--settings', '/nowhere.json'], 'cannot be read'],
  ['settings that are none', ['--settings', join(import.meta.dirname, 'wire-v1.exchanges.json')], 'is not taken'],
  ['a hub that is not there', ['--hub', 'http://127.0.0.1:1'], 'No hub answers'],
])('%s is refused in a sentence, and nothing is written', async (_how, args, sentence) => {
  const { code, lines, stderr } = await provision('venue,gate\nmall,north\n', ...args);
  expect([code, lines]).toEqual([1, []]);
  expect(stderr).toContain(sentence);
  expect(() => readdirSync(out)).toThrow('ENOENT');
});
