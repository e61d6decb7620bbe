import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { format, resolveConfig } from 'prettier';
import { runnerImport } from 'vite';
import type { Row } from '../tests/bench/rows.ts';
import { describeCircumstances, load } from './bench/circumstances.ts';
import { prepare } from './bench/prepare.ts';
import { report, sectionText, splitReport, withSections, type Section } from './bench/report.ts';
import { runScript, say, Trouble } from './door.ts';
import type { Runtime } from './runtime.ts';

const ROOT = join(import.meta.dirname, '..');
const REPORT = join(ROOT, 'docs', 'benchmarks.md');

/** In the order they run and are told; each is tests/bench/NAME.bench.ts. */
const BENCHES: Readonly<Record<string, Omit<Section, 'rows'>>> = {
  kiosk: {
    title: 'The whole kiosk',
    how: 'A real Electron with a film for a camera, from its start to verdicts painted on the screen. Memory is the proportional share (PSS) of all its processes.',
  },
  devices: {
    title: 'Readers and the gate',
    how: 'Simulated devices on pseudo-terminals, each in a process of its own on the same machine, before a real Electron; from the last byte that left them to the verdict painted on the screen. Pseudo-terminals have no wire: the simulator makes what a rate costs in time. `--long`: eight readers for 10 minutes.',
  },
  sound: {
    title: 'Sound',
    how: "From the camera's frame, or the scanner's last byte, to the first sample above -60 dB that leaves the window, tapped before the loudspeaker's node and placed in time by `AudioContext.getOutputTimestamp()`. A frame's time is when the reading worker was given it: the camera's own exposure and transfer are not in it. A machine without a sound card has a device that swallows samples at their rate: of the system's mixer, a driver and a loudspeaker nothing is in these figures there.",
  },
  queue: {
    title: 'A queue at the door',
    how: "Thirty different visitors a minute, in turn by camera, by serial scanner, and with a paper code and its card, at a real Electron that sounds and speaks. Memory is the proportional share (PSS) of all its processes without what is mapped of files (its own, and the film), JavaScript's after its garbage was collected, looked at every 6 s. `--long`: for 10 minutes, of which the first is warming up; only then is memory told, and the window's heap from the fifth on, for V8's compiled code is in it. After the first nobody comes for 20 s, while the objects in the window are weighed: what a heap snapshot holds, without that code.",
  },
  'live-reading': {
    title: 'Reading in the live worker',
    how: "In a running kiosk: what the camera's worker reports of frames from Chromium's fake camera, 1280x720, on the worker's real budget. Each hard frame is held for one second and counts as read when its very text came out.",
  },
  reading: {
    title: 'Reading in Node',
    how: 'The same functions without camera and window, on the same kinds of frames, each held for 15 frames at most. Pixels are at hand already.',
  },
  judge: {
    title: 'Judging',
    how: "A code's text to its verdict by the demo policy: 1,000 people's codes, ten times over, beside the bare signature check that is a part of it. Built as the app is; in Electron, where the kiosk judges, and in Node.",
  },
  formats: {
    title: 'Codes of other formats',
    how: 'EU certificates, SMART Health Cards and NZ passes, 200 of each, twenty times over and warmed up before, from text to verdict; beside the bare signature check and inflating of the same codes, and, for EU certificates, beside published verifiers in the same run.',
  },
  revocation: {
    title: 'Revocation',
    how: 'A list of 10 million revoked credentials, opened from its bytes and searched.',
  },
  policy: {
    title: 'Rules',
    how: 'A policy of 100 rules and 2,000 keys with 10 million revocations, published by the tools, fetched from a local web server by processes that do nothing else, and judged by; in Electron.',
  },
  sites: {
    title: 'Sampling sites',
    how: 'A list of 10,000 made-up sites of one city, read, laid out by squares of a hundredth of a degree, and asked for the nearest three open ones with how busy they are, from 2,000 places; in Node.',
  },
  fuzz: {
    title: 'Mutated codes',
    how: 'A million codes of all formats with something changed, shown to the whole chain. One that is admitted though nobody signed it, an exception or an answer outside the closed list would end the run.',
  },
  journal: {
    title: 'The journal',
    how: "Entries written to this machine's disk, each synced before it counts, beside bare SQLite with the same bytes, indexes and settings. Sealing who it was is a figure of its own.",
  },
  console: {
    title: 'The console at a kiosk',
    how: "A journal of a million entries, asked as the console's thread asks it: a connection for each question. Then in a real Electron: everything exported to the machine's own disk by the window, while visitors are scanned one after the other; the same scans before, without an export. Memory is the proportional share (PSS) of all its processes, at its most.",
  },
  'console-window': {
    title: "The console's window at a kiosk",
    how: 'A real Electron over a journal of a million entries, its log open at 1920x1080. From a key or a choice to the frame that painted the first row of the answer; frames by `requestAnimationFrame`, while the wheel is turned as often as the window takes it; then all of the log is paged through, as quickly as the console allows (4,000 rows a second), and the window weighed, its garbage collected.',
  },
  'set-up': {
    title: 'Fifty kiosks set up',
    how: 'A hub in a process of its own on a real PostgreSQL on the same machine. Fifty kiosks of one CSV: their files and labels made, then each set up and enrolled by its file, one after the other, by a command line that starts anew for each. Then five apps that know nothing, each from its start, with its label before the camera, to the screen at which visitors are judged by the rules it has fetched. Whoever walks from one kiosk to the next is not in it.',
  },
  'self-check-in': {
    title: 'Check-ins by phone',
    how: 'A hub in a process of its own on a real PostgreSQL, load and all on this one machine. Two thousand people with a code each check in at eight gates within a minute, each at their time however long those before them take: the code judged, the entry sealed and synced to the disk, the receipt signed. `--entries N`: so many, to see that it runs.',
  },
  sync: {
    title: 'Sync',
    how: 'A backlog on the disk, read, packed, signed and sent by the thread that does so in the kiosk, to a hub that verifies nothing, keeps nothing and acknowledges at once: what the kiosk alone can do.',
  },
};

