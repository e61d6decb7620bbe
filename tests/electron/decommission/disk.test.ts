import { execFileSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { decommission } from '../../../electron/decommission/decommission.ts';
import { surroundingsOf } from '../../../electron/decommission/system.ts';
import { writeGuards } from '../../../electron/guards/list.ts';
import { openOutbox } from '../../../electron/store/outbox.ts';
import { freshFolder } from '../folders.ts';
import { entryAt, NINE } from '../store/journal-entries.ts';
import { open } from '../store/journal-kit.ts';
import { foundIn, goneHub, MASKED, partsOf, usedKiosk, type Used } from './kit.ts';

const MIB = 1024 * 1024;

/** A small ext4 of its own, in a file that can be read as what a disk would have on it; `null`: not on this machine. */
function mountedImage(): { readonly image: string; readonly mount: string } | null {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return null;
  const folder = freshFolder();
  const [image, mount] = [join(folder, 'disk.img'), join(folder, 'mount')];
  writeFileSync(image, '');
  truncateSync(image, 48 * MIB);
  mkdirSync(mount);
  try {
    execFileSync('mkfs.ext4', ['-q', '-F', image], { stdio: 'ignore' });
    execFileSync('mount', ['-o', 'loop', image, mount], { stdio: 'ignore' });
  } catch {
    // No loop devices here, as in many a container.
    return null;
  }
  onTestFinished(() => {
    execFileSync('umount', [mount]);
  });
  return { image, mount };
}

/** A kiosk that was used, on a disk of its own. The test is skipped where there can be none. */
function kioskOnDisk(skip: (why: string) => never): {
  readonly image: string;
  readonly mount: string;
  readonly used: Used;
} {
  const disk = mountedImage() ?? skip('no loop devices here');
  const home = join(disk.mount, 'home');
  mkdirSync(home);
  return { ...disk, used: usedKiosk(20, home) };
}

/** What is found on the disk itself, byte by byte, files and all else. */
function onDisk(image: string, mount: string, used: Used): string[] {
  execFileSync('sync', ['-f', mount]);
  const file = openSync(image, 'r');
  const found = new Set<string>();
  try {
    // Each piece with the end of the one before, so that nothing is cut in two.
    const overlap = 4096;
    const piece = Buffer.alloc(4 * MIB + overlap);
    for (let at = 0; ; at += piece.length - overlap) {
      const length = readSync(file, piece, 0, piece.length, at);
      for (const name of foundIn(piece.subarray(0, length), used)) found.add(name);
      if (length < piece.length) return [...found].toSorted();
    }
  } finally {
    closeSync(file);
  }
}

test('nothing of a kiosk is found on its disk after its end, byte by byte', { timeout: 120_000 }, async ({ skip }) => {
  const { image, mount, used } = kioskOnDisk(skip);
  expect(onDisk(image, mount, used)).toEqual(Object.keys(used.needles).toSorted());
  const report = join(freshFolder(), 'report.txt');
  const done = await decommission(partsOf(used, { report, surroundings: surroundingsOf }));
  expect(done).toMatchObject({ ok: true, value: { left: [], disk: { fileSystem: 'ext4', overwritesInPlace: true } } });
  expect(onDisk(image, mount, used)).toEqual([]);
});

test(
  'nor is it after days on which its journal was closed and opened, whoever closed it last',
  { timeout: 120_000 },
  async ({ skip }) => {
    const { image, mount, used } = kioskOnDisk(skip);
    const path = join(used.profile, 'venue', 'journal.db');
    for (let day = 0; day < 3; day += 1) {
      const { journal } = open(path);
      const outbox = openOutbox(path, () => NINE);
      for (let i = 0; i < 40; i += 1) {
        const personKey = Buffer.from(used.needles['a person’s key'] ?? []);
        journal.append(entryAt(NINE + 100 * day + i, { maskedName: MASKED, personKey }));
      }
      for (const one of day === 1 ? [journal, outbox] : [outbox, journal]) one.close();
      execFileSync('sync', ['-f', mount]);
    }
    writeGuards(join(used.profile, 'venue'), []);
    const folder = freshFolder();
    const choice = { is: 'export', file: join(folder, 'owed.jsonl') } as const;
    const parts = { report: join(folder, 'report.txt'), surroundings: surroundingsOf, choice, openHub: goneHub };
    expect(await decommission(partsOf(used, parts))).toMatchObject({ ok: true, value: { left: [] } });
    expect(onDisk(image, mount, used)).toEqual([]);
  },
);
