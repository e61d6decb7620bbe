import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { lastLines } from '../../../electron/doctor/log-file.ts';
import { openLog } from '../../../electron/log.ts';
import { parseLogLine } from '../../../shared/diagnostics.ts';
import { freshFolder } from '../folders.ts';

const line = (n: number): string =>
  JSON.stringify({ level: 30, time: '2026-05-13T01:00:00.000Z', event: 'hinted', seems: `s${n}` });
const linesOf = (from: number, to: number): string =>
  Array.from({ length: to - from }, (_, n) => `${line(from + n)}\n`).join('');

test('what the app has logged is read back, oldest first', async () => {
  const folder = freshFolder();
  const log = openLog(join(folder, 'logs'));
  log.write('camera-state', { state: 'running' });
  log.write('decided', { verdict: 'admit', reasons: ['all-checks-passed'], format: null, durationMs: 4 });
  await expect.poll(() => lastLines(folder, 10).length).toBe(2);
  expect(lastLines(folder, 10).map(({ event, fields }) => `${event} ${fields}`)).toEqual([
    'camera-state state=running',
    'decided verdict=admit reasons=["all-checks-passed"] format=null durationMs=4',
  ]);
});

test('the last lines reach back into the file before, and no further than was asked for', () => {
  const folder = freshFolder();
  mkdirSync(join(folder, 'logs'));
  const before = join(folder, 'logs', '20260512-1200-01-kiosk.log');
  writeFileSync(before, linesOf(0, 30));
  utimesSync(before, 1000, 1000);
  writeFileSync(join(folder, 'logs', 'kiosk.log'), linesOf(30, 40));
  writeFileSync(join(folder, 'logs', 'kiosk.log.txt'), 'its own list of files');
  const found = lastLines(folder, 25);
  expect(found.map(({ fields }) => fields)).toEqual(Array.from({ length: 25 }, (_, n) => `seems=s${15 + n}`));
  expect(lastLines(join(folder, 'nowhere'), 5)).toEqual([]);
});

test.each([
  ['half a line', '{"level":30,"time":"2026-05-13T01:00:00.000Z","eve', null],
  ['words', 'started', null],
  ['a line without a time', '{"event":"started"}', null],
  ['a line without fields', '{"time":"2026-05-13T01:00:00.000Z","event":"kiosk-revoked"}', 'kiosk-revoked '],
  ['a name', '{"time":"2026-05-13T01:00:00.000Z","event":"x","a":"张三","b":"c"}', 'x a=… b=c'],
  ['nine digits', '{"time":"2026-05-13T01:00:00.000Z","event":"x","a":123456789}', 'x a=123456789'],
  ['ten', '{"time":"2026-05-13T01:00:00.000Z","event":"x","a":1234567890}', 'x a=…'],
  ['ten in groups', '{"time":"2026-05-13T01:00:00.000Z","event":"x","a":["12-345 67890"]}', 'x a=…'],
])('of %s', (_what, text, expected) => {
  const parsed = parseLogLine(text);
  expect(parsed && `${parsed.event} ${parsed.fields}`).toBe(expected);
});
