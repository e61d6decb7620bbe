import { rmSync, writeFileSync } from 'node:fs';

/** Who watches ends an app whose sign has stood still for three of them. */
const SAYS_EVERY_MS = 20_000;

/**
 * Says again and again that the main process lives, in a file that whoever has started the app looks at: its process id and a
 * number, such as `4711 12`. One that hangs is ended and started anew by it, which nothing in the app could do.
 *
 * Not sd_notify(3): systemd takes a session's process, which the kiosk is, for another unit than its own.
 *
 * @param file `undefined`: nobody looks
 */
export function keepLifeSign(file: string | undefined): void {
  if (file === undefined) return;
  let said = 0;
  const say = (): void => {
    said += 1;
    try {
      writeFileSync(file, `${process.pid} ${said}`);
    } catch {
      // One that stands still would be taken for a hung app; where there is none, nobody is ended.
      rmSync(file, { force: true });
    }
  };
  say();
  setInterval(say, SAYS_EVERY_MS);
}
