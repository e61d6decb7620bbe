import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { cardholder } from '../../shared/credential/person.ts';
import { isResidentId } from '../../shared/id-card/id-number.ts';
import { personKey } from '../crypto.ts';
import { MAX_STAFF, readStaff, writeStaff, type StaffFault } from '../staff.ts';
import { VENUE_KEY_FILE } from '../sync/enrolment.ts';
import { openVenueKey, type VenueKey } from '../venue.ts';
import type { Command, World } from './command.ts';
import { writeLine } from './lines.ts';
import { parseListArgs } from './list-args.ts';
import { answerLines, EXIT, lineError, schemaError } from './ndjson.ts';

const HELP = `sentinel staff add|remove|list --profile DIR [--demo]

The staff whom a kiosk lets in by their ID card. add and remove take lines {"documentNumber":"…"} and answer each with
{"key":"…","isListed":true}; list writes {"key":"…"}. What is kept is the person key alone, which says nothing without the venue's key:
numbers are read from standard input and never written. The kiosk, which may run, takes a change with the next card.

Exit code 2 for bad lines and for a fault: key-missing (the kiosk was never started), staff-damaged, staff-of-another-key (made
under another venue key: begin anew with --new).

  --demo   the kiosk is one in demo mode (npm start)
  --new    add begins a new list
`;

const numbered = z.strictObject({
  documentNumber: z
    .string()
    .trim()
    .toUpperCase()
    .regex(/^(?:[A-Z]{3}\d{12}|\d{17}[\dX])$/u, 'not the number of an ID card')
    .refine((number) => number.length !== 18 || isResidentId(number), 'not a number whose check character is right'),
});

type Fault = StaffFault | 'key-missing';

export const staff: Command = {
  help: HELP,
  async run(args, world) {
    const { what, directory, isNew } = parseListArgs(args, world);
    // It must not be made here: person keys under another key name nobody.
    if (!existsSync(join(directory, VENUE_KEY_FILE))) return sayFault('key-missing', world);
    const venueKey = openVenueKey(directory, null);
    const list = isNew ? { ok: true as const, value: [] } : readStaff(directory, venueKey.id);
    if (!list.ok) return sayFault(list.fault, world);
    if (what !== 'list') return change(what, { directory, venueKey, listed: new Set(list.value) }, world);
    for (const key of list.value) await writeLine(world.stdout, { key });
    return EXIT.ok;
  },
};

interface Opened {
  readonly directory: string;
  readonly venueKey: VenueKey;
  readonly listed: Set<string>;
}

async function change(
  what: 'add' | 'remove',
  { directory, venueKey, listed }: Opened,
  { stdin, stdout }: World,
): Promise<number> {
  const exit = await answerLines(stdin, stdout, (value) => {
    const line = numbered.safeParse(value);
    if (!line.success) return schemaError(line.error, value);
    const key = keyOf(line.data.documentNumber, venueKey);
    if (what === 'add' && listed.size >= MAX_STAFF)
      return lineError('too-large', '', `at most ${MAX_STAFF} on the list`);
    if (what === 'add') listed.add(key);
    else listed.delete(key);
    return { key, isListed: what === 'add' };
  });
  writeStaff(directory, venueKey.id, [...listed]);
  return exit;
}

/** As a card's holder is named in the journal. */
function keyOf(documentNumber: string, { bytes }: VenueKey): string {
  return Buffer.from(personKey(bytes, cardholder(documentNumber))).toString('hex');
}

function sayFault(fault: Fault, { stdout }: World): number {
  stdout.write(`${JSON.stringify({ fault })}\n`);
  return EXIT.badInput;
}
