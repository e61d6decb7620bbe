import type { z } from 'zod';
import type { ConsoleAsk } from '../../shared/console/calls.ts';
import {
  MAX_PREVIEWED,
  type auditedSettings,
  type FleetSettings,
  type RemoteSetting,
  type SettingPreview,
} from '../../shared/console/fleet.ts';
import { fail, ok, type Result } from '../../shared/result.ts';
import type { RemoteSettings } from '../../shared/wire.ts';
import type { Hub } from '../hub.ts';
import { listVenues } from '../store/account-list.ts';
import { changeAccounts } from '../store/accounts.ts';
import { note } from '../store/audit.ts';
import { countKiosks } from '../store/kiosks.ts';
import type { Store } from '../store/schema.ts';
import { holdSettings, insertSetting, type Scope } from '../store/setting.ts';
import { describeSetting, listGates, openInForce, readNewest, readVersions } from '../store/setting-versions.ts';
import { doneBy, type Asker, type ConsoleHandlers } from './asking.ts';
import { venueAsked } from './fleet-calls.ts';
import { readFleet } from './fleet.ts';
import { openVenueTypes } from './venue-types.ts';

type Settings = 'fleet:settings' | 'fleet:settings-preview' | 'fleet:settings-save';

/** Versions of one page of the history. */
const VERSIONS = 50;

/** What is set from afar: looked at, tried out, and set; going back is setting what was set before. */
export function fleetSettingsCalls(hub: Hub): Pick<ConsoleHandlers, Settings> {
  const venueTypes = openVenueTypes(hub.published.policyFolder);
  return {
    'fleet:settings': async (asker, { venue, before }) => {
      const of = await venueOf(hub.database.consoleStore, asker, venue);
      if (!of.ok) return of;
      const store = hub.database.consoleStore;
      const versions = await readVersions(store, of.value, { before, limit: VERSIONS + 1 });
      const shown = versions.slice(0, VERSIONS);
      return ok({
        newest: (await readNewest(store, of.value)).map(describeSetting),
        versions: shown.map(describeSetting),
        next: versions.length > VERSIONS ? (shown.at(-1)?.version ?? null) : null,
        gates: await listGates(store, of.value),
        venueTypes: await venueTypes(),
      });
    },
    'fleet:settings-preview': async (asker, ask) =>
      isKnownType(ask.values, await venueTypes()) ? preview(hub, asker, ask) : fail('not-found'),
    'fleet:settings-save': async (asker, ask) => {
      const known = await venueTypes();
      return isKnownType(ask.values, known) ? save(hub, asker, ask, known) : fail('not-found');
    },
  };
}

/** A kiosk takes nothing of a version whose type of venue its rules do not know. */
function isKnownType({ venueType }: RemoteSettings, known: FleetSettings['venueTypes']): boolean {
  return venueType === undefined || known.length === 0 || known.some(({ id }) => id === venueType);
}

/** One that there is; whoever is over all of them names it. */
async function venueOf(
  store: Store,
  asker: Asker,
  named: string | null,
): Promise<Result<string, 'not-allowed' | 'not-found'>> {
  const asked = venueAsked(asker, named);
  if (!asked.ok) return asked;
  const { value: venue } = asked;
  if (venue === null) return fail('not-found');
  return asker.account.venue === venue || (await listVenues(store)).includes(venue) ? ok(venue) : fail('not-found');
}

/** A scope in which something can be set: what is set for a gate that there is not would wait for ever. */
async function scopeOf(
  store: Store,
  asker: Asker,
  { venue: named, gate }: { readonly venue: string | null; readonly gate: string | null },
): Promise<Result<Scope, 'not-allowed' | 'not-found'>> {
  const venue = await venueOf(store, asker, named);
  if (!venue.ok) return venue;
  const isThere = gate === null || (await listGates(store, venue.value)).includes(gate);
  return isThere ? ok({ venue: venue.value, gate }) : fail('not-found');
}

