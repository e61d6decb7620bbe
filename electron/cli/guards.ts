import { mkdirSync } from 'node:fs';
import { z } from 'zod';
import { MAX_PIN_DIGITS, PIN_DIGITS, type GuardRole } from '../../shared/guard.ts';
import {
  guardName,
  guardNumber,
  guardRole,
  MAX_GUARDS,
  newGuardNumber,
  type KnownGuard,
} from '../../shared/guard-list.ts';
import { checkPin, type PinUnfit } from '../../shared/pin.ts';
import { hubRevisionOf, readGuards, writeGuards } from '../guards/list.ts';
import { hashPin } from '../guards/pin.ts';
import type { Command, World } from './command.ts';
import { drawBadges } from './guard-badges.ts';
import { writeLine } from './lines.ts';
import { parseListArgs } from './list-args.ts';
import { answerLines, EXIT, lineError, schemaError } from './ndjson.ts';

const HELP = `sentinel guards add|remove|list --profile DIR [--demo]
       sentinel guards badge --out DIR

Who may decide by hand at a kiosk. add takes lines {"number":"G07","name":"小王","role":"guard","pin":"…"} and answers each with
{"number":"G07","isListed":true}; the same number again gets the new name, role and PIN. remove takes {"number":"G07"}; list writes
{"number":"G07","name":"小王","role":"guard","hasPin":true,"from":"here"}. The journal has the number alone.

Where the venue's guards are set at the hub, the hub's list is the kiosk's (from "hub"), and is changed there alone: add and
remove are refused (guards-of-hub).

A guard's PIN has ${PIN_DIGITS.guard} to ${MAX_PIN_DIGITS} digits, a supervisor's (role "supervisor") ${PIN_DIGITS.supervisor} at least. What is kept of it is its Argon2id; it is
read from standard input and never written. The kiosk, which may run, takes a change within some seconds.
A list with nobody left on it locks the kiosk: settings, rules, last visitors.

badge takes lines as list writes them and draws NUMBER.svg for each, a card with a QR code: shown to the kiosk it chooses the
guard, whom the PIN proves. It answers each line with {"number":"G07","file":"…"}.

Exit code 2 for bad lines and for a fault: guards-damaged (begin anew with --new), guards-of-hub.

  --demo   the kiosk is one in demo mode (npm start)
  --new    add begins a new list
`;

const added = z
  .strictObject({ number: newGuardNumber, name: guardName, role: guardRole, pin: z.string() })
  .superRefine(({ role, pin }, context) => {
    const unfit = checkPin(pin, role);
    if (unfit !== null) context.addIssue({ code: 'custom', path: ['pin'], message: wordsFor(unfit, role) });
  });

const removed = z.strictObject({ number: guardNumber });

export const guards: Command = {
  help: HELP,
  async run(args, world) {
    if (args[0] === 'badge') return drawBadges(args.slice(1), world);
    const { what, directory, isNew } = parseListArgs(args, world);
    const isOfHub = hubRevisionOf(directory) !== null;
    // Also with --new: the hub would put its own in the place of the new one.
    if (isOfHub && what !== 'list') return sayFault('guards-of-hub', world);
    const list = isNew ? { ok: true as const, value: [] } : readGuards(directory);
    if (!list.ok) return sayFault(list.fault, world);
    const known = new Map(list.value.map((guard) => [guard.number, guard]));
    if (what !== 'list') return change(what, directory, known, world);
    for (const { number, name, role, pin } of known.values()) {
      await writeLine(world.stdout, { number, name, role, hasPin: pin !== null, from: isOfHub ? 'hub' : 'here' });
    }
    return EXIT.ok;
  },
};

async function sayFault(fault: 'guards-damaged' | 'guards-of-hub', { stdout }: World): Promise<number> {
  await writeLine(stdout, { fault });
  return EXIT.badInput;
}

async function change(
  what: 'add' | 'remove',
  directory: string,
  known: Map<string, KnownGuard>,
  { stdin, stdout }: World,
): Promise<number> {
  const exit = await answerLines(stdin, stdout, async (value) => {
    if (what === 'remove') {
      const line = removed.safeParse(value);
      if (!line.success) return schemaError(line.error, value);
      known.delete(line.data.number);
      return { number: line.data.number, isListed: false };
    }
    const line = added.safeParse(value);
    if (!line.success) return schemaError(line.error, value);
    const { number, name, role, pin } = line.data;
    if (known.size >= MAX_GUARDS && !known.has(number))
      return lineError('too-large', '', `at most ${MAX_GUARDS} on the list`);
    known.set(number, { number, name, role, pin: await hashPin(pin) });
    return { number, isListed: true };
  });
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  writeGuards(
    directory,
    [...known.values()].sort((a, b) => (a.number < b.number ? -1 : 1)),
  );
  return exit;
}

function wordsFor(unfit: PinUnfit, role: GuardRole): string {
  switch (unfit) {
    case 'no-digits':
      return 'digits only';
    case 'too-short':
      return `${PIN_DIGITS[role]} digits at least`;
    case 'too-long':
      return `${MAX_PIN_DIGITS} digits at most`;
    case 'easy':
      return 'all digits the same, or one after the other';
  }
}
