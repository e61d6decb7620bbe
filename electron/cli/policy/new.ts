import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { makeFolder } from '../../folders.ts';
import { SECONDS_PER_DAY } from '../../../shared/time.ts';
import { openOffice, utc } from '../../policy/office.ts';
import { UsageError, type Command } from '../command.ts';
import { EXIT } from '../ndjson.ts';
import { readTime } from './at.ts';

const PERIOD_SECONDS = 90 * SECONDS_PER_DAY;

const key = { type: 'string', multiple: true } as const;
const options = {
  root: key,
  targets: key,
  online: key,
  threshold: { type: 'string', default: '2' },
  at: { type: 'string' },
} as const;

/** `sentinel policy new`: a health office's folder, with rules to begin from and the list of who signs what. */
export const makeOffice: Command['run'] = (args, { stdout, resources }) => {
  const { positionals, values } = parseArgs({ args: [...args], options, allowPositionals: true });
  const [folder, ...others] = positionals;
  if (folder === undefined || others.length > 0) throw new UsageError('name one folder');
  if (existsSync(join(folder, 'roles.json'))) throw new UsageError(`${folder} is an office's folder already`);
  const { root = [], targets = [], online = [], threshold } = values;
  if (root.length === 0 || targets.length === 0 || online.length === 0) {
    throw new UsageError('--root, --targets and --online want a public key each, --root better three');
  }
  if (!/^[1-9]$/u.test(threshold)) throw new UsageError('--threshold is a number of root keys');
  const role = (files: readonly string[], wanted = 1): object => ({ threshold: wanted, keys: files.map(publicX) });
  const roles = {
    root: role(root, Number(threshold)),
    targets: role(targets),
    snapshot: role(online),
    timestamp: role(online),
    revocations: role(online),
    sites: role(online),
  };
  makeFolder(folder);
  write(join(folder, 'policy.json'), starter(resources, readTime(values.at)));
  write(join(folder, 'roles.json'), roles);
  openOffice(folder);
  stdout.write(`${JSON.stringify({ folder, files: ['policy.json', 'roles.json'] })}\n`);
  return Promise.resolve(EXIT.ok);
};

/** The rules of the demo, trusting nobody yet. */
function starter(resources: string, now: number): object {
  const demo = JSON.parse(readFileSync(join(resources, 'demo', 'policy-source.json'), 'utf8')) as {
    onlineCodes: { hostSuffix: string }[];
  };
  return {
    ...demo,
    version: 1,
    issuedAt: utc(now),
    notAfter: utc(now + PERIOD_SECONDS),
    note: '',
    onlineCodes: demo.onlineCodes.filter(({ hostSuffix }) => !hostSuffix.endsWith('.example')),
    revoked: [],
    trust: [],
  };
}

/** Of a JWK file, private or public: only its public half is read. */
function publicX(path: string): string {
  try {
    const { x } = JSON.parse(readFileSync(path, 'utf8')) as { x?: unknown };
    if (typeof x === 'string') return x;
  } catch {
    // The parser's own message could quote a private key.
  }
  throw new UsageError(`${path}: not a readable Ed25519 JWK, as \`sentinel policy keygen\` makes it`);
}

function write(path: string, value: object): void {
  writeFileSync(path, `${JSON.stringify(value, null, 2)}\n`);
}
