import { parseArgs } from 'node:util';
import { takeBackup } from '../backup/take.ts';
import { countEntries } from '../backup/manifest.ts';
import { readDatabaseUrl, readHubKey } from '../environment.ts';
import { EXIT, UsageError, type Command } from './command.ts';
import { countUnsound, tellUnsound } from './unsound.ts';

const HELP = `sentinel hub backup --to DIR

Writes all of the hub's database into DIR, which is made, or is empty; as it was at one moment, while hubs go on:
{"table":…,"rows":…,"bytes":…} for each table, then {"backup":…,"takenAt":…,"version":…,"epoch":…,"hubKey":…,"entries":…,"sha256":…,"wrong":…,"stray":…}.
A backup that was broken off has no manifest.json, and is none. Secrets are not in it: keep them elsewhere. hubKey is the
thumbprint of the key in HUB_KEY_FILE (npm run hub: in its folder), which signs the manifest, so that "restore" knows it;
null where there is none: nobody can tell then whether the backup was changed. sha256 is the manifest's.

Chains that "verify" would find something wrong with are in the backup as they are, and told before the last line:
{"venue":…,"chain":…,"kiosk":…,"found":[…]}. wrong counts them, stray the entries of no chain. Exit code 3: there are any,
and the backup is complete.

Exit code 2: {"fault":"folder-not-empty"} or {"fault":"not-a-hub"}.
`;

export const backup: Command = {
  help: HELP,
  async run(args, { variables, answer, nowMs }) {
    const { to: folder } = parseArgs({ args: [...args], options: { to: { type: 'string' } } }).values;
    if (folder === undefined) throw new UsageError('--to DIR says where to');
    const order = { folder, hubKey: readHubKey(variables), now: new Date(nowMs()) };
    const taken = await takeBackup(readDatabaseUrl(variables), order, ({ table, rows, bytes }) =>
      answer({ table, rows, bytes }),
    );
    if (!taken.ok) {
      await answer({ backup: folder, fault: taken.fault });
      return EXIT.badInput;
    }
    const { manifest, sha256, unsound } = taken.value;
    const { takenAt, version, epoch, hubKey } = manifest;
    const exit = await tellUnsound(unsound, answer);
    const told = { takenAt, version, epoch, hubKey, entries: countEntries(manifest), sha256 };
    await answer({ backup: folder, ...told, ...countUnsound(unsound) });
    return exit;
  },
};