await runScript(async () => {
  const { values, positionals: asked } = parseArgs({
    options: { long: { type: 'boolean' }, entries: { type: 'string' }, write: { type: 'boolean' } },
    allowPositionals: true,
  });
  const how = howOf(values);
  if (how.entries !== undefined && asked.length === 0) throw new Trouble('--entries is of a bench that is named.');
  const unknown = asked.find((name) => !Object.hasOwn(BENCHES, name));
  if (unknown !== undefined)
    throw new Trouble(`There is no bench "${unknown}"; there are ${Object.keys(BENCHES).join(', ')}.`);
  const runtime = await prepare();
  const circumstances = { ...(await describeCircumstances()), Electron: describeElectron(runtime) };
  const sections: Section[] = [];
  for (const name of asked.length === 0 ? Object.keys(BENCHES) : asked) sections.push(await runBench(name, how));
  if (asked.length > 0) console.log(sections.map(sectionText).join('\n\n'));
  if (asked.length > 0 && values.write !== true) return 0;
  const options = await resolveConfig(REPORT);
  const { kiosk: before, hub } = splitReport(await readFile(REPORT, 'utf8'));
  const around = { ...circumstances, 'Load after': load() };
  const kiosk = asked.length > 0 ? withSections(before, around, sections) : report(around, sections);
  const text = `${kiosk}\n${hub}`;
  await writeFile(REPORT, await format(text, { ...options, parser: 'markdown' }));
  say('Written: docs/benchmarks.md');
  return 0;
});

interface How {
  readonly isLong: boolean;
  /** To see that it runs: of a journal, in `console-window`. */
  readonly entries?: number;
}

function howOf({ long = false, entries }: { readonly long?: boolean; readonly entries?: string }): How {
  if (entries === undefined) return { isLong: long };
  if (!(Number(entries) > 0)) throw new Trouble('--entries is a number.');
  return { isLong: long, entries: Number(entries) };
}

async function runBench(name: string, how: How): Promise<Section> {
  const about = BENCHES[name];
  if (about === undefined) throw new Error(`no bench ${name}`);
  say(`${about.title} …`);
  const startedAt = performance.now();
  const path = join(ROOT, 'tests', 'bench', `${name}.bench.ts`);
  // Through the bundler, since the app's sources import SQL as text.
  const { module } = await runnerImport<{ bench: (how: How) => Promise<Row[]> }>(path, {
    configFile: false,
    logLevel: 'error',
  });
  const rows = await module.bench(how);
  say(`  ${rows.length} figures in ${Math.round((performance.now() - startedAt) / 1000)} s`);
  return { ...about, rows };
}

function describeElectron({ version, kind }: Runtime): string {
  const origin = {
    official: 'official download',
    registry: 'from the npm registry, for trying out',
    given: 'as given',
  };
  return `${version}, ${origin[kind]}`;
}
