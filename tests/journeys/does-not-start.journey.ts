import { execFile } from 'node:child_process';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { electronExecutable } from '../../scripts/runtime.ts';
import { expect, switches, test } from './kiosk.ts';

const run = promisify(execFile);

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

test('a kiosk whose folder cannot be written says so and ends', async ({ folder }) => {
  const profile = join(folder, 'profile');
  await mkdir(profile);
  const restore = await makeReadOnly(profile);
  test.skip(restore === null, 'root may write anywhere, and may not mount here');
  try {
    const { code, stderr } = await startAndEnd(switches(profile, null, {}));
    expect(stderr).toContain('cannot start');
    expect(stderr).not.toContain('already running');
    expect(code).toBe(1);
  } finally {
    await restore?.();
  }
});

/** Root writes whatever the mode says, so for root it is a disk that is read-only. */
async function makeReadOnly(directory: string): Promise<(() => Promise<unknown>) | null> {
  if (process.getuid?.() !== 0) {
    await chmod(directory, 0o500);
    return () => chmod(directory, 0o700);
  }
  try {
    await run('mount', ['-t', 'tmpfs', '-o', 'ro', 'tmpfs', directory]);
    return () => run('umount', ['--lazy', directory]);
  } catch {
    // Not allowed in most containers; the test says so and is skipped.
    return null;
  }
}
