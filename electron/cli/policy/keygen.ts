import { existsSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { makeFolder } from '../../folders.ts';
import { UsageError, type Command } from '../command.ts';
import { EXIT } from '../ndjson.ts';
import { newKeyPair } from '../../key-pair.ts';

/** `sentinel policy keygen`: a pair of keys for each file named, the private half in it, the public one beside it. */
export const makeKeys: Command['run'] = (args, { stdout }) => {
  const { positionals, values } = parseArgs({
    args: [...args],
    options: { sealing: { type: 'boolean' } },
    allowPositionals: true,
  });
  if (positionals.length === 0) throw new UsageError('no file named');
  const taken = positionals.flatMap((file) => [file, publicFileOf(file)]).find((path) => existsSync(path));
  if (taken !== undefined) throw new UsageError(`${taken} is there already: a key is never overwritten`);
  for (const file of positionals) {
    // X25519 is what entries are sealed to, for the health office to open. RFC 9180, DHKEM(X25519)
    const { privateKey, publicKey } = newKeyPair(values.sealing === true ? 'x25519' : 'ed25519');
    makeFolder(dirname(file));
    const open = publicKey.export({ format: 'jwk' });
    writeFileSync(file, `${JSON.stringify(privateKey.export({ format: 'jwk' }))}\n`, { mode: 0o600, flag: 'wx' });
    writeFileSync(publicFileOf(file), `${JSON.stringify(open)}\n`, { flag: 'wx' });
    stdout.write(`${JSON.stringify({ file, publicFile: publicFileOf(file), x: open.x })}\n`);
  }
  return Promise.resolve(EXIT.ok);
};

function publicFileOf(file: string): string {
  return `${file.replace(/\.jwk$/u, '')}.pub.jwk`;
}
