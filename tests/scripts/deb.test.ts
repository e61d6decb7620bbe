import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { LEFT } from '../../electron/leaving.ts';
import { makeDeb } from '../../scripts/package/deb.ts';

const run = promisify(execFile);
const dpkg = await run('dpkg-deb', ['--version']).then(
  () => true,
  () => false,
);

const UNIT = './usr/lib/systemd/system/digital-sentinel.service';

let folder = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sentinel-deb-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

test.skipIf(!dpkg)(
  'a Debian package holds the app as root’s own, and the sandbox as it must be (needs dpkg-deb)',
  async () => {
    const app = join(folder, 'app');
    await mkdir(join(app, 'resources'), { recursive: true });
    await writeFile(join(app, 'digital-sentinel'), 'program', { mode: 0o777 });
    await writeFile(join(app, 'chrome-sandbox'), 'sandbox', { mode: 0o755 });
    await writeFile(join(app, 'resources', 'app.asar'), 'archive', { mode: 0o666 });
    const file = join(folder, 'made.deb');
    await makeDeb(app, file, '1.2.3-trial');

    const { stdout: listed } = await run('dpkg-deb', ['--contents', file]);
    const modeOf = (path: string): string | undefined =>
      listed
        .split('\n')
        .find((line) => line.endsWith(` ./${path}`))
        ?.split(/\s+/u)
        .slice(0, 2)
        .join(' ');
    expect(modeOf('opt/digital-sentinel/digital-sentinel')).toBe('-rwxr-xr-x root/root');
    expect(modeOf('opt/digital-sentinel/resources/app.asar')).toBe('-rw-r--r-- root/root');
    expect(modeOf('opt/digital-sentinel/chrome-sandbox')).toBe('-rwsr-xr-x root/root');
    expect(modeOf('usr/bin/sentinel')).toBe('-rwxr-xr-x root/root');
    expect(modeOf('usr/lib/digital-sentinel/kiosk')).toBe('-rwxr-xr-x root/root');
    expect(modeOf('usr/lib/digital-sentinel/life-watch')).toBe('-rwxr-xr-x root/root');
    expect(modeOf('usr/lib/systemd/system/digital-sentinel.service')).toBe('-rw-r--r-- root/root');

    expect(modeOf('usr/lib/udev/rules.d/70-digital-sentinel.rules')).toBe('-rw-r--r-- root/root');
    for (const denied of ['systemd/logind.conf.d/50', 'systemd/system.conf.d/50', 'sysctl.d/60'])
      expect(modeOf(`usr/lib/${denied}-digital-sentinel.conf`)).toBe('-rw-r--r-- root/root');

    // A kiosk at its end writes outside of its profile: the report, and Chromium's files.
    const { stdout: unit } = await run('sh', ['-c', 'dpkg-deb --fsys-tarfile "$0" | tar -xO "$1"', file, UNIT]);
    for (const line of ['ProtectSystem=strict', 'LogsDirectory=digital-sentinel', 'PrivateTmp=yes'])
      expect(unit.split('\n')).toContain(line);

    const { stdout: version } = await run('dpkg-deb', ['--field', file, 'Version', 'Architecture']);
    // Before 1.2.3 in Debian's order.
    expect(version).toContain('Version: 1.2.3~trial');
  },
);

test.skipIf(!dpkg)('a folder without the sandbox makes no package (needs dpkg-deb)', async () => {
  const app = join(folder, 'app');
  await mkdir(app);
  await writeFile(join(app, 'digital-sentinel'), 'program');
  await expect(makeDeb(app, join(folder, 'made.deb'), '1.2.3')).rejects.toThrow('chrome-sandbox');
});

/** A file of the package as it stands in the repository. */
function file(name: string): Promise<string> {
  return readFile(join(import.meta.dirname, '..', '..', 'scripts', 'package', 'debian', name), 'utf8');
}

test('the unit leaves the compositor the folder of its socket, and the app its sticks', async () => {
  const unit = await file('digital-sentinel.service');
  // It hides /run/user too: nothing was ever shown.
  expect(unit).not.toMatch(/^ProtectHome=/mu);
  for (const path of ['/var/lib/digital-sentinel', '-/run/user', '-/media', '-/run/media', '-/mnt'])
    expect(/^ReadWritePaths=(.*)$/mu.exec(unit)?.[1]?.split(' ')).toContain(path);
});

test('an app that was left is not started again, is no failure, and its terminal asks who logs in', async () => {
  const unit = (await file('digital-sentinel.service')).split('\n');
  for (const line of ['Restart=always', `RestartPreventExitStatus=${LEFT}`, `SuccessExitStatus=${LEFT}`])
    expect(unit).toContain(line);
  expect(unit).toContain('OnSuccess=getty@tty1.service');
});
