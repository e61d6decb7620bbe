import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { SHEETS, type SheetKind } from '../../shared/company/columns.ts';
import { MAX_PASSES_PAGE, type TakenPass } from '../../shared/company/calls.ts';
import { figuresCsv } from '../../shared/company/figures-csv.ts';
import { passFiles } from '../../shared/company/pass-files.ts';
import { HUB_ISSUER } from '../../shared/credential/hub-trust.ts';
import { inTransaction } from '../backup/session.ts';
import { whatIsThere } from '../backup/tables.ts';
import { takePasses } from '../companies/take-passes.ts';
import { readDatabaseUrl, readHubKey, readPolicyFolder } from '../environment.ts';
import { readUtcOffset } from '../sites/utc-offset.ts';
import { listCompanies } from '../store/companies.ts';
import { readFigures } from '../store/company-figures.ts';
import { readTakenBack } from '../store/passes.ts';
import type { Store } from '../store/schema.ts';
import { EXIT, UsageError, type Command, type World } from './command.ts';
import { writeWhole } from './write-whole.ts';

const HELP = `sentinel hub passes companies [--venue VENUE] | take COMPANY DIR [--sheet staff|vehicles] [--language en]
                    | figures [--venue VENUE] [--csv FILE] [--language en] | write OFFICE

Companies of the white list and their passes (docs/hub.md#companies). They apply, send their lists and take their passes at the
hub's page /company/; who is let in is decided in the console.

  companies      a line for each, newest application first
  take           writes a PNG of each pass into DIR, and passes.csv, which says whose each is: {"taken":true,"passes":…,
                 "folder":…}. Of a company that is not let in, or was suspended, {"fault":"suspended"} and the like. Wants
                 HUB_KEY_FILE
     --sheet     its people (staff; so it is if none is named) or its vehicles
  figures        companies registered and active, staff and vehicles with a pass that holds, by level: one line; --csv FILE writes
                 them as a table too
  write OFFICE   writes what the hub has taken back as the health office's folder takes it, hub-revocations.json, for "sentinel
                 policy publish" to sign: {"written":true,"revoked":…,"restored":…}
  publish OFFICE --key FILE
                 writes it, and has it signed with the office's online key at once, as "sentinel policy publish" does

Exit code 2 with {"fault":"not-a-hub"}, "not-found", "no-key", "no-office".
`;

export const passes: Command = {
  help: HELP,
  async run([act = '', ...args], { variables, answer, nowMs }) {
    if (!Object.hasOwn(ACTS, act)) throw new UsageError(`one of ${Object.keys(ACTS).join(', ')}: see --help`);
    const run = ACTS[act as keyof typeof ACTS](args);
    const did = await inTransaction(readDatabaseUrl(variables), 'begin', async ({ store }): Promise<Done> =>
      (await whatIsThere(store)) === 'hub' ? run({ store, variables, now: new Date(nowMs()) }) : refusal('not-a-hub'),
    );
    for (const line of did.lines) await answer(line);
    return did.ok ? EXIT.ok : EXIT.badInput;
  },
};

interface Ground {
  /** In a transaction, which ends as this does. */
  readonly store: Store;
  readonly variables: World['variables'];
  readonly now: Date;
}

interface Done {
  readonly ok: boolean;
  readonly lines: readonly object[];
}

type Act = (ground: Ground) => Promise<Done>;

const ACTS = {
  companies: listing,
  take: taking,
  figures: counting,
  write: writing,
} as const satisfies Readonly<Record<string, (args: readonly string[]) => Act>>;

const text = { type: 'string' } as const;

function listing(args: readonly string[]): Act {
  const { values } = parseArgs({ args: [...args], options: { venue: text } });
  return async ({ store }) =>
    done(...(await listCompanies(store, { venue: values.venue ?? null, id: null, limit: 1_000_000 })));
}

function taking(args: readonly string[]): Act {
  const options = { sheet: text, language: text } as const;
  const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
  const [company, folder, ...others] = positionals;
  if (company === undefined || folder === undefined || others.length > 0)
    throw new UsageError("name a company's id and a folder");
  const sheet = sheetOf(values.sheet ?? 'staff');
  const language = languageOf(values.language);
  return async ({ store, variables, now }) => {
    const hubKey = readHubKey(variables);
    if (hubKey === null) return refusal('no-key');
    const utcOffsetMinutes = await readUtcOffset(readPolicyFolder(variables));
    const ground = { hubKey, utcOffsetMinutes, now, randomBytes };
    const taken: TakenPass[] = [];
    let after: string | null = null;
    do {
      const page = await takePasses(store, { company, sheet, after, limit: MAX_PASSES_PAGE }, ground);
      if (!page.ok) return refusal(page.fault);
      taken.push(...page.value.passes);
      after = page.value.next;
    } while (after !== null);
    mkdirSync(folder, { recursive: true });
    for (const { name, bytes } of passFiles(taken, { language, offsetMinutes: utcOffsetMinutes }))
      writeFileSync(join(folder, name), bytes);
    return done({ taken: true, passes: taken.length, folder });
  };
}

function counting(args: readonly string[]): Act {
  const options = { venue: text, csv: text, language: text } as const;
  const { values } = parseArgs({ args: [...args], options });
  const language = languageOf(values.language);
  return async ({ store, now }) => {
    const figures = await readFigures(store, values.venue ?? null, now);
    if (values.csv !== undefined) writeFileSync(values.csv, figuresCsv(figures, language));
    return done(figures);
  };
}

function writing(args: readonly string[]): Act {
  const { positionals } = parseArgs({ args: [...args], options: {}, allowPositionals: true });
  const [folder, ...others] = positionals;
  if (folder === undefined || others.length > 0) throw new UsageError("name the office's folder");
  return async ({ store, now }) => {
    if (!existsSync(join(folder, 'roles.json'))) return refusal('no-office');
    const { revoked, restored } = await readTakenBack(store, now);
    const named = (ids: readonly string[]): object[] => ids.map((id) => ({ issuer: HUB_ISSUER, id }));
    writeWhole(join(folder, 'hub-revocations.json'), { revoke: named(revoked), restore: named(restored) });
    return done({ written: true, revoked: revoked.length, restored: restored.length });
  };
}

function sheetOf(said: string): SheetKind {
  const sheet = SHEETS.find((one) => one === said);
  if (sheet === undefined) throw new UsageError(`--sheet is one of ${SHEETS.join(', ')}`);
  return sheet;
}

function languageOf(said: string | undefined): 'zh-CN' | 'en' {
  if (said !== undefined && said !== 'en' && said !== 'zh-CN') throw new UsageError('--language is zh-CN or en');
  return said ?? 'zh-CN';
}

function refusal(fault: string): Done {
  return { ok: false, lines: [{ fault }] };
}

function done(...lines: readonly object[]): Done {
  return { ok: true, lines };
}
