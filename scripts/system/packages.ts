import { capture, isInstalled } from '../processes.ts';

/**
 * What the app needs beside the libraries: somewhere to be shown, and the signs its texts are written in; and to be tried,
 * somebody who puts windows away.
 */
export type Tool = 'virtual display' | 'Chinese fonts' | 'window manager';

interface ToolPackage {
  readonly packages: readonly string[];
  isThere(): Promise<boolean>;
}

export const TOOLS: Readonly<Record<Tool, ToolPackage>> = {
  'virtual display': { packages: ['xvfb', 'xauth'], isThere: () => isInstalled('Xvfb') },
  'Chinese fonts': { packages: ['fontconfig', 'fonts-noto-cjk'], isThere: hasChineseFont },
  'window manager': {
    packages: ['xvfb', 'openbox', 'xdotool', 'x11-utils'],
    isThere: () => areInstalled('Xvfb', 'openbox', 'xdotool', 'xmessage'),
  },
};

async function areInstalled(...programs: readonly string[]): Promise<boolean> {
  return (await Promise.all(programs.map(isInstalled))).every(Boolean);
}

async function hasChineseFont(): Promise<boolean> {
  return (await capture('fc-list', [':lang=zh-cn', 'family'])).stdout.trim() !== '';
}

/** The Debian package of each shared library Electron links to, by the name `ldd` gives. */
export const NEEDED_LIBRARIES: Readonly<Record<string, string>> = {
  'libglib-2.0.so.0': 'libglib2.0-0',
  'libgobject-2.0.so.0': 'libglib2.0-0',
  'libgio-2.0.so.0': 'libglib2.0-0',
  'libnss3.so': 'libnss3',
  'libnssutil3.so': 'libnss3',
  'libsmime3.so': 'libnss3',
  'libnspr4.so': 'libnspr4',
  'libdbus-1.so.3': 'libdbus-1-3',
  'libatk-1.0.so.0': 'libatk1.0-0',
  'libatk-bridge-2.0.so.0': 'libatk-bridge2.0-0',
  'libatspi.so.0': 'libatspi2.0-0',
  'libcups.so.2': 'libcups2',
  'libdrm.so.2': 'libdrm2',
  'libgtk-3.so.0': 'libgtk-3-0',
  'libgdk-3.so.0': 'libgtk-3-0',
  'libgdk_pixbuf-2.0.so.0': 'libgdk-pixbuf-2.0-0',
  'libpango-1.0.so.0': 'libpango-1.0-0',
  'libcairo.so.2': 'libcairo2',
  'libX11.so.6': 'libx11-6',
  'libXcomposite.so.1': 'libxcomposite1',
  'libXdamage.so.1': 'libxdamage1',
  'libXext.so.6': 'libxext6',
  'libXfixes.so.3': 'libxfixes3',
  'libXrandr.so.2': 'libxrandr2',
  'libXtst.so.6': 'libxtst6',
  'libXss.so.1': 'libxss1',
  'libgbm.so.1': 'libgbm1',
  'libexpat.so.1': 'libexpat1',
  'libxcb.so.1': 'libxcb1',
  'libxkbcommon.so.0': 'libxkbcommon0',
  'libasound.so.2': 'libasound2',
  'libudev.so.1': 'libudev1',
  'libnotify.so.4': 'libnotify4',
};

/** What Electron loads only while running, so that `ldd` cannot tell: installed along with whatever is missing. */
const LOADED_LATER = ['libgtk-3-0', 'libnss3', 'libasound2', 'libgbm1', 'libnotify4', 'libxss1', 'libxtst6'];

/** The libraries `ldd` could not find. */
export function missingLibraries(ldd: string): readonly string[] {
  const found = [...ldd.matchAll(/^\s*(\S+) => not found$/gmu)].flatMap(([, name]) =>
    name === undefined ? [] : [name],
  );
  return [...new Set(found)].sort();
}

/** The Debian packages that bring these libraries and tools, sorted, each once. An unknown library brings none. */
export function debianPackages(libraries: readonly string[], tools: readonly Tool[]): readonly string[] {
  const forLibraries = libraries.flatMap((library) => NEEDED_LIBRARIES[library] ?? []);
  const later = libraries.length === 0 ? [] : LOADED_LATER;
  return [...new Set([...forLibraries, ...later, ...tools.flatMap((tool) => TOOLS[tool].packages)])].sort();
}

export function installCommand(packages: readonly string[], withSudo: boolean): string {
  const sudo = withSudo ? 'sudo ' : '';
  return `${sudo}apt-get update && ${sudo}apt-get install -y ${packages.join(' ')}`;
}

/** Reads `/etc/os-release`: Debian, Ubuntu and what says it is like them. */
export function isDebianLike(osRelease: string): boolean {
  return /^ID(?:_LIKE)?="?(?:[\w ]*\b)?(?:debian|ubuntu)\b/mu.test(osRelease);
}
