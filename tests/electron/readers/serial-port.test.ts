import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { makeScannerDriver } from '../../../electron/readers/scanner.ts';
import { SYSTEM_TIMING } from '../../../electron/readers/driver.ts';
import { keepOpen } from '../../../electron/readers/keep-open.ts';
import { openPort } from '../../../electron/readers/serial-port.ts';
import { openPty, type Pty } from '../../../electron/simulators/pty.ts';
import { parseCard } from '../../../shared/id-card/card.ts';
import { answerFrame } from '../../shared/id-card/sdt-kit.ts';
import { readData, RESIDENT, textBlock } from '../../shared/id-card/card-kit.ts';
import { setting, watch } from './readers-kit.ts';

const folder = mkdtempSync(join(tmpdir(), 'sentinel-port-'));
const opened: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close();
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function pty(hear: (bytes: Uint8Array) => void = () => undefined): Pty {
  const it = openPty(hear);
  opened.push(() => {
    it.close();
  });
  return it;
}

const deaf = { hear: () => undefined, gone: () => undefined };

test('a port is ours alone: the next to open it is told that it is busy', async () => {
  const { path } = pty();
  const first = await openPort(path, 9600, deaf);
  expect(first.ok).toBe(true);
  expect(await openPort(path, 9600, deaf)).toEqual({ ok: false, fault: 'busy' });
  if (first.ok) await first.value.close();
  const next = await openPort(path, 9600, deaf);
  expect(next.ok).toBe(true);
  if (next.ok) await next.value.close();
});

test('what is no port, or not there, is not connected', async () => {
  const file = join(folder, 'file');
  writeFileSync(file, 'not a port');
  for (const path of [join(folder, 'nothing'), file, '/dev/null']) {
    expect(await openPort(path, 9600, deaf)).toEqual({ ok: false, fault: 'not-connected' });
  }
});

test('bytes pass as they are in both ways, and rates and bytes in their order', async () => {
  const all = Uint8Array.from({ length: 256 }, (_, i) => i);
  const written: Uint8Array[] = [];
  const heard: Uint8Array[] = [];
  const it = pty((bytes) => written.push(bytes));
  const port = await openPort(it.path, 9600, { ...deaf, hear: (bytes) => heard.push(bytes) });
  if (!port.ok) throw new Error(port.fault);
  opened.push(port.value.close);
  await it.write(all);
  await expect.poll(() => Buffer.concat(heard)).toEqual(Buffer.from(all));
  port.value.setRate(115_200);
  port.value.write(all);
  port.value.setRate(9600);
  port.value.write(Uint8Array.of(1));
  await expect.poll(() => Buffer.concat(written)).toEqual(Buffer.from([...all, 1]));
});

test('it says once that it is gone, and what is written then is lost and nothing more', async () => {
  const it = pty();
  let times = 0;
  const port = await openPort(it.path, 9600, { ...deaf, gone: () => (times += 1) });
  if (!port.ok) throw new Error(port.fault);
  it.close();
  port.value.write(Uint8Array.of(1, 2, 3));
  await expect.poll(() => times).toBe(1);
  port.value.write(Uint8Array.of(1, 2, 3));
  port.value.setRate(115_200);
  await port.value.close();
  await port.value.close();
  expect(times).toBe(1);
});

test('a link that leads elsewhere by now is followed, although the old port is there still', async () => {
  const [one, other] = [pty(), pty()];
  const link = join(folder, 'link');
  symlinkSync(one.path, link);
  const codes: string[] = [];
  const identity = { path: link, vendorId: null, productId: null, serialNumber: null, usbPort: null };
  const states: string[] = [];
  const kept = keepOpen(
    { port: identity, rate: 9600 },
    makeScannerDriver(9600),
    {
      failed: (error) => states.push(String(error)),
      tell: (state) => states.push(state),
      act: (action) => action.kind === 'present' && action.what.kind === 'code' && codes.push(action.what.text),
    },
    SYSTEM_TIMING,
  );
  opened.push(kept.close);
  await expect.poll(() => states).toEqual(['ready']);
  rmSync(link);
  symlinkSync(other.path, link);
  await expect.poll(() => states, { timeout: 2000 }).toEqual(['ready', 'not-connected', 'ready']);
  await other.write(Buffer.from('HC1:ABC\r'));
  await expect.poll(() => codes).toEqual(['HC1:ABC']);
});

