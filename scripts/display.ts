import { spawn, type ChildProcess } from 'node:child_process';
import { connect, type NetConnectOpts } from 'node:net';
import { resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { Trouble } from './door.ts';

/** A virtual display that lives until `stop`. */
export interface Display {
  /** What belongs in `DISPLAY`, such as `:99`. */
  readonly name: string;
  stop(): void;
}

const SIZE = '1920x1080x24';
const START_MS = 15_000;

/** A display on another machine that has not answered by then is as good as none. */
const ANSWER_MS = 3000;

/** Tells whether there is a screen that takes connections: a name alone may be left over from a session that ended. */
export async function hasDisplay(env: NodeJS.ProcessEnv = process.env): Promise<boolean> {
  if (process.platform !== 'linux') return true;
  const answers = await Promise.all([...waylandSockets(env), ...x11Sockets(env['DISPLAY'] ?? '')].map(isAnswering));
  return answers.includes(true);
}

function waylandSockets({
  WAYLAND_DISPLAY: name = '',
  XDG_RUNTIME_DIR: folder = '',
}: NodeJS.ProcessEnv): NetConnectOpts[] {
  return name === '' ? [] : [{ path: resolve(folder, name) }];
}

/** `:N` is a local socket, by path or (Linux) in the abstract namespace; `host:N` is TCP port 6000 + N. @see X(7) */
function x11Sockets(display: string): NetConnectOpts[] {
  const match = /^(?:[a-z]+\/)?([^:]*):(\d{1,5})(?:\.\d+)?$/u.exec(display);
  if (match === null) return [];
  const [, host = '', number = ''] = match;
  const path = `/tmp/.X11-unix/X${number}`;
  return host === '' || host === 'unix' ? [{ path }, { path: `\0${path}` }] : [{ host, port: 6000 + Number(number) }];
}

function isAnswering(at: NetConnectOpts): Promise<boolean> {
  return new Promise((answer) => {
    const socket = connect(at);
    const settle = (isThere: boolean) => (): void => {
      socket.destroy();
      answer(isThere);
    };
    socket.setTimeout(ANSWER_MS, settle(false));
    socket.once('connect', settle(true));
    socket.once('error', settle(false));
  });
}

/**
 * Starts Xvfb on a number that is free, which Xvfb picks itself, and waits until it takes connections.
 *
 * @param framebufferIn a folder in which it keeps what it shows, as the file `Xvfb_screen0`
 */
export async function startDisplay(framebufferIn?: string): Promise<Display> {
  const kept = framebufferIn === undefined ? [] : ['-fbdir', framebufferIn];
  const child = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', SIZE, '-nolisten', 'tcp', ...kept], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  const number = await displayNumber(child);
  const stop = (): void => {
    child.kill();
  };
  process.once('exit', stop);
  return { name: `:${number}`, stop };
}

function displayNumber(child: ChildProcess): Promise<string> {
  return new Promise((settle, reject) => {
    const fail = (reason: string) => (): void => {
      child.kill();
      reject(new Trouble(`The virtual display did not start (${reason}).`));
    };
    const timer = setTimeout(fail('no answer'), START_MS);
    child.once('error', fail('Xvfb is not installed'));
    child.once('exit', fail('Xvfb ended'));
    (child.stdio[3] as Readable).once('data', (chunk: Buffer) => {
      clearTimeout(timer);
      child.removeAllListeners('exit');
      settle(chunk.toString().trim());
    });
  });
}
