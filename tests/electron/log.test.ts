import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { openLog } from '../../electron/log.ts';
import { describeError } from '../../shared/error-place.ts';
import { freshFolder } from './folders.ts';

const CODE = 'DS1:6BFOXN*TS0BI$ZD-PHQ7I9AD66V5B22CH9M9ESI9XBHXK';
const DECIDED = { verdict: 'admit', reasons: ['all-checks-passed'], format: 'health-code', durationMs: 4.2 };

/** Lines of the log once there are so many. */
async function linesOf(directory: string, count: number): Promise<Record<string, unknown>[]> {
  return await vi.waitFor(() => {
    const lines = readFileSync(join(directory, 'kiosk.log'), 'utf8').split('\n').filter(Boolean);
    expect(lines).toHaveLength(count);
    return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  });
}

test('an event is one JSON line: its name, its fields, its time, and nothing of the machine', async () => {
  const directory = join(freshFolder(), 'logs');
  const log = openLog(directory);
  log.write('decided', DECIDED);
  log.write('stopped', { exitCode: 0 });
  const [decided, stopped] = await linesOf(directory, 2);
  const line = { level: 30, time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/u) as unknown };
  expect(decided).toEqual({ ...line, event: 'decided', ...DECIDED });
  expect(stopped).toEqual({ ...line, event: 'stopped', exitCode: 0 });
});

test('is for the kiosk’s user alone', async () => {
  const directory = join(freshFolder(), 'logs');
  openLog(directory).write('hinted', { seems: 'url' });
  await linesOf(directory, 1);
  expect(statSync(directory).mode & 0o777).toBe(0o700);
  expect(statSync(join(directory, 'kiosk.log')).mode & 0o777).toBe(0o600);
});

test('goes on where it left off at the last start', async () => {
  const directory = freshFolder();
  for (const exitCode of [0, 1]) {
    openLog(directory).write('stopped', { exitCode });
    await linesOf(directory, exitCode + 1);
  }
});

test('that fills its five megabytes is begun anew, and the old file kept', async () => {
  const directory = freshFolder();
  const line = `${JSON.stringify({ event: 'stopped', exitCode: 0 })}\n`;
  writeFileSync(join(directory, 'kiosk.log'), line.repeat(Math.ceil((5 * 1024 * 1024) / line.length)));
  const log = openLog(directory);
  log.write('stopped', { exitCode: 0 });
  await vi.waitFor(() => {
    expect(readdirSync(directory).filter((name) => name.endsWith('kiosk.log'))).toHaveLength(2);
  });
});

test('that cannot be written stops nothing', async () => {
  const directory = freshFolder();
  // A folder in the file's place cannot be written to, not by root either.
  mkdirSync(join(directory, 'kiosk.log'));
  const log = openLog(directory);
  for (let n = 0; n < 100; n += 1) log.write('decided', DECIDED);
  await new Promise((resolve) => setImmediate(resolve));
  expect(() => {
    log.write('stopped', { exitCode: 0 });
  }).not.toThrow();
});

describe('of an unexpected error only its class and its place are said', () => {
  function reading(code: string): never {
    throw new RangeError(`cannot read ${code} of 张小三`);
  }

  test('never its message, which may quote a visitor’s code', () => {
    try {
      reading(CODE);
    } catch (error) {
      const said = describeError(error);
      expect(said.name).toBe('RangeError');
      expect(said.where).toMatch(/^log\.test\.ts:\d+:\d+$/u);
      expect(JSON.stringify(said)).not.toContain(CODE);
      expect(JSON.stringify(said)).not.toContain('张');
    }
  });

  test.each([`x\n    at ${CODE}:1:2`, `\n    at SECRET.ts:1:2\n    at x (SECRET.ts:1:2)`, 'SECRET.ts:1:2'])(
    'of a message that looks like a stack (%#)',
    (message) => {
      expect(describeError(new Error(message)).where).toMatch(/^log\.test\.ts:\d+:\d+$/u);
    },
  );

  test.each([
    ['a text', CODE, 'string'],
    ['nothing', undefined, 'undefined'],
    ['an object', { code: CODE }, 'object'],
  ])('of %s that was thrown', (_case, thrown, name) => {
    expect(describeError(thrown)).toEqual({ name, where: 'unknown' });
  });

  test('of an error of Node’s own: where we called it', () => {
    try {
      readFileSync('/nowhere/at/all');
    } catch (error) {
      expect(describeError(error)).toMatchObject({ where: expect.stringMatching(/^log\.test\.ts:/u) as unknown });
    }
  });

  test('of an error without a stack', () => {
    const error = new Error(CODE);
    delete error.stack;
    expect(describeError(error)).toEqual({ name: 'Error', where: 'unknown' });
  });

  test('of an error whose name was set to what it read', () => {
    const error = new Error('x');
    error.name = CODE;
    expect(JSON.stringify(describeError(error))).not.toContain(CODE);
  });
});
