import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { diffPolicies } from '../../../shared/policy/diff.ts';
import { districtStatus, localDay, PER_RESIDENTS, type DistrictStanding } from '../../../shared/policy/district.ts';
import { checkPolicy, districtSchema, type Policy } from '../../../shared/policy/policy.ts';
import { readCsv, type Columns, type TableFault } from '../../../shared/table.ts';
import { formatDate, type EpochSeconds } from '../../../shared/time.ts';
import { OfficeError, writeWhole } from '../../policy/office.ts';
import { UsageError, type Command } from '../command.ts';
import { EXIT } from '../ndjson.ts';
import { readTime } from './at.ts';
import { readRules } from './check.ts';

type Written = z.infer<typeof districtSchema>;

const OPTIONS = {
  population: { type: 'string' },
  cases: { type: 'string' },
  at: { type: 'string' },
  write: { type: 'boolean' },
} as const;

/**
 * `sentinel policy districts`: puts populations and daily cases into a policy, and says how each district then stands, by which
 * figures, and who is judged differently for it.
 */
export const importDistricts: Command['run'] = (args, { stdout, say }) => {
  const { positionals, values } = parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  const [file, ...others] = positionals;
  if (file === undefined || others.length > 0) throw new UsageError('name one policy');
  const now = readTime(values.at);
  const rules = readRules(file);
  if ('mistakes' in rules) throw new OfficeError(`${file}: ${rules.mistakes[0]?.reason ?? ''}: see policy check`);
  const source = JSON.parse(rules.bytes.toString('utf8')) as { readonly districts?: readonly Written[] };
  const read = readFigures(values, source.districts ?? [], localDay(now, rules.value.parameters.utcOffsetMinutes));
  const tell = (line: object): boolean => stdout.write(`${JSON.stringify(line)}\n`);
  if (!read.ok) {
    for (const fault of read.faults) tell(fault);
    return Promise.resolve(EXIT.badInput);
  }
  const changed = { ...source, districts: read.districts };
  const checked = checkPolicy(changed);
  if (!checked.ok)
    throw new OfficeError(`${file}: ${checked.mistakes[0]?.path ?? ''} ${checked.mistakes[0]?.reason ?? ''}`);
  for (const line of linesOf(rules.value, checked.value, now)) tell(line);
  if (values.write === true) {
    writeWhole(file, `${JSON.stringify(changed, null, 2)}\n`);
    say(`${file} has these figures: raise its version, and sign it`);
  }
  return Promise.resolve(EXIT.ok);
};

/** For each district how it stands, and before; then whom that changes something for. */
function linesOf(before: Policy, after: Policy, now: EpochSeconds): object[] {
  const today = localDay(now, after.parameters.utcOffsetMinutes);
  return after.districts.flatMap((district) => {
    const { code, name, population } = district;
    const was = before.districts.find((one) => one.code === code);
    const [standing, stood] = [districtStatus(district, today), was === undefined ? null : districtStatus(was, today)];
    const told = { district: code, name, population, ...shownOf(standing, population, today) };
    const differences = standing.status === stood?.status ? [] : diffPolicies(before, after, now, code);
    return [
      { ...told, before: stood?.status ?? null },
      ...differences.map((difference) => ({ district: code, ...difference })),
    ];
  });
}

/** The working: a rate is of new cases a day per 100,000 residents, two digits of it; what is compared is exact. */
function shownOf({ status, daysAgo, days }: DistrictStanding, population: number, today: number): object {
  const rate = (count: number): number => Math.round((count * PER_RESIDENTS * 100) / population) / 100;
  return {
    status,
    asOf: daysAgo === null ? null : formatDate(today - daysAgo),
    days: days.map((one) => ({
      date: formatDate(one.day),
      new: one.new,
      per100000: one.new === null ? null : rate(one.new),
    })),
  };
}

type Read =
  | { readonly ok: true; readonly districts: readonly Written[] }
  | { readonly ok: false; readonly faults: readonly (TableFault & { readonly file: string })[] };

const whole = z
  .string('missing')
  .regex(/^\d{1,10}$/u, 'not a whole number')
  .transform(Number);
