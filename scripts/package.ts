import { existsSync } from 'node:fs';
import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join, relative, sep } from 'node:path';
import { listPackage } from '@electron/asar';
import { getCurrentFuseWire } from '@electron/fuses';
import { ensureBuilt } from './build.ts';
import { runScript, say, Trouble } from './door.ts';
import { wrongContents } from './package/contents.ts';
import { makeDeb } from './package/deb.ts';
import { wrongFuses } from './package/fuses.ts';
import { capture } from './processes.ts';
import { describeRuntime, ensureOfficialRuntime, ensureRuntime, type Runtime } from './runtime.ts';

const ROOT = join(import.meta.dirname, '..');
const DIST = join(ROOT, 'dist');
/** Where electron-builder.yml has the packager work; what failed half-way is never left where a release would be. */
const WORK = join(DIST, '.making');

/** Where a platform's packager puts the app, and where in it the program and the archive are. */
const LAYOUTS = {
  linux: { folder: 'linux-unpacked', program: 'digital-sentinel', resources: 'resources' },
  win32: { folder: 'win-unpacked', program: 'digital-sentinel.exe', resources: 'resources' },
} as const;
type Layout = (typeof LAYOUTS)[keyof typeof LAYOUTS];

/** So many faults are told; the rest would only hide them. */
const SHOWN = 5;

await runScript(packageApp);

/**
 * `npm run package [-- --trial] [--deb] [--installer]`: makes the app's folder under dist/ and reads back how it came out;
 * with `--deb` a Debian package of it too, with `--installer` an AppImage, or on Windows an installer.
 */
async function packageApp(): Promise<number> {
  const given = process.argv.slice(2);
  const isTrial = given.includes('--trial');
  const isDeb = given.includes('--deb');
  const isInstaller = given.includes('--installer');
  if (given.some((arg) => !['--trial', '--deb', '--installer'].includes(arg)))
    throw new Trouble('Usage: npm run package -- [--trial] [--deb] [--installer]');
  if (isDeb && process.platform !== 'linux') throw new Trouble('A Debian package is made on Linux.');
  const layout = Object.entries(LAYOUTS).find(([platform]) => platform === process.platform)?.[1];
  if (layout === undefined)
    throw new Trouble('The kiosk is packaged for Linux and Windows, each on its own kind of machine.');
  const runtime = isTrial ? await ensureRuntime() : await releaseRuntime();
  say(describeRuntime(runtime));
  await ensureBuilt();
  await rm(WORK, { recursive: true, force: true });
  await runBuilder('--dir', runtime, isTrial);
  const made = join(WORK, layout.folder);
  // Electron's own demonstration, which the packager leaves where the runtime is taken from a folder.
  await rm(join(made, layout.resources, 'default_app.asar'), { force: true });
  await checkResult(made, layout);
  if (isTrial) await writeFile(join(made, 'TRIAL.txt'), trialNotice(runtime));
  const place = await moveInPlace(made, isTrial);
  const warning = isTrial ? ' (a trial, not for any door)' : '';
  say(`Packaged: ${place}${warning}`);
  if (isDeb) say(`Packaged: ${await packDeb(place, isTrial)}${warning}`);
  if (isInstaller) say(`Packaged: ${await packInstaller(place, runtime, isTrial)}${warning}`);
  return 0;
}

/** A release runs at doors for years, so it gets the runtime that is maintained, or is not made. */
async function releaseRuntime(): Promise<Runtime> {
  try {
    return await ensureOfficialRuntime();
  } catch (error) {
    if (!(error instanceof Trouble)) throw error;
    throw new Trouble(
      `A release is made with the official Electron and no other. ${error.message} To try packaging out without it: npm run package -- --trial`,
    );
  }
}

/** @param what the folder, or of which folder the platform's own kind of package */
async function runBuilder(
  what: '--dir' | `--prepackaged=${string}`,
  runtime: Runtime,
  isTrial: boolean,
): Promise<void> {
  const builder = createRequire(import.meta.url).resolve('electron-builder/cli.js');
  const args = [what, '--publish=never', `-c.electronDist=${runtime.path}`, `-c.electronVersion=${runtime.version}`];
  if (isTrial) {
    const { version: ours } = await readPackage();
    // Seen in the log's first line and in the name of the profile's folder, which a release never shares.
    args.push('-c.extraMetadata.productName=Digital Sentinel TRIAL', `-c.extraMetadata.version=${ours}-trial`);
  }
  const { code, stdout, stderr } = await capture(process.execPath, [builder, ...args], { cwd: ROOT });
  if (code !== 0) throw new Trouble(`${(stdout + stderr).trim()}\n\nThe app could not be packaged.`);
}

/** Trusts no setting: reads the fuses out of the program and the names out of the archive. */
async function checkResult(made: string, { program, resources }: Layout): Promise<void> {
  const archive = join(made, resources, 'app.asar');
  const wrong = [
    ...wrongFuses(await getCurrentFuseWire(join(made, program))),
    ...wrongContents(slashed(listPackage(archive, { isPack: false })), await filesIn(`${archive}.unpacked`)),
  ];
  if (wrong.length === 0) return;
  const more = wrong.length > SHOWN ? `; and ${wrong.length - SHOWN} more` : '';
  throw new Trouble(`The packaged app is not as it must be: ${wrong.slice(0, SHOWN).join('; ')}${more}.`);
}

async function filesIn(folder: string): Promise<string[]> {
  if (!existsSync(folder)) return [];
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return slashed(files.map(({ parentPath, name }) => sep + relative(folder, join(parentPath, name))));
}

function slashed(paths: readonly string[]): string[] {
  return paths.map((path) => path.replaceAll('\\', '/'));
}

/** @returns the folder, whose name says what it is */
async function moveInPlace(made: string, isTrial: boolean): Promise<string> {
  const { version } = await readPackage();
  const name = `digital-sentinel-${version}-${process.platform}-${process.arch}${isTrial ? '-TRIAL' : ''}`;
  const place = join(DIST, name);
  await rm(place, { recursive: true, force: true });
  await rename(made, place);
  await rm(WORK, { recursive: true, force: true });
  return relative(ROOT, place);
}

/** @returns the file */
async function packDeb(place: string, isTrial: boolean): Promise<string> {
  const version = `${(await readPackage()).version}${isTrial ? '-trial' : ''}`;
  const file = join(DIST, `digital-sentinel_${version}_${process.arch}.deb`);
  await makeDeb(join(ROOT, place), file, version);
  return relative(ROOT, file);
}

/** Of the folder that was read back. @returns the file */
async function packInstaller(place: string, runtime: Runtime, isTrial: boolean): Promise<string> {
  await runBuilder(`--prepackaged=${join(ROOT, place)}`, runtime, isTrial);
  const names = await readdir(WORK);
  const name = names.find((one) => /\.(?:AppImage|exe)$/u.test(one));
  if (name === undefined) throw new Trouble('The packager made no file.');
  const file = join(DIST, name);
  await rename(join(WORK, name), file);
  await rm(WORK, { recursive: true, force: true });
  return relative(ROOT, file);
}

async function readPackage(): Promise<{ version: string }> {
  return JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')) as { version: string };
}

function trialNotice({ version, kind }: Runtime): string {
  return `TRIAL

This folder is for trying packaging out. It is not a release: it was not made to stand at a door.
Its runtime: Electron ${version}, ${kind === 'official' ? 'the official download' : 'not the official download'}.

A release is made by: npm run package
`;
}
