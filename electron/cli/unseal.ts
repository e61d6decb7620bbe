import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { KeyObject } from 'node:crypto';
import { z } from 'zod';
import { privateKeyOf } from '../hpke.ts';
import { unseal } from '../seal.ts';
import { UsageError, type Command } from './command.ts';
import { answerLines, lineError, schemaError } from './ndjson.ts';

const HELP = `sentinel unseal --key FILE

Opens who it was with the health office's private key (sentinel policy keygen --sealing). Reads entries, a line each, as
"sentinel journal entries" writes them, and of them

  {"chain":…,"sequence":…,"sealed":"<base64>"}

and writes {"chain":…,"sequence":…,"format":…,"issuer":…,"id":…,"holder":…} for each, in order. An entry in which
nothing was sealed has "sealed": null, and is answered without the rest. One that was sealed to another key, or for
another place than it stands at, is a bad line. What the file of a trace begins with, {"trace":…}, is written as it is.
`;

/** The first line of a trace's file: of which case it is. */
const head = z.looseObject({ trace: z.uuid(), caseNumber: z.string() });

const entry = z.object({
  chain: z.string(),
  sequence: z.int().min(0),
  sealed: z.base64().nullable(),
});

export const unsealEntries: Command = {
  help: HELP,
  run(args, { stdin, stdout }) {
    const { key: file } = parseArgs({ args: [...args], options: { key: { type: 'string' } } }).values;
    if (file === undefined) throw new UsageError('--key FILE is required');
    const key = readKey(file);
    return answerLines(stdin, stdout, (value) => {
      const begun = head.safeParse(value);
      if (begun.success) return begun.data;
      const asked = entry.safeParse(value);
      if (!asked.success) return schemaError(asked.error, value);
      const { sealed, ...place } = asked.data;
      if (sealed === null) return place;
      const opened = unseal(key, Buffer.from(sealed, 'base64'), place);
      return opened.ok ? { ...place, ...opened.value } : lineError('invalid', 'sealed', SAYS[opened.fault]);
    });
  },
};

const SAYS = {
  'sealed-malformed': 'nothing that a kiosk has sealed',
  'not-for-this-key': 'sealed to another key, or for another place in another chain',
} as const;

function readKey(file: string): KeyObject {
  try {
    return privateKeyOf(JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>);
  } catch {
    // Whatever is wrong with it, its content is not to be quoted.
    throw new UsageError(`${file} is not a private X25519 key as a JWK`);
  }
}
