import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { format, resolveConfig } from 'prettier';
import { bench, benchWindow } from '../tests/bench/hub.bench.ts';
import { describeCircumstances, load } from './bench/circumstances.ts';
import { prepare } from './bench/prepare.ts';
import { sectionText, splitReport, withSections } from './bench/report.ts';
import { runScript, say, Trouble } from './door.ts';

const REPORT = join(import.meta.dirname, '..', 'docs', 'benchmarks.md');
/** Rows at which a manager's page is timed are what takes long: 50 million want 40 GB of disk and most of an hour. */
const USUAL = { rows: 5_000_000, kiosks: 10_000, citySeconds: 60, rounds: 3 };
const FULL = { ...USUAL, rows: 50_000_000 };
/** To see that it runs. */
const SHORT = { rows: 200_000, kiosks: 1000, citySeconds: 20, rounds: 1 };

const WHERE =
  'Hub, PostgreSQL (as it comes, synced to disk), load and all on this one machine. Entries are of 580 bytes, with who it was sealed.';
const TAKING = `${WHERE} The bare statement is the one the hub inserts with: batches of 500, each in a transaction that is synced, over the same ten connections, by a program that has them in memory, decoded, and does nothing else. The load is signed and compressed before the clock starts.`;
const SHOWING = `${WHERE} The window is a Chromium on the same machine, 1920x1080, its manager signed in at one of the hundred venues: times are to the frame that painted the first row of the answer, frames by \`requestAnimationFrame\` while the wheel is turned as often as the window takes it; then all of its log is paged through, as quickly as the console allows (4,000 rows a second), and the window weighed, its garbage collected.`;

/**
 * `npm run bench:hub`: measures, and writes the hub's figures. `--full`: at 50 million rows. `--keep
 * FOLDER`: leaves them there, and the next run goes on from there. `--short`, `--rows N`, and
 * `--window`, which is of what a manager sees in a browser alone: only prints them.
 */
await runScript(async () => {
  const { values } = parseArgs({
    options: {
      full: { type: 'boolean' },
      short: { type: 'boolean' },
      window: { type: 'boolean' },
      rows: { type: 'string' },
      keep: { type: 'string' },
    },
  });
  const size = values.full === true ? FULL : values.short === true ? SHORT : USUAL;
  const rows = Number(values.rows ?? size.rows);
  if (!(rows > 0)) throw new Trouble('--rows is a number.');
  const isWindow = values.window === true;
  await prepare();
  const circumstances = await describeCircumstances();
  const { taken, shown } = isWindow
    ? { taken: [], shown: await benchWindow(rows) }
    : await bench({ ...size, rows, keptIn: values.keep ?? null });
  const sections = [
    { title: 'Taking entries', how: TAKING, rows: taken },
    { title: `Showing ${rows / 1_000_000} million entries`, how: SHOWING, rows: shown },
  ].filter(({ rows: measured }) => measured.length > 0);
  console.log(sections.map(sectionText).join('\n\n'));
  if (values.rows !== undefined || values.short === true || isWindow) return 0;
  const { kiosk, hub } = splitReport(await readFile(REPORT, 'utf8'));
  const text = `${kiosk}\n${withSections(hub, { ...circumstances, 'Load after': load() }, sections)}`;
  await writeFile(REPORT, await format(text, { ...(await resolveConfig(REPORT)), parser: 'markdown' }));
  say('Written: docs/benchmarks.md');
  return 0;
});
