import { parseArgs } from 'node:util';
import { countEntries } from '../backup/manifest.ts';
import { restoreBackup } from '../backup/restore.ts';
import { readDatabaseUrl, readRetentionDays } from '../environment.ts';
import { EXIT, UsageError, type Command } from './command.ts';

const HELP = `sentinel hub restore --from DIR [--replace EPOCH]

Fills an empty database from a backup: {"table":…,"rows":…} for each table, then
{"restored":…,"takenAt":…,"version":…,"entries":…,"epoch":…,"before":…,"dropped":[…]}. All of it or nothing, verified,
in this release's schema, without the days that are beyond HUB_RETENTION_DAYS by now (dropped), under a new epoch:
kiosks then send again what the hub lacks.

--replace EPOCH throws away the hub's data that is there, which the epoch names; no hub may run. Without it a database
that is not empty is left alone: {"fault":"database-not-empty"}.

Exit code 2: {"fault":…}, one of backup-incomplete, backup-damaged, backup-newer, database-not-empty, not-a-hub,
hub-running.
`;

export const restore: Command = {
  help: HELP,
  async run(args, { variables, answer, nowMs, newId }) {
    const { from: folder, replace } = parseArgs({
      args: [...args],
      options: { from: { type: 'string' }, replace: { type: 'string' } },
    }).values;
    if (folder === undefined) throw new UsageError('--from DIR says which backup');
    const order = {
      folder,
      replaces: replace ?? null,
      retentionDays: readRetentionDays(variables),
      epoch: newId(),
      now: new Date(nowMs()),
    };
    const restored = await restoreBackup(readDatabaseUrl(variables), order, ({ table, rows }) =>
      answer({ table, rows }),
    );
    if (!restored.ok) {
      await answer({ restored: folder, fault: restored.fault });
      return EXIT.badInput;
    }
    const { manifest, epoch, dropped } = restored.value;
    const { takenAt, version, epoch: before } = manifest;
    await answer({ restored: folder, takenAt, version, entries: countEntries(manifest), epoch, before, dropped });
    return EXIT.ok;
  },
};
