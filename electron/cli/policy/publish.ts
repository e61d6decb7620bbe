import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { SECONDS_PER_DAY } from '../../../shared/time.ts';
import { aloneInOffice } from '../../policy/office-lock.ts';
import { OfficeError, readSigningKey, secondsOf } from '../../policy/office.ts';
import { publish } from '../../policy/publish.ts';
import { revokedId, type RevocationOrders } from '../../policy/publish-revocations.ts';
import { UsageError, type Command } from '../command.ts';
import { EXIT } from '../ndjson.ts';
import { readTime } from './at.ts';

const text = { type: 'string' } as const;
const options = {
  key: { type: 'string', multiple: true },
  revoke: text,
  unrevoke: text,
  revocations: text,
  at: text,
} as const;

/** People take their time to meet. */
const ROOT_NOTICE_SECONDS = 180 * SECONDS_PER_DAY;

/** `sentinel policy publish`: puts what is signed where kiosks fetch it, with a new timestamp. */
export const publishRules: Command['run'] = async (args, { stdout, say }) => {
  const { positionals, values } = parseArgs({ args: [...args], options, allowPositionals: true });
  const [folder, ...others] = positionals;
  if (folder === undefined || others.length > 0) throw new UsageError("name one office's folder");
  const { key: files = [], revoke, unrevoke, revocations } = values;
  if (files.length === 0) throw new UsageError('--key is required');
  const orders: RevocationOrders = {
    add: revoke === undefined ? [] : readIds(revoke),
    remove: unrevoke === undefined ? [] : readIds(unrevoke),
    list: revocations ?? null,
  };
  const isTimeSure = values.at !== undefined;
  const { published, now } = await aloneInOffice(folder, (office) => {
    // Whoever was waited for may have signed a later time than that of our start.
    const at = readTime(values.at);
    return { published: publish(office, files.map(readSigningKey), orders, at, isTimeSure), now: at };
  });
  stdout.write(`${JSON.stringify(published)}\n`);
  if (secondsOf(published.rootExpires) - now < ROOT_NOTICE_SECONDS) {
    say(`the root ends on ${published.rootExpires}: its people must sign the next one (sentinel policy sign)`);
  }
  return EXIT.ok;
};

/** NDJSON, one `{"issuer":…,"id":…}` a line. */
function readIds(path: string): RevocationOrders['add'] {
  const lines = readFileSync(path, 'utf8').split(/\r?\n/u);
  return lines.flatMap((line, i) => {
    if (line.trim() === '') return [];
    const id = revokedId.safeParse(parseLine(line));
    if (id.success) return [id.data];
    throw new OfficeError(`${path}: line ${i + 1} is not {"issuer":…,"id":…}`);
  });
}

function parseLine(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
