import { existsSync } from 'node:fs';
import { isEvidence, verifyEvidence } from '../decommission/evidence.ts';
import { inspectJournal, type JournalFault, type ReadableJournal } from '../store/inspect.ts';
import { isStoppedAside } from '../store/aside-mark.ts';
import { UsageError, type Command, type World } from './command.ts';
import { parseSearch, writeFound } from './journal-search.ts';
import { writeLine, written } from './lines.ts';
import { EXIT } from './ndjson.ts';

const HELP = `sentinel journal verify FILE…

Walks each journal's whole chain: {"file":…,"chain":…,"entries":…,"brokenAt":…}. Of a file that "sentinel decommission" has
exported, a line for each chain, with "signedBy": the key that has signed where it ends, as the hub lists it, or null. brokenAt is the sequence of the first
entry that is not what was written there, or that is missing; null where none is. "isStopped":true stands beside it for one
that was set aside, and what is left of which the hub will not have. Nothing is changed; the kiosk may run.

sentinel journal entries FILE

Writes every entry, a line each, oldest first, as docs/journal.md names its fields; bytes in base64.

sentinel journal search FILE [--from TIME] [--to TIME] [--verdict V] [--type T] [--reason CODE] [--source S] [--limit N]

Writes those that are looked for in the same lines, newest first by the kiosk's clock; --from is included, --to is not.

A row that cannot be read is an error in its place; one that a search goes by ends it with an error.

A file that cannot be read as a journal: {"file":…,"fault":…}. Exit code 2 for that, and for a chain that is broken.
`;

type Part = (args: readonly string[], world: World) => Promise<number>;

const PARTS: Readonly<Record<string, Part>> = {
  verify: ofFiles(verifyAll),
  entries: ofFiles(listEntries),
  search: searchEntries,
};

export const journal: Command = {
  help: HELP,
  run([name, ...args], world) {
    const part = name !== undefined && Object.hasOwn(PARTS, name) ? PARTS[name] : undefined;
    if (part === undefined) throw new UsageError(`one of: ${Object.keys(PARTS).join(', ')}`);
    return part(args, world);
  },
};

/** Of a part that has no options. */
function ofFiles(part: Part): Part {
  return (files, world) => {
    const option = files.find((file) => file.startsWith('-'));
    if (option !== undefined) throw new UsageError(`no option ${option}`);
    if (files.length === 0) throw new UsageError('no file named');
    return part(files, world);
  };
}

async function verifyAll(files: readonly string[], { stdout }: World): Promise<number> {
  let exit: number = EXIT.ok;
  for (const file of files) {
    const aside = isStoppedAside(file) ? { isStopped: true } : {};
    if (isEvidence(file)) {
      if (!(await verifyExported(file, stdout))) exit = EXIT.badInput;
      continue;
    }
    const found = inspect(file, (held) => ({ chain: held.chain, ...held.verify(), ...aside }));
    if ('fault' in found || found.brokenAt !== null) exit = EXIT.badInput;
    await writeLine(stdout, { file, ...found });
  }
  return exit;
}

/** A line for each chain of which entries were exported. @returns whether all is what was written */
async function verifyExported(file: string, stdout: World['stdout']): Promise<boolean> {
  const chains = await verifyEvidence(file);
  if (chains === null) await writeLine(stdout, { file, fault: 'damaged' });
  for (const chain of chains ?? []) await writeLine(stdout, { file, ...chain });
  return chains?.every(({ brokenAt }) => brokenAt === null) ?? false;
}

async function listEntries(files: readonly string[], { stdout }: World): Promise<number> {
  const [file = ''] = files;
  if (files.length > 1) throw new UsageError('one file at a time');
  const opened = existsSync(file) ? inspectJournal(file) : ({ fault: 'missing' } as const);
  if ('fault' in opened) {
    await writeLine(stdout, { file, fault: opened.fault });
    return EXIT.badInput;
  }
  let exit: number = EXIT.ok;
  try {
    for (const entry of opened.entries()) {
      if (entry === undefined) exit = EXIT.badInput;
      await writeLine(stdout, entry === undefined ? UNREADABLE : written(entry));
    }
    return exit;
  } finally {
    opened.close();
  }
}

async function searchEntries(args: readonly string[], world: World): Promise<number> {
  const sought = parseSearch(args);
  const [file, ...more] = sought.files;
  if (file === undefined || more.length > 0) throw new UsageError('one file at a time');
  const found = inspect(file, () => ({}));
  if ('fault' in found) {
    await writeLine(world.stdout, { file, fault: found.fault });
    return EXIT.badInput;
  }
  if (await writeFound(file, sought, world)) return EXIT.ok;
  await writeLine(world.stdout, DAMAGED);
  return EXIT.badInput;
}

const DAMAGED = { error: { code: 'invalid', field: '', message: 'the journal is damaged here: see journal verify' } };

const UNREADABLE = { error: { code: 'invalid', field: '', message: 'not an entry that this release can read' } };

function inspect<T>(
  file: string,
  look: (held: ReadableJournal) => T,
): T | { readonly fault: JournalFault | 'missing' } {
  if (!existsSync(file)) return { fault: 'missing' };
  const opened = inspectJournal(file);
  if ('fault' in opened) return opened;
  try {
    return look(opened);
  } finally {
    opened.close();
  }
}
