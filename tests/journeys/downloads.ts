import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test as base } from './kiosk.ts';

/** With a folder that stands for a stick: a demo that has none puts its files where the user’s downloads go. */
export const test = base.extend<{ downloads: string }>({
  downloads: async ({ folder }, use) => {
    const downloads = join(folder, 'downloads');
    await mkdir(downloads);
    await writeFile(join(folder, 'user-dirs.dirs'), `XDG_DOWNLOAD_DIR="${downloads}"\n`);
    const before = process.env['XDG_CONFIG_HOME'];
    process.env['XDG_CONFIG_HOME'] = folder;
    await use(downloads);
    if (before === undefined) delete process.env['XDG_CONFIG_HOME'];
    else process.env['XDG_CONFIG_HOME'] = before;
  },
});
