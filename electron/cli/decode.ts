import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { decodeFiles } from '../decode.ts';
import { UsageError, type Command } from './command.ts';

const HELP = `sentinel decode FILE…

Reads the QR codes in pictures (png, jpg) as the camera's frames are read, with more time for each. Writes one line for each file, in order:

  {"file":…,"codes":[{"text":…,"format":"QRCode"}],"ms":…}

A file that cannot be read gives {"file":…,"error":{"code","field","message"}} and exit code 2 at the end.
`;

export const decode: Command = {
  help: HELP,
  async run(args, { stdout }) {
    const { positionals } = parseArgs({ args: [...args], options: {}, allowPositionals: true });
    if (positionals.length === 0) throw new UsageError('no file named');
    const exit = await decodeFiles(positionals, (line) => stdout.write(`${line}\n`));
    if (stdout.writableNeedDrain) await once(stdout, 'drain');
    return exit;
  },
};
