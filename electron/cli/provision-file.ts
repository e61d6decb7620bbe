import { createReadStream } from 'node:fs';
import { decodeProvision, provisionFileSchema, type Provision, type ProvisionFault } from '../../shared/provision.ts';
import { decodeTicket } from '../../shared/ticket.ts';
import { provisionSettingsSchema } from '../settings.ts';
import { readBounded } from './bounded.ts';
import { UsageError, type World } from './command.ts';
import { schemaError } from './ndjson.ts';

/** What is wrong with a provision, and where in the file; never what stands there. */
export interface ProvisionTrouble {
  readonly fault: ProvisionFault;
  /** Path into the file's object, `settings.gate.lane`; absent: the file as a whole. */
  readonly field?: string;
  readonly message?: string;
}

const fileSchema = provisionFileSchema(provisionSettingsSchema);

/** Takes a byte order mark off, refuses what is not UTF-8. */
const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * Reads a provision: IT's file, or what a QR code says of one, or a ticket.
 *
 * @param given a path, or `-` for standard input
 * @throws UsageError for a file that cannot be read
 */
export async function readProvision(
  given: string,
  { stdin }: Pick<World, 'stdin'>,
): Promise<Provision | ProvisionTrouble> {
  const bytes = await readOrThrow(given, stdin);
  if (bytes === null) return { fault: 'provision-malformed', message: 'larger than 1 MiB' };
  let text: string;
  try {
    text = utf8.decode(bytes).trim();
  } catch {
    return { fault: 'provision-malformed', message: 'not UTF-8' };
  }
  if (text.startsWith('{')) return parseFile(text);
  const decoded = decodeProvision(text, provisionSettingsSchema);
  return decoded.ok ? decoded.value : { fault: decoded.fault };
}

async function readOrThrow(path: string, stdin: World['stdin']): Promise<Uint8Array | null> {
  try {
    return await readBounded(path === '-' ? stdin : createReadStream(path));
  } catch (error) {
    throw new UsageError(`${path} cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown'})`);
  }
}

function parseFile(text: string): Provision | ProvisionTrouble {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // The parser's own message quotes the file, which has a ticket.
    return { fault: 'provision-malformed', message: 'not JSON' };
  }
  const parsed = fileSchema.safeParse(value);
  if (!parsed.success) {
    const { field, message } = schemaError(parsed.error, value).error;
    return { fault: 'provision-malformed', field, message };
  }
  const { ticket = null, settings = {} } = parsed.data;
  const decoded = ticket === null ? null : decodeTicket(ticket);
  if (decoded?.ok === false) return { fault: decoded.fault, field: 'ticket' };
  return { ticket: ticket?.trim() ?? null, settings };
}
