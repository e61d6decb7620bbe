import { chmod, cp, mkdir, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Trouble } from '../door.ts';
import { capture } from '../processes.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const FILES = join(import.meta.dirname, 'debian');
const OPT = 'opt/digital-sentinel';

/** Debian's names of what the runtime is linked with, of what the scripts call, and of what the unit starts nothing without. */
const DEPENDS = [
  'adduser',
  // What shows it full screen with no way out, and ends at once without Xwayland (0.1.4, Debian 12).
  'cage',
  'xwayland',
  // What the compositor has its seat and its socket's folder by.
  'libpam-systemd',
  // What writes Chinese.
  'fonts-noto-cjk',
  'libasound2 | libasound2t64',
  'libatk-bridge2.0-0 | libatk-bridge2.0-0t64',
  'libcups2 | libcups2t64',
  'libdrm2',
  'libgbm1',
  'libgtk-3-0 | libgtk-3-0t64',
  'libnss3',
  'libxkbcommon0',
  'libxss1',
  'libxtst6',
  // By it serial ports are listed, and sticks found.
  'udev',
];

/** Names of architectures in Debian. */
const ARCHITECTURES: Readonly<Record<string, string>> = { x64: 'amd64', arm64: 'arm64' };

/**
 * Makes a Debian package of the app's folder. All of it is root's, so that the kiosk's user cannot change what it runs.
 *
 * @param app the packaged app's folder
 * @param file where the package goes
 * @throws Trouble where `dpkg-deb` is missing or refuses
 */
export async function makeDeb(app: string, file: string, version: string): Promise<void> {
  const architecture = ARCHITECTURES[process.arch];
  if (architecture === undefined) throw new Trouble(`No Debian package is made for ${process.arch}.`);
  const root = `${file}.making`;
  await rm(root, { recursive: true, force: true });
  try {
    await layOut(root, app);
    await writeControl(root, { version, architecture });
    const args = ['--root-owner-group', '-Zzstd', '--build', root, file];
    const { code, stdout, stderr } = await capture('dpkg-deb', args, { cwd: FILES });
    if (code !== 0) throw new Trouble(`${(stdout + stderr).trim()}\n\nThe Debian package could not be made.`);
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

async function layOut(root: string, app: string): Promise<void> {
  await put(root, 'usr/bin/sentinel', 'sentinel', 0o755);
  await put(root, 'usr/lib/digital-sentinel/kiosk', 'kiosk', 0o755);
  await put(root, 'usr/lib/digital-sentinel/life-watch', 'life-watch', 0o755);
  await put(root, 'usr/lib/systemd/system/digital-sentinel.service', 'digital-sentinel.service', 0o644);
  await put(root, 'etc/default/digital-sentinel', 'default', 0o644);
  await put(root, 'usr/lib/udev/rules.d/70-digital-sentinel.rules', 'udev.rules', 0o644);
  // What the app cannot deny by itself: keys that are the system's.
  await put(root, 'usr/lib/systemd/logind.conf.d/50-digital-sentinel.conf', 'logind.conf', 0o644);
  await put(root, 'usr/lib/systemd/system.conf.d/50-digital-sentinel.conf', 'system.conf', 0o644);
  await put(root, 'usr/lib/sysctl.d/60-digital-sentinel.conf', 'sysctl.conf', 0o644);
  await cp(app, join(root, OPT), { recursive: true, verbatimSymlinks: true });
  for (const entry of await readdir(join(root, OPT), { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isSymbolicLink()) continue;
    const isRun = entry.isDirectory() || ((await stat(path)).mode & 0o100) !== 0;
    await chmod(path, isRun ? 0o755 : 0o644);
  }
  // Chromium's sandbox where the system lets no ordinary user make a namespace.
  await chmod(join(root, OPT, 'chrome-sandbox'), 0o4755);
  const doc = join(root, 'usr/share/doc/digital-sentinel');
  await mkdir(doc, { recursive: true });
  await symlink('/opt/digital-sentinel/LICENSES.chromium.html', join(doc, 'LICENSES.chromium.html'));
  await cp(join(ROOT, 'LICENSE'), join(doc, 'copyright'));
}

async function put(root: string, to: string, from: string, mode: number): Promise<void> {
  const path = join(root, to);
  await mkdir(join(path, '..'), { recursive: true });
  await cp(join(FILES, from), path);
  await chmod(path, mode);
}

async function writeControl(root: string, of: { version: string; architecture: string }): Promise<void> {
  for (const script of ['postinst', 'prerm', 'postrm']) await put(root, `DEBIAN/${script}`, script, 0o755);
  await writeFile(join(root, 'DEBIAN/conffiles'), '/etc/default/digital-sentinel\n');
  const { description, author, homepage } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')) as {
    description: string;
    author?: string;
    homepage?: string;
  };
  const lines = [
    'Package: digital-sentinel',
    // Debian's own order: a `-trial` would come after the release.
    `Version: ${of.version.replace('-', '~')}`,
    `Architecture: ${of.architecture}`,
    `Maintainer: ${author ?? 'Digital Sentinel contributors <nobody@invalid>'}`,
    ...(homepage === undefined ? [] : [`Homepage: ${homepage}`]),
    `Installed-Size: ${Math.ceil((await sizeOf(root)) / 1024)}`,
    `Depends: ${DEPENDS.join(', ')}`,
    'Section: misc',
    'Priority: optional',
    `Description: ${description}`,
  ];
  await writeFile(join(root, 'DEBIAN/control'), `${lines.join('\n')}\n`);
}

/** @returns bytes */
async function sizeOf(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const sizes = await Promise.all(files.map(async (file) => (await stat(join(file.parentPath, file.name))).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}
