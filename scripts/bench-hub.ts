import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { format, resolveConfig } from 'prettier';
import { bench } from '../tests/bench/hub.bench.ts';
import { describeCircumstances, load } from './bench/circumstances.ts';
import { hubReport, sectionText, splitReport } from './bench/report.ts';
import { runScript, say, Trouble } from './door.ts';

const REPORT = join(import.meta.dirname, '..', 'docs', 'benchmarks.md');
const ROWS = 5_000_000;
const ALL_ROWS = 50_000_000;
const CITY_SECONDS = 60;

const HOW =
  'Hub, PostgreSQL (as it comes, synced to disk), load and all on this one machine. Entries are of 580 bytes, with who it was sealed. The bare statement is the one the hub inserts with, by a program that does nothing else.';

/** `npm run bench:hub`: measures, and writes the hub's figures; with any option, only prints them. `--full`: 50 million rows. */
await runScript(async () => {
  const { values } = parseArgs({
    options: { full: { type: 'boolean' }, rows: { type: 'string' }, seconds: { type: 'string' } },
  });
  const rows = Number(values.rows ?? (values.full === true ? ALL_ROWS : ROWS));
  const citySeconds = Number(values.seconds ?? CITY_SECONDS);
  if (!(rows > 0 && citySeconds > 0)) throw new Trouble('--rows and --seconds are numbers.');
  const circumstances = await describeCircumstances();
  const section = { title: 'Taking and showing entries', how: HOW, rows: await bench({ rows, citySeconds }) };
  console.log(sectionText(section));
  if (values.rows !== undefined || values.seconds !== undefined) return 0;
  const { kiosk } = splitReport(await readFile(REPORT, 'utf8'));
  const text = `${kiosk}\n${hubReport({ ...circumstances, 'Load after': load() }, section)}`;
  await writeFile(REPORT, await format(text, { ...(await resolveConfig(REPORT)), parser: 'markdown' }));
  say('Written: docs/benchmarks.md');
  return 0;
});
