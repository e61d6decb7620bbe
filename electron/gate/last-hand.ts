import { spawn } from 'node:child_process';

/** A process of its own that puts the gate as it fails where ours has ended without doing so: killed, or crashed. */
export interface LastHand {
  /** What the board is to hear then, from now on. */
  readonly will: (frame: Uint8Array) => void;
  readonly isThere: () => boolean;
  /** It is not needed any more; settles when it has let go of the port. */
  readonly release: () => Promise<void>;
}

/**
 * Its standard input ends with our process, whatever ends that. A line is a frame in octal escapes, the last one is said; an
 * empty one says nothing. Three times: the first may meet half a frame of ours. What ends a session or a service is for us.
 */
const SCRIPT = `trap '' HUP INT TERM
will=
while IFS= read -r line; do will=$line; done
[ -n "$will" ] || exit 0
for time in 1 2 3; do
  printf "$will" >&3
  sleep 0.2
done`;

/**
 * @param fd of the open port, which the process shares: nothing is to be opened or set when it comes to that
 * @param failed it could not be started
 * @returns `null` on systems without a POSIX shell
 */
export function lendHand(fd: number, failed: (error: unknown) => void): LastHand | null {
  if (process.platform === 'win32') return null;
  const child = spawn('/bin/sh', ['-c', SCRIPT], {
    // A session of its own, so that a signal to our group does not reach it.
    detached: true,
    env: { PATH: '/usr/bin:/bin' },
    stdio: ['pipe', 'ignore', 'ignore', fd],
  });
  const { stdin } = child;
  let isThere = true;
  let said = '';
  const ended = new Promise<void>((resolve) => {
    const end = (): void => {
      isThere = false;
      resolve();
    };
    child.once('exit', end).once('error', (error) => {
      failed(error);
      end();
    });
  });
  // It may be gone before it has read.
  stdin?.on('error', () => undefined);
  child.unref();
  return {
    will(frame) {
      const line = Array.from(frame, (byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('');
      if (line !== said) stdin?.write(`${line}\n`);
      said = line;
    },
    isThere: () => isThere,
    release() {
      stdin?.end('\n');
      return ended;
    },
  };
}
