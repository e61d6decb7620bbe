import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from './kiosk.ts';

test('a damaged settings file is kept aside and the defaults are said aloud', async ({ start, folder }) => {
  const profile = join(folder, 'settings');
  await mkdir(join(profile, 'demo'), { recursive: true });
  await writeFile(join(profile, 'demo', 'settings.json'), '{"language": "kling');
  const kiosk = await start({ profile });
  await kiosk.page.waitForSelector('[data-problem="settings-reset"]');
  expect((await readdir(kiosk.directory)).some((name) => name.startsWith('settings.damaged-'))).toBe(true);
});
