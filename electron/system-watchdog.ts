import { spawn } from 'node:child_process';

/** A main process that has not said so for this long is hung: no kiosk stands still as long while it works. */
const HUNG_MS = 60_000;
/** One that is late, or is lost, is not the last. */
const SAYS_EVERY_MS = 20_000;

/** Says something to whoever has started the app, as sd_notify(3) has it. */
export type Notify = (states: readonly string[]) => void;

/**
 * Has the system end and start the app anew whose main process hangs, which nothing in it could do. Asked for here, and not by the
 * unit's WatchdogSec, because what comes before may take its time: a damaged journal is salvaged at the start.
 *
 * @param env without `NOTIFY_SOCKET` there is nobody to say it to
 */
export function keepSystemWatchdog(env: NodeJS.ProcessEnv, notify: Notify = byProgram): void {
  if (env['NOTIFY_SOCKET'] === undefined) return;
  notify([`WATCHDOG_USEC=${HUNG_MS * 1000}`, 'WATCHDOG=1']);
  setInterval(() => {
    notify(['WATCHDOG=1']);
  }, SAYS_EVERY_MS);
}

/** Node opens no datagram socket of a path. */
function byProgram(states: readonly string[]): void {
  const program = spawn('systemd-notify', states, { stdio: 'ignore' });
  // Without it the system has not heard of the watchdog either.
  program.on('error', () => undefined);
}