describe('a card reader on a bad line', () => {
  const answers: Readonly<Record<string, Uint8Array>> = {
    '11ff': answerFrame(0x90, new Uint8Array(0)),
    '12ff': answerFrame(0x90, new Uint8Array(16)),
    '2001': answerFrame(0x9f, new Uint8Array(4)),
    '2002': answerFrame(0x90, new Uint8Array(8)),
    '3001': answerFrame(0x90, readData(textBlock(RESIDENT))),
  };

  /** Says what it must, as `send` sends it; the card lies there from the start. */
  function cardReader(send: (it: Pty, answer: Uint8Array) => Promise<unknown>): Pty {
    let isRead = false;
    let sending = Promise.resolve<unknown>(undefined);
    const it = pty((bytes) => {
      const asked = Buffer.from(bytes.subarray(7, 9)).toString('hex');
      const answer = asked === '2001' && isRead ? answerFrame(0x80, new Uint8Array(0)) : answers[asked];
      isRead ||= asked === '3001';
      if (answer !== undefined) sending = sending.then(() => send(it, answer));
    });
    return it;
  }

  test.each<[string, (it: Pty, answer: Uint8Array) => Promise<unknown>]>([
    [
      'byte by byte',
      async (it, answer) => {
        for (const byte of answer) await it.write(Uint8Array.of(byte));
      },
    ],
    ['with a 00 after the first AA', (it, answer) => it.write(Buffer.from([0xaa, 0, ...answer.subarray(1)]))],
    ['each answer twice in one piece', (it, answer) => it.write(Buffer.concat([answer, answer]))],
    [
      'behind 1 MB of garbage with beginnings of frames in it',
      (it, answer) => {
        const garbage = Buffer.alloc(
          answer.length > 1000 ? 1_000_000 : 100,
          'AA-AAAA\xaa\xaa\xaa\x96\x69\x00',
          'latin1',
        );
        return it.write(Buffer.concat([garbage, answer]));
      },
    ],
    [
      'behind frames with a wrong check byte, and with lengths below and above what there is',
      (it, answer) => {
        const wrong = Buffer.from(answer);
        wrong[wrong.length - 1] = (wrong.at(-1) ?? 0) ^ 1;
        const lengths = Buffer.from('aaaaaa966900030090aaaaaa96690a0000', 'hex');
        return it.write(Buffer.concat([wrong, lengths, answer]));
      },
    ],
  ])('is read, %s', async (_case, send) => {
    const it = watch([setting(cardReader(send).path, { role: 'id-card' })]);
    opened.push(it.readers.close);
    await it.until(() => it.presented.length > 0);
    const expected = parseCard(readData(textBlock(RESIDENT)), 'read');
    expect(it.presented[0]?.what).toMatchObject({ kind: 'card', card: expected.ok && expected.value.card });
    expect(it.failures).toEqual([]);
  });
});

const SENTINEL = join(import.meta.dirname, '../../../scripts/sentinel.mjs');
const isRoot = process.getuid?.() === 0;

/** As root nothing is denied: another user is asked, where there is a tool for that and our folder is not closed to others. */
function canAsk(): boolean {
  if (process.platform !== 'linux') return false;
  return !isRoot || (existsSync('/usr/bin/setpriv') && isOpenToOthers(dirname(SENTINEL)));
}

function isOpenToOthers(path: string): boolean {
  return (statSync(path).mode & 0o005) === 0o005 && (dirname(path) === path || isOpenToOthers(dirname(path)));
}

test.runIf(canAsk())('a port that this user may not open is denied, with the sentence that helps', async () => {
  const { path } = pty();
  chmodSync(path, isRoot ? 0o600 : 0o000);
  const command = [process.execPath, SENTINEL, 'reader', '--port', path];
  const args = isRoot ? ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups', ...command] : command;
  const child = spawn(args[0] ?? '', args.slice(1), { stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = once(child, 'close').then(([code]) => code as number);
  const [out, err, exit] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  expect({ out, exit }).toEqual({ out: '{"event":"state","state":"denied"}\n', exit: 1 });
  expect(err).toMatch(/sudo usermod -aG \w+ \S+, then log in again/u);
});
