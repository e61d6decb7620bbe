import { parseArgs } from 'node:util';
import { parseDateTime } from '../../../shared/time.ts';
import { fetchPolicy } from '../../policy/fetch.ts';
import { UsageError, type Command } from '../command.ts';
import { EXIT } from '../ndjson.ts';

const TIMEOUT_MS = 120_000;

const options = {
  from: { type: 'string' },
  root: { type: 'string' },
  store: { type: 'string' },
  at: { type: 'string' },
} as const;

/** `sentinel policy fetch`: as a kiosk takes newer rules, at a given time. */
export const fetchRules: Command['run'] = async (args, { stdout }) => {
  const { values } = parseArgs({ args: [...args], options });
  const at = parseDateTime(required(values.at, 'at'));
  if (!at.ok) throw new UsageError('--at is not an RFC 3339 time with its zone');
  const fetched = await fetchPolicy({
    from: readSource(values.from),
    trustedRootPath: required(values.root, 'root'),
    store: required(values.store, 'store'),
    now: at.value,
    refusedKeys: new Set(),
    timeoutMs: TIMEOUT_MS,
  });
  stdout.write(`${JSON.stringify(fetched)}\n`);
  return fetched.fault === null ? EXIT.ok : EXIT.badInput;
};

/** Two letters at least: one is a drive of Windows. A folder with a colon in its first name is written `./a:b`. */
const SCHEME = /^(?!https?:)[a-z][a-z\d+.-]+:/iu;

function readSource(text: string | undefined): string {
  const from = required(text, 'from');
  const [scheme] = SCHEME.exec(from) ?? [];
  if (scheme === undefined) return from;
  throw new UsageError(`--from is an http: or https: URL, or a folder, not ${scheme}`);
}

function required(value: string | undefined, name: string): string {
  if (value === undefined || value === '') throw new UsageError(`--${name} is required`);
  return value;
}
