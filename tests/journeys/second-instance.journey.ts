import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { electronExecutable } from '../../scripts/runtime.ts';
import { expect, switches, test } from './kiosk.ts';

test('a second start on the same profile says so and leaves the first alone', async ({ start }) => {
  const kiosk = await start();
  const second = promisify(execFile)(await electronExecutable(), switches(kiosk.profile, null, {}), {
    timeout: 20_000,
  });
  expect((await second).stderr).toContain('already running');
  await expect(kiosk.page.locator('[data-camera]')).toBeVisible();
});