async function preview(
  hub: Hub,
  asker: Asker,
  { values, ...asked }: ConsoleAsk<'fleet:settings-preview'>,
): ReturnType<ConsoleHandlers['fleet:settings-preview']> {
  const store = hub.database.consoleStore;
  const scope = await scopeOf(store, asker, asked);
  if (!scope.ok) return scope;
  const { venue, gate } = scope.value;
  const newest = await readNewest(store, venue);
  const others = newest.filter((one) => one.gate !== gate);
  const [nowAt, thenAt] = [openInForce(newest), openInForce([...others, { venue, gate, version: 0, values }])];
  const fleet = await readFleet(store, { venue, id: null }, hub.nowMs());
  const kiosks = fleet
    .filter((one) => one.revokedAt === null && (gate === null || one.gate === gate))
    .map((one): SettingPreview['kiosks'][number] => {
      const [now, then] = [nowAt(one), thenAt(one)];
      const [before, after] = [now?.values ?? {}, then?.values ?? {}];
      const isTaken = now === null ? null : (one.settings.inForce ?? 0) >= now.version;
      return {
        kiosk: one.kiosk,
        gate: one.gate,
        before,
        after,
        changes: changesOf(before, after),
        isTaken,
        heardAt: one.heardAt,
      };
    });
  const changing = kiosks.filter(({ changes }) => changes.length > 0);
  const same = kiosks.filter(({ changes }) => changes.length === 0);
  return ok({
    count: kiosks.length,
    changing: changing.length,
    taken: kiosks.filter(({ isTaken }) => isTaken === true).length,
    kiosks: [...inOrder(changing), ...inOrder(same)].slice(0, MAX_PREVIEWED),
  });
}

/** Those that have not said that they have what is set now first: they are looked for. */
function inOrder(kiosks: readonly SettingPreview['kiosks'][number][]): SettingPreview['kiosks'] {
  return kiosks.toSorted(
    (a, b) =>
      Number(a.isTaken ?? true) - Number(b.isTaken ?? true) || (a.gate === b.gate ? 0 : a.gate < b.gate ? -1 : 1),
  );
}

function changesOf(before: RemoteSettings, after: RemoteSettings): RemoteSetting[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])] as RemoteSetting[];
  // Each is made of plain values in the order of its schema.
  return names.filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]));
}

async function save(
  hub: Hub,
  asker: Asker,
  { values, over, ...asked }: ConsoleAsk<'fleet:settings-save'>,
  venueTypes: FleetSettings['venueTypes'],
): ReturnType<ConsoleHandlers['fleet:settings-save']> {
  const { account, now } = asker;
  const done = await changeAccounts(hub.database.store, account, async (tx) => {
    const scope = await scopeOf(tx, asker, asked);
    if (!scope.ok) return scope;
    const { venue, gate } = scope.value;
    await holdSettings(tx);
    const newest = (await readNewest(tx, venue)).find((one) => one.gate === gate);
    if ((newest?.version ?? null) !== over) return fail('settings-changed');
    const version = await insertSetting(tx, { venue, gate, values, by: account.id }, now);
    const kiosks = await countKiosks(tx, venue, gate === null ? null : [gate]);
    const where = gate === null ? { venue, isWholeVenue: true } : { venue, gate };
    const about = { ...where, version, settings: audited(values, venueTypes), kiosks };
    await note(tx, { ...doneBy(asker, 'settings-set', about), venue }, now);
    return ok({ version, kiosks });
  });
  if (done.ok) hub.log.write('settings-set', { version: done.value.version });
  return done;
}

/** As the audit log has it. */
function audited(values: RemoteSettings, venueTypes: FleetSettings['venueTypes']): string {
  const venueType = venueTypes.find(({ id }) => id === values.venueType)?.name ?? null;
  return JSON.stringify({ values, venueType } satisfies z.infer<typeof auditedSettings>);
}