const POPULATION = {
  columns: { wanted: ['code', 'name', 'population'], known: ['code', 'name', 'nameEn', 'population'] },
  row: z.object({
    code: districtSchema.shape.code,
    name: z.string('missing'),
    nameEn: z.string().optional(),
    population: whole.pipe(districtSchema.shape.population),
  }),
};
const CASES = {
  columns: { wanted: ['code', 'date', 'new'], known: ['code', 'date', 'new'] },
  row: z.object({ code: districtSchema.shape.code, date: districtSchema.shape.cases.element.shape.date, new: whole }),
};

/**
 * Reads both files into districts that are known: what one names is added or replaced, all else stays. Cases of a day that is
 * named again are those of the newer file.
 *
 * @param today days since 1970-01-01, by the calendar of the place: nobody has figures of days to come
 */
function readFigures(
  { population, cases }: { readonly population?: string | undefined; readonly cases?: string | undefined },
  known: readonly Written[],
  today: number,
): Read {
  if (population === undefined && cases === undefined) throw new UsageError('name --population, --cases, or both');
  const districts = new Map(known.map((one) => [one.code, one]));
  const faults: (TableFault & { readonly file: string })[] = [];
  if (population !== undefined) {
    const read = readTable(population, POPULATION);
    faults.push(...read.faults);
    for (const { code, name, nameEn, population: count } of read.rows.map(({ value }) => value)) {
      const before = districts.get(code);
      const names = { 'zh-CN': name, en: nameEn ?? before?.name.en ?? name };
      districts.set(code, { code, name: names, population: count, cases: before?.cases ?? [] });
    }
  }
  if (cases !== undefined) {
    const read = readTable(cases, CASES);
    faults.push(...read.faults);
    const days = new Set<string>();
    for (const { row, value } of read.rows) {
      const fault = faultOfDay(value, { districts, days, today });
      if (fault !== null) faults.push({ file: cases, row, ...fault });
      const district = districts.get(value.code);
      if (fault !== null || district === undefined) continue;
      const others = district.cases.filter(({ date }) => date !== value.date);
      const all = [...others, { date: value.date, new: value.new }];
      districts.set(value.code, { ...district, cases: all.toSorted((a, b) => (a.date < b.date ? -1 : 1)) });
    }
  }
  if (faults.length > 0) return { ok: false, faults };
  return { ok: true, districts: [...districts.values()].toSorted((a, b) => (a.code < b.code ? -1 : 1)) };
}

interface Seen {
  readonly districts: ReadonlyMap<string, Written>;
  readonly days: Set<string>;
  readonly today: number;
}

function faultOfDay(
  { code, date }: { readonly code: string; readonly date: string },
  { districts, days, today }: Seen,
): Pick<TableFault, 'column' | 'fault'> | null {
  if (!districts.has(code)) return { column: 'code', fault: 'a district without a population' };
  if (date > formatDate(today)) return { column: 'date', fault: 'a day to come' };
  if (days.has(`${code} ${date}`)) return { column: 'date', fault: 'this district has this day twice' };
  days.add(`${code} ${date}`);
  return null;
}

function readTable<T>(
  file: string,
  { columns, row: schema }: { readonly columns: Columns; readonly row: z.ZodType<T> },
): {
  readonly rows: readonly { readonly row: number; readonly value: T }[];
  readonly faults: readonly (TableFault & { readonly file: string })[];
} {
  const table = readCsv(readFileSync(file, 'utf8'), columns);
  const read = table.rows.map(({ row, fields }) => ({ row, parsed: schema.safeParse(fields) }));
  const ofRows = read.flatMap(({ row, parsed }) =>
    (parsed.error?.issues ?? []).map(({ path, message }) => ({ row, column: String(path[0] ?? ''), fault: message })),
  );
  return {
    rows: read.flatMap(({ row, parsed }) => (parsed.success ? [{ row, value: parsed.data }] : [])),
    faults: [...table.faults, ...ofRows].map((fault) => ({ file, ...fault })),
  };
}
