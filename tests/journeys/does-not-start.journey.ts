import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { electronExecutable } from '../../scripts/runtime.ts';
import { expect, switches, test } from './kiosk.ts';

interface Ended {
  readonly code: number | null;
  readonly stderr: string;
}

async function startAndEnd(args: readonly string[]): Promise<Ended> {
  const executable = await electronExecutable();
  return new Promise((resolve) => {
    const child = execFile(executable, args, { timeout: 20_000 }, (_error, _stdout, stderr) => {
      resolve({ code: child.exitCode, stderr });
    });
  });
}

test('a second start on the same profile says so and leaves the first alone', async ({ start }) => {
  const kiosk = await start();
  const { code, stderr } = await startAndEnd(switches(kiosk.profile, null, {}));
  expect(code).toBe(0);
  expect(stderr).toContain('already running');
  await expect(kiosk.page.locator('[data-camera]')).toBeVisible();
});

test('a kiosk whose venue key is damaged says so in both languages and ends', async ({ folder }) => {
  const profile = join(folder, 'profile');
  await mkdir(join(profile, 'demo'), { recursive: true });
  await writeFile(join(profile, 'demo', 'venue.key'), 'half');
  const { code, stderr } = await startAndEnd(switches(profile, null, {}));
  expect(code).toBe(1);
  expect(stderr).toContain('数字哨兵无法启动');
  expect(stderr).toMatch(/cannot start: .*venue\.key is damaged/u);
  expect(stderr).not.toContain('    at ');
});

test('a kiosk set up for a venue refuses demo mode', async ({ folder }) => {
  const profile = join(folder, 'profile');
  await mkdir(join(profile, 'venue'), { recursive: true });
  await writeFile(join(profile, 'venue', 'venue.json'), '{}');
  const { code, stderr } = await startAndEnd(switches(profile, null, {}));
  expect(code).toBe(2);
  expect(stderr).toContain('does not start in demo mode');
});
