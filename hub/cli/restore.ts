import { parseArgs } from 'node:util';
import { countEntries, readManifest } from '../backup/manifest.ts';
import { describeHub, restoreBackup, type RestoreFault, type RestoreOrder } from '../backup/restore.ts';
import { readDatabaseUrl, readHubKey, readRetentionDays } from '../environment.ts';
import { NEWEST_VERSION } from '../store/migrate.ts';
import { EXIT, UsageError, type Command } from './command.ts';
import { countUnsound, tellUnsound } from './unsound.ts';

const HELP = `sentinel hub restore --from DIR [--replace EPOCH] [--another-key]

Fills an empty database from a backup: {"table":…,"rows":…} for each table, then
{"restored":…,"takenAt":…,"version":…,"entries":…,"before":…,"epoch":…,"dropped":[…],"forgottenCodes":…,"wrong":…,"stray":…,"toDo":[…]}.
All of it or nothing, in this release's schema, without the days that are beyond HUB_RETENTION_DAYS by now
(dropped), under a new epoch: kiosks then send again what the hub lacks.

Chains that "verify" finds something wrong with are restored as they were backed up, raise the alert "unsound", and are told
before the last line: {"venue":…,"chain":…,"kiosk":…,"found":[…]}. wrong counts them, stray the entries of no chain. Exit
code 3: there are any, and all is restored.

Entries come back from kiosks; what administrators did since takenAt does not, and toDo says what to do again by hand:
revocations, tickets of kiosks enrolled since, settings, guards and their PINs, accounts. Everybody is signed out of the
console, and open traces have ended. Codes that were not used are void
(forgottenCodes). Numbers of alerts and versions of settings go on far above those given before.

--replace EPOCH throws away the hub's data that is there, which the epoch names; no hub may run. Without it a database
that is not empty is left alone: {"fault":"database-not-empty","epoch":…,"isHubRunning":…}, the epoch to name, and
whether a hub is at work on it.

Kiosks believe the hub by its key. Where HUB_KEY_FILE (npm run hub: HUB_FOLDER/secrets/hub-key) is not there, or is not
the key that the backup was taken under, nothing is restored: {"fault":"hub-key-of-another","hubKey":…,"backupOf":…}, both
as thumbprints. Put the old key there first. The key has signed the manifest, and with it all files: a backup that
somebody has changed is backup-damaged.

--another-key restores a backup of another key, or of none, all the same: every kiosk then needs a new ticket, and nobody
vouches for what was not signed by kiosks. Compare the manifest's SHA-256 with what "backup" printed.

Exit code 2: {"fault":…}, one of backup-incomplete, backup-damaged, backup-newer, hub-key-of-another,
database-not-empty, not-a-hub, hub-running.
`;

const options = {
  from: { type: 'string' },
  replace: { type: 'string' },
  'another-key': { type: 'boolean', default: false },
} as const;

export const restore: Command = {
  help: HELP,
  async run(args, { variables, answer, nowMs, newId }) {
    const { values } = parseArgs({ args: [...args], options });
    const { from: folder, replace = null } = values;
    if (folder === undefined) throw new UsageError('--from DIR says which backup');
    const url = readDatabaseUrl(variables);
    const order = {
      ...{ folder, replaces: replace },
      hubKey: readHubKey(variables),
      mayHaveAnotherKey: values['another-key'],
      retentionDays: readRetentionDays(variables),
      epoch: newId(),
      now: new Date(nowMs()),
    };
    const restored = await restoreBackup(url, order, ({ table, rows }) => answer({ table, rows }));
    if (!restored.ok) {
      await answer({ restored: folder, fault: restored.fault, ...(await explain(restored.fault, url, order)) });
      return EXIT.badInput;
    }
    const { manifest, unsound, ...rest } = restored.value;
    const { takenAt, version, epoch: before } = manifest;
    const entries = countEntries(manifest);
    const exit = await tellUnsound(unsound, answer);
    const told = { takenAt, version, entries, before, ...rest, ...countUnsound(unsound) };
    await answer({ restored: folder, ...told, toDo: toDoSince(takenAt) });
    return exit;
  },
};

/** What no backup can know of. */
function toDoSince(takenAt: string): string[] {
  return [
    `revoke again every kiosk that was revoked since ${takenAt}: the hub takes it for a good one`,
    `give a new ticket to every kiosk that was enrolled since ${takenAt}: the hub does not know it`,
    'make new tickets in place of those that were not used: their codes are void',
    `set again what was set for kiosks since ${takenAt}: they keep it until then, and the hub does not know it`,
    `set again guards and PINs that were changed since ${takenAt}: kiosks are told of those before`,
    `change again accounts of the console that were made, changed or ended since ${takenAt}: their passwords are those of before; traces that were open have ended`,
  ];
}

/** What helps with a fault, beside its name. */
async function explain(
  fault: RestoreFault,
  url: string,
  { folder, hubKey }: Pick<RestoreOrder, 'folder' | 'hubKey'>,
): Promise<object> {
  if (fault === 'database-not-empty') return describeHub(url);
  if (fault !== 'hub-key-of-another') return {};
  const read = await readManifest(folder, NEWEST_VERSION);
  return read.ok ? { hubKey: hubKey?.keyId ?? null, backupOf: read.value.manifest.hubKey } : {};
}
