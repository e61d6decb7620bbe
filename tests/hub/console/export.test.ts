import { once } from 'node:events';
import { request } from 'node:http';
import { setImmediate } from 'node:timers/promises';
import { unzipSync } from 'fflate';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { MAX_SHEET_ROWS } from '../../../shared/console/xlsx.ts';
import { EVERYTHING } from '../../../shared/console/log.ts';
import { makeChain } from '../journal.ts';
import { NOON } from '../database.ts';
import { deliver, insertKiosk } from '../store/delivering.ts';
import { enter } from './entries-kit.ts';
import { framesOf } from './frames-kit.ts';
import { faultOf, startConsole, VENUE, type ConsoleHub, type Person } from './kit.ts';

const ROWS = 2500;
const CSV = { is: 'log', filter: EVERYTHING, format: 'csv', language: 'en', offsetMinutes: 480 } as const;

let server: ConsoleHub;
let manager: Person;

beforeAll(async () => {
  server = await startConsole();
  manager = await server.person('manager');
  await enter(server, VENUE, [{ maskedName: '=cmd|" /C calc"!A0' }]);
  const kiosk = await insertKiosk(server.hub.database, VENUE);
  const { chain, entries } = makeChain(ROWS - 1);
  for (let from = 0; from < entries.length; from += 500) {
    await deliver(server.hub.database, kiosk, { chain, entries: entries.slice(from, from + 500) }, NOON);
  }
});

afterAll(async () => {
  await server.close();
});

/** Of the last export: what the audit log says of its beginning and of its end. */
async function lastTwo(): Promise<unknown[]> {
  return (await server.audited()).slice(-2).map(({ did, about }) => [did, about]);
}

test('a log is written as it goes, with how far it is, and its beginning and end are in the audit log', async () => {
  const { status, headers, body } = await manager.raw('/console/api/export', CSV);
  expect([status, headers.get('content-type'), headers.get('cache-control')]).toEqual([
    200,
    'application/octet-stream',
    'no-store',
  ]);
  const { bytes, progress, done, failed } = framesOf(body);
  expect(failed).toBeUndefined();
  expect(done).toEqual({ rows: ROWS, name: 'digital-sentinel-log-20220513-1200.csv' });
  expect(progress.length).toBeGreaterThanOrEqual(3);
  expect(progress.at(-1)).toEqual({ rows: ROWS });
  const lines = bytes.toString().trimEnd().split('\r\n');
  expect(lines).toHaveLength(ROWS + 1);
  expect(lines[0]).toMatch(/^\uFEFFTime,Gate/u);
  expect(bytes.toString()).toContain("'=cmd|");
  expect(bytes.toString()).not.toMatch(/[,"]=cmd/u);
  expect(lines[5]).toContain('All checks passed');
  const about = { is: 'log', format: 'csv' };
  expect(await lastTwo()).toEqual([
    ['export-begun', about],
    ['export-ended', { ...about, rows: ROWS, ending: 'done' }],
  ]);
});

test('a workbook has as many rows', async () => {
  const { body } = await manager.raw('/console/api/export', { ...CSV, format: 'xlsx' });
  const sheet = unzipSync(new Uint8Array(framesOf(body).bytes))['xl/worksheets/sheet1.xml'];
  expect(
    Buffer.from(sheet ?? [])
      .toString()
      .match(/<row>/gu),
  ).toHaveLength(ROWS + 1);
});

test('who is no manager has no file', async () => {
  for (const role of ['guard', 'supervisor', 'it', 'auditor'] as const) {
    const person = await server.person(role);
    expect(faultOf(await person.post('/console/api/export', CSV))).toBe('not-allowed');
  }
  expect(faultOf(await manager.post('/console/api/export', { ...CSV, format: 'exe' }))).toBe('ask-malformed');
});

/** Asks for a file, and reads no more of it than its first bytes. */
async function begin(): Promise<{ end: () => void }> {
  const { hostname, port } = new URL(server.url);
  const headers = {
    'content-type': 'application/json',
    cookie: manager.cookie ?? '',
    'x-console-token': manager.token,
  };
  const sent = request({ hostname, port, path: '/console/api/export', method: 'POST', headers });
  sent.on('error', () => undefined);
  sent.end(JSON.stringify({ ...CSV, format: 'csv' }));
  const [answer] = (await once(sent, 'response')) as [NodeJS.ReadableStream];
  await once(answer, 'readable');
  return {
    end: () => {
      sent.destroy();
    },
  };
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await setImmediate();
}

test('whoever hangs up has cancelled it, which is in the audit log', async () => {
  let isHeld = true;
  let waiting = 0;
  server.hold(async () => {
    waiting += 1;
    await until(() => Promise.resolve(!isHeld));
  });
  const began = await begin();
  await until(() => Promise.resolve(waiting > 0));
  began.end();
  isHeld = false;
  await until(async () => (await server.audited()).some(({ about }) => about['ending'] === 'cancelled'));
  server.hold(() => Promise.resolve());
});

test('one account writes two files at the same time, and a third when one has ended', async () => {
  let isHeld = true;
  server.hold(() => until(() => Promise.resolve(!isHeld)));
  const two = [await begin(), await begin()];
  expect(faultOf(await manager.post('/console/api/export', CSV))).toBe('too-many-requests');
  isHeld = false;
  for (const it of two) it.end();
  await until(async () => (await manager.raw('/console/api/export', CSV)).status === 200);
  server.hold(() => Promise.resolve());
});

test('whoever is signed out meanwhile gets no further', async () => {
  const other = await server.person('manager');
  let isOut = false;
  server.hold(async () => {
    if (!isOut) await other.post('/console/sign-out', null);
    isOut = true;
  });
  const { failed, done } = framesOf((await other.raw('/console/api/export', CSV)).body);
  expect([failed, done]).toEqual([{ fault: 'signed-out' }, undefined]);
  server.hold(() => Promise.resolve());
});

test('what breaks on the way is told as a file that is none, without what was wrong', async () => {
  server.hold(() => Promise.reject(new Error('a secret of the database')));
  const { body } = await manager.raw('/console/api/export', CSV);
  expect(framesOf(body)).toMatchObject({ failed: { fault: 'internal-error' }, done: undefined });
  expect(body.toString()).not.toContain('secret');
  server.hold(() => Promise.resolve());
  expect((await lastTwo())[1]).toMatchObject(['export-ended', { ending: 'internal-error' }]);
});

test('more than a sheet has rows is refused before it is begun', async () => {
  server.setCount(MAX_SHEET_ROWS);
  expect(faultOf(await manager.post('/console/api/export', { ...CSV, format: 'xlsx' }))).toBe('too-much');
  server.setCount(MAX_SHEET_ROWS - 1);
  expect((await manager.raw('/console/api/export', { ...CSV, format: 'xlsx' })).status).toBe(200);
  server.setCount(null);
});
