import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { decode } from '../../electron/cli/decode.ts';
import { CODE } from '../../shared/enrolment-code.ts';
import { certify, LONG, ofServer } from '../electron/sync/tls/certificates.ts';
import { startFront } from '../electron/sync/tls/front.ts';
import { run } from '../electron/cli/cli-kit.ts';
import { startHub, type TestHub } from './server.ts';

const SCRIPT = join(import.meta.dirname, '..', '..', 'scripts', 'hub.ts');
const LOADER = import.meta.resolve('tsx');

let folder: string;
let server: TestHub;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sentinel-tickets-'));
  writeFileSync(join(folder, '1.root.json'), 'root');
  server = await startHub({}, { address: 'https://hub.example', policyFolder: folder });
  writeFileSync(join(folder, 'token'), `${server.hub.secrets.administrator}\n`);
});

afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function runTicket(...args: string[]): Promise<Outcome> {
  return runTicketWith('token', args);
}

function runTicketWith(token: string, args: readonly string[]): Promise<Outcome> {
  return runScript(['--hub', server.url, ...args], { ...process.env, HUB_ADMINISTRATOR_FILE: join(folder, token) });
}

function runScript(args: readonly string[], env: NodeJS.ProcessEnv): Promise<Outcome> {
  return new Promise((resolve) => {
    const all = ['--import', LOADER, SCRIPT, 'ticket', ...args];
    execFile(process.execPath, all, { env }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr });
    });
  });
}

test('`npm run hub -- ticket` writes a line for each gate, and a picture that a camera reads', async () => {
  const pictures = join(folder, 'pictures');
  const gates = ['--gate', 'north', '--gate', '南门', '--life', '24h'];
  const { code, stdout } = await runTicket('--venue', 'mall', ...gates, '--pictures', pictures);
  expect(code).toBe(0);
  const lines = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<'gate' | 'ticket' | 'picture' | 'expiresAt' | 'hub' | 'code', string>);
  // To be typed, where nothing can be shown.
  expect(lines[0]).toMatchObject({ hub: 'https://hub.example', code: expect.stringMatching(CODE) as unknown });
  expect(lines.map(({ gate }) => gate)).toEqual(['north', '南门']);
  expect(lines[0]?.expiresAt).toBe(new Date(server.hub.nowMs() + 86_400_000).toISOString());
  const { picture, ticket } = lines[1] ?? { picture: '', ticket: '' };
  expect(statSync(picture).mode & 0o777).toBe(0o600);
  const png = join(folder, 'ticket.png');
  await sharp(readFileSync(picture)).flatten({ background: 'white' }).resize(600).png().toFile(png);
  expect(await run(decode, [png])).toMatchObject({ lines: [{ codes: [{ text: ticket }] }] });
});

test('a ticket can be shown in the terminal, beside its line', async () => {
  const { stdout, stderr } = await runTicket('--venue', 'mall', '--gate', 'north', '--show');
  expect(JSON.parse(stdout)).toMatchObject({ gate: 'north', picture: null });
  expect(stderr).toMatch(/[▀▄█]{20}/u);
});

test.each([
  ['without a gate', ['--venue', 'mall'], '--gate'],
  ['with a life that is none', ['--venue', 'mall', '--gate', 'n', '--life', 'long'], '--life'],
  ['with a life of two days', ['--venue', 'mall', '--gate', 'n', '--life', '48h'], '24h at most'],
  ['with a life of a second more than a day', ['--venue', 'mall', '--gate', 'n', '--life', '86401s'], '24h at most'],
  ['for a gate with a slash', ['--venue', 'mall', '--gate', 'n/1'], '"n/1" is no name of a venue or gate'],
  ['for a venue without letters', ['--venue', ' ', '--gate', 'n'], '" " is no name of a venue or gate'],
  ['of a hub that is not there', ['--venue', 'mall', '--gate', 'n', '--hub', 'http://127.0.0.1:1'], 'No hub answers'],
])('a ticket asked for %s is refused in a sentence', async (_how, args, sentence) => {
  const { code, stdout, stderr } = await runTicket(...args);
  expect([code, stdout]).toEqual([1, '']);
  expect(stderr).toContain(sentence);
});

test.each([
  ['an option that there is not', ['--gates', 'north'], '--gates'],
  ['a life with a dash', ['--life', '-1h'], '--life'],
])('%s is misuse, in a sentence', async (_what, args, sentence) => {
  const { code, stdout, stderr } = await runTicket('--venue', 'mall', ...args);
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toContain(sentence);
  expect(stderr).toContain('Try: npm run hub -- ticket --help');
});

test('of a hub whose certificate nobody vouches for, it is said how to name who does', async () => {
  const own = await certify(null, { name: 'hub', life: LONG, extensions: ofServer('127.0.0.1') });
  const { url } = await startFront(server.url, [own]);
  const { code, stderr } = await runTicket('--venue', 'mall', '--gate', 'n', '--hub', url);
  expect(code).toBe(1);
  expect(stderr).toContain('NODE_EXTRA_CA_CERTS');
});

test('an address that is set to nothing is none', async () => {
  const env = { ...process.env, HUB_ADDRESS: '', HUB_PORT: '1', HUB_ADMINISTRATOR_FILE: join(folder, 'token') };
  const { code, stderr } = await runScript(['--venue', 'mall', '--gate', 'n'], env);
  expect(code).toBe(1);
  expect(stderr).toContain('No hub answers at http://127.0.0.1:1 ');
});

test('where the hub lacks what a ticket names, its code is written, and a sentence says what to set', async () => {
  const hub = await startHub({}, { address: 'https://hub.example' });
  writeFileSync(join(folder, 'other-token'), hub.hub.secrets.administrator);
  const args = ['--venue', 'mall', '--gate', 'n', '--hub', hub.url];
  const { code, stdout, stderr } = await runTicketWith('other-token', args);
  await hub.close();
  expect(code).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject({ ticket: null, noTicket: 'policy-folder-not-set' });
  expect(stderr).toContain('HUB_POLICY_FOLDER=resources/policy');
});
