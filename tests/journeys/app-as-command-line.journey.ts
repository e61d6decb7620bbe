import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { electronExecutable } from '../../scripts/runtime.ts';
import { encodeTicket } from '../../shared/ticket.ts';
import { expect, test } from './kiosk.ts';

const ROOT = join(import.meta.dirname, '..', '..');

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly said: string;
}

/** Starts the app as `/usr/bin/sentinel` of the package does, and without a display. */
async function sentinel(profile: string, args: readonly string[], input = ''): Promise<Ended> {
  const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const switches = [...asRoot, '--ozone-platform=headless', `--user-data-dir=${profile}`];
  const env = { ...process.env, DISPLAY: '', WAYLAND_DISPLAY: '' };
  const child = spawn(await electronExecutable(), [ROOT, ...switches, '--sentinel', ...args], { env });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  child.stdin.end(input);
  const [code, out, said] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
  return { code, out, said };
}

test('a machine with the app and nothing else has its command line, without a screen', async ({ folder }) => {
  const profile = join(folder, 'profile');
  expect((await sentinel(profile, ['--version'])).out).toMatch(/^\d+\.\d+\.\d+\n$/u);

  const missing = await sentinel(profile, ['doctor']);
  expect(missing.code).toBe(2);
  expect(missing.said).toContain(join(profile, 'venue'));

  const enrolled = await sentinel(profile, ['enrol', '-'], 'DSE1:nonsense');
  expect(enrolled.code).toBe(2);
  expect(JSON.parse(enrolled.out)).toHaveProperty('fault');
});

test('the app’s own command line leaves nothing of the folder that it erases, Chromium’s files neither', async ({
  folder,
}) => {
  const profile = join(folder, 'profile');
  mkdirSync(join(profile, 'demo'), { recursive: true });
  writeFileSync(join(profile, 'demo', 'venue.json'), '{}');
  const report = join(folder, 'report.txt');
  const { code, out } = await sentinel(profile, ['decommission', '--report', report, '--yes']);
  expect(code).toBe(0);
  expect(JSON.parse(out.trimEnd().split('\n').at(-1) ?? '')).toMatchObject({ report: { left: [] } });
  expect(existsSync(profile)).toBe(false);
  expect(existsSync(report)).toBe(true);
});

test('and sets a kiosk up by it: by a provision that is one, and to what another kiosk was set to', async ({
  folder,
}) => {
  const profile = join(folder, 'profile');
  const slip = await sentinel(profile, ['provision', '-'], '{"ticket":"DSE1:X","settings":{"langauge":"en"}}');
  expect([slip.code, JSON.parse(slip.out)]).toEqual([
    2,
    { fault: 'provision-malformed', field: 'settings.langauge', message: 'no such field' },
  ]);
  const nowhere = { hub: 'http://127.0.0.1:9', code: 'ABCD-EFGH-JKMN-PQRS' };
  const ticket = encodeTicket({ ...nowhere, hubKey: new Uint8Array(32), policyRoot: new Uint8Array(32) });
  const unheard = await sentinel(profile, ['provision', '-'], JSON.stringify({ ticket, settings: { language: 'en' } }));
  expect([unheard.code, JSON.parse(unheard.out)]).toEqual([1, { fault: 'hub-unreachable' }]);
  const settings = { language: 'en', volume: 1 };
  expect((await sentinel(profile, ['settings', 'import', '-'], JSON.stringify({ settings }))).code).toBe(0);
  expect(JSON.parse((await sentinel(profile, ['settings', 'export'])).out)).toEqual({ settings });
});
