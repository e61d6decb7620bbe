import { existsSync } from 'node:fs';
import { once } from 'node:events';
import type { Writable } from 'node:stream';
import { inspectJournal, type JournalFault, type ReadableJournal } from '../store/inspect.ts';
import { UsageError, type Command, type World } from './command.ts';
import { EXIT } from './ndjson.ts';

const HELP = `sentinel journal verify FILE…

Walks each journal's whole chain: {"file":…,"chain":…,"entries":…,"brokenAt":…}. brokenAt is the sequence of the first
entry that is not what was written there, or that is missing; null where none is. Nothing is changed; the kiosk may run.

sentinel journal entries FILE

Writes every entry, a line each, oldest first, as docs/journal.md names its fields; bytes in base64.

A file that cannot be read as a journal: {"file":…,"fault":…}. Exit code 2 for that, and for a chain that is broken.
`;

type Part = (files: readonly string[], world: World) => Promise<number>;

const PARTS: Readonly<Record<string, Part>> = { verify: verifyAll, entries: listEntries };

export const journal: Command = {
  help: HELP,
  run([name, ...files], world) {
    const part = name !== undefined && Object.hasOwn(PARTS, name) ? PARTS[name] : undefined;
    if (part === undefined) throw new UsageError(`one of: ${Object.keys(PARTS).join(', ')}`);
    const option = files.find((file) => file.startsWith('-'));
    if (option !== undefined) throw new UsageError(`no option ${option}`);
    if (files.length === 0) throw new UsageError('no file named');
    return part(files, world);
  },
};

async function verifyAll(files: readonly string[], { stdout }: World): Promise<number> {
  let exit: number = EXIT.ok;
  for (const file of files) {
    const found = inspect(file, (held) => ({ chain: held.chain, ...held.verify() }));
    if ('fault' in found || found.brokenAt !== null) exit = EXIT.badInput;
    await writeLine(stdout, { file, ...found });
  }
  return exit;
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

function written(value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, written(field)]));
}

async function writeLine(stdout: Writable, line: unknown): Promise<void> {
  if (!stdout.write(`${JSON.stringify(line)}\n`)) await once(stdout, 'drain');
}
