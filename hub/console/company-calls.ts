import type { ConsoleAsk } from '../../shared/console/calls.ts';
import type { DecisionAsk } from '../../shared/console/companies.ts';
import type { Audited } from '../../shared/console/audited.ts';
import type { Level } from '../../shared/company/company.ts';
import { fail, ok } from '../../shared/result.ts';
import type { Hub } from '../hub.ts';
import { listVenues } from '../store/account-list.ts';
import { changeAccounts } from '../store/accounts.ts';
import { note } from '../store/audit.ts';
import { countCompanies, decideCompany, listCompanies, type Decision } from '../store/companies.ts';
import { readFigures } from '../store/company-figures.ts';
import { allowHolder, withdrawHolder } from '../store/holders.ts';
import { listHolders } from '../store/passes.ts';
import { doneBy, type Asker, type ConsoleHandlers } from './asking.ts';
import { venueAsked } from './fleet-calls.ts';

type Companies =
  | 'companies:list'
  | 'companies:decide'
  | 'companies:figures'
  | 'companies:holders'
  | 'companies:withdraw'
  | 'companies:allow';

/** Companies of the white list: who has applied, what is decided of them, and how many have come back to work. */
export function companyCalls(hub: Hub): Pick<ConsoleHandlers, Companies> {
  const store = hub.database.consoleStore;
  return {
    'companies:list': (asker, ask) => list(hub, asker, ask),
    'companies:decide': (asker, ask) => decide(hub, asker, ask),
    'companies:figures': async (asker, ask) => {
      const venue = venueAsked(asker, ask.venue);
      return venue.ok ? ok(await readFigures(store, venue.value, asker.now)) : venue;
    },
    'companies:holders': async ({ account, now }, { company, after, limit }) => {
      const [found] = await listCompanies(store, { venue: account.venue, id: company, limit: 1 });
      if (found === undefined) return fail('not-found');
      const held = await listHolders(store, { company, sheet: null, after, limit: limit + 1 }, now);
      const rows = held
        .slice(0, limit)
        .map(({ holder: { id, sheet, type, maskedName, terms }, last, barredBecause }) => ({
          ...{ id, sheet, type, maskedName, plate: terms.plate, barredBecause },
          passUntil: last?.expiresAt.toISOString() ?? null,
        }));
      return ok({ rows, next: held.length > limit ? (rows.at(-1)?.id ?? null) : null });
    },
    'companies:withdraw': (asker, ask) => withdraw(hub, asker, ask),
    'companies:allow': ({ account, ...asker }, { holder }) =>
      changeAccounts(hub.database.store, account, async (tx) => {
        const of = await allowHolder(tx, { venue: account.venue, id: holder });
        if (of === null) return fail('not-found');
        const noted = doneBy({ account }, 'pass-allowed', { company: of.company, holder });
        await note(tx, { ...noted, venue: of.venue }, asker.now);
        return ok(null);
      }),
  };
}

async function list(
  { database, nowMs }: Hub,
  asker: Asker,
  { after, limit, ...ask }: ConsoleAsk<'companies:list'>,
): ReturnType<ConsoleHandlers['companies:list']> {
  const asked = venueAsked(asker, ask.venue);
  if (!asked.ok) return asked;
  const store = database.consoleStore;
  const { value: venue } = asked;
  const text = ask.text.trim();
  const from = after && { appliedAt: new Date(after.appliedAt), id: after.id };
  const found = await listCompanies(store, {
    venue,
    id: null,
    status: ask.status,
    text,
    after: from,
    limit: limit + 1,
  });
  const rows = found.slice(0, limit);
  const last = rows.at(-1);
  return ok({
    rows,
    next: found.length > limit && last !== undefined ? { appliedAt: last.appliedAt, id: last.id } : null,
    counts: await countCompanies(store, { venue, text }),
    venues: asker.account.venue === null ? await listVenues(store) : [asker.account.venue],
    atMs: nowMs(),
  });
}

const DID: Readonly<Record<Decision['act'], Audited>> = {
  approve: 'company-approved',
  refuse: 'company-refused',
  suspend: 'company-suspended',
  resume: 'company-resumed',
};

function decisionOf(ask: DecisionAsk): Decision {
  if (ask.act !== 'approve') return ask;
  const { act, level, validFrom, validUntil } = ask;
  return { act, level: level satisfies Level, validFrom: new Date(validFrom), validUntil: new Date(validUntil) };
}

async function decide(hub: Hub, asker: Asker, ask: DecisionAsk): ReturnType<ConsoleHandlers['companies:decide']> {
  const { account, now } = asker;
  return changeAccounts(hub.database.store, account, async (tx) => {
    const which = { venue: account.venue, id: ask.company };
    const decided = await decideCompany(tx, which, decisionOf(ask), { login: account.login, now });
    if (!decided.ok) return fail(decided.fault === 'not-found' ? 'not-found' : 'company-changed');
    const { id, venue } = decided.value;
    const about = {
      company: id,
      ...('because' in ask ? { because: ask.because } : {}),
      ...(ask.act === 'approve'
        ? { level: ask.level, fromMs: Date.parse(ask.validFrom), untilMs: Date.parse(ask.validUntil) }
        : {}),
    };
    await note(tx, { ...doneBy(asker, DID[ask.act], about), venue }, now);
    return decided;
  });
}

async function withdraw(
  hub: Hub,
  asker: Asker,
  { holder, because }: ConsoleAsk<'companies:withdraw'>,
): ReturnType<ConsoleHandlers['companies:withdraw']> {
  const { account, now } = asker;
  return changeAccounts(hub.database.store, account, async (tx) => {
    const done = await withdrawHolder(tx, { venue: account.venue, id: holder, because }, now);
    if (done === null) return fail('not-found');
    const { company, venue, passes } = done;
    await note(tx, { ...doneBy(asker, 'pass-revoked', { company, holder: done.holder, passes, because }), venue }, now);
    return ok({ passes });
  });
}
