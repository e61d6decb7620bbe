import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { freshFolder } from '../electron/folders.ts';

const WATCH = join(import.meta.dirname, '../../scripts/package/debian/life-watch');

/** Looks without a pause where it is given less than twelve seconds. */
function watch(file: string, seconds: number): void {
  const watching = spawn('sh', [WATCH, file, String(seconds)], { stdio: 'ignore' });
  onTestFinished(() => void watching.kill());
}

test.skipIf(process.platform === 'win32')(
  'whose sign of life stands still is killed (needs a POSIX shell)',
  async () => {
    const hung = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
    const ended = once(hung, 'exit');
    const file = join(freshFolder(), 'life-sign');
    watch(file, 1);
    await delay(300);
    expect(hung.exitCode ?? hung.signalCode, 'without a sign nobody is killed').toBe(null);
    writeFileSync(file, `${hung.pid} 1`);
    expect(await ended).toEqual([null, 'SIGKILL']);
  },
);

test.skipIf(process.platform === 'win32')(
  'whose sign changes now and then is not (needs a POSIX shell)',
  async () => {
    const lives = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
    onTestFinished(() => void lives.kill());
    const file = join(freshFolder(), 'life-sign');
    watch(file, 12);
    for (let said = 1; said <= 3; said += 1) {
      writeFileSync(file, `${lives.pid} ${said}`);
      await delay(5500);
    }
    expect(lives.exitCode ?? lives.signalCode).toBe(null);
  },
  30_000,
);
