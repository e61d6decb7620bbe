import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { makeBundle } from '../doctor/bundle.ts';
import { thisSystem, type System } from '../doctor/read-machine.ts';
import { UsageError, type Command } from './command.ts';
import { kioskOf } from './doctor.ts';
import { EXIT } from './ndjson.ts';

const HELP = `sentinel support-bundle FILE.zip --profile DIR [--demo]

Puts what a supporter needs into a file: what sentinel doctor says, versions, the machine, settings, devices, how much is in the
journal, and the app's log. Nothing of a visitor or a guard is in it, no entry, no key, no PIN. A file of that name must not be
there. - writes to standard output. The app may run; DIR is as in sentinel doctor.

Out: {"file":…,"bytes":…}; nothing for -.
`;

const options = { profile: { type: 'string' }, demo: { type: 'boolean' } } as const;

export const supportBundle: Command = supportBundleOn(thisSystem);

/** @param systemOf the machine; another one in tests */
export function supportBundleOn(systemOf: () => System): Command {
  return {
    help: HELP,
    async run(args, world) {
      const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
      const [file] = positionals;
      if (file === undefined) throw new UsageError('the FILE to write is required');
      const bytes = await makeBundle(kioskOf(values, world), systemOf(), Date.now());
      if (file === '-') {
        if (!world.stdout.write(bytes)) await once(world.stdout, 'drain');
        return EXIT.ok;
      }
      // Not over another file, and for nobody else to read.
      writeFileSync(file, bytes, { flag: 'wx', mode: 0o600 });
      world.stdout.write(`${JSON.stringify({ file: resolve(file), bytes: bytes.length })}\n`);
      return EXIT.ok;
    },
  };
}
