import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { changeSettings, expect, test } from './kiosk.ts';

test('a damaged settings file is kept aside and the defaults are said aloud', async ({ start, folder }) => {
  const profile = join(folder, 'settings');
  await mkdir(join(profile, 'demo'), { recursive: true });
  await writeFile(join(profile, 'demo', 'settings.json'), '{"language": "kling');
  const kiosk = await start({ profile });
  await kiosk.page.waitForSelector('[data-problem="settings-reset"]');
  expect((await readdir(kiosk.directory)).some((name) => name.startsWith('settings.damaged-'))).toBe(true);
});

test('a venue type that the rules do not know is said in words until it is chosen anew', async ({ start, folder }) => {
  const profile = join(folder, 'settings');
  await mkdir(join(profile, 'demo'), { recursive: true });
  await writeFile(join(profile, 'demo', 'settings.json'), '{"venueType": "moll"}');
  const kiosk = await start({ profile });
  await kiosk.page.waitForSelector('[data-problem="venue-type-unknown"]');
  await expect(changeSettings(kiosk, { venueType: 'mole' })).rejects.toThrow('failed');
  await changeSettings(kiosk, { venueType: 'mall' });
  await kiosk.page.waitForSelector('[data-problem]', { state: 'detached' });
});
