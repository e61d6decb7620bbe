import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { hasDisplay } from '../../scripts/display.ts';

let folder: string;
let server: Server | null = null;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sentinel-display-'));
});

afterEach(async () => {
  server?.close();
  server = null;
  await rm(folder, { recursive: true, force: true });
});

function listen(at: string | number): Promise<void> {
  return new Promise((resolve) => {
    server = createServer().listen(at, resolve);
  });
}

test.skipIf(process.platform !== 'linux')('a screen is there only when something answers at its name', async () => {
  expect(await hasDisplay({})).toBe(false);
  expect(await hasDisplay({ DISPLAY: '' })).toBe(false);
  expect(await hasDisplay({ DISPLAY: ':64999' })).toBe(false);
  expect(await hasDisplay({ DISPLAY: 'no display' })).toBe(false);
  expect(await hasDisplay({ WAYLAND_DISPLAY: 'wayland-0', XDG_RUNTIME_DIR: folder })).toBe(false);
  await listen(join(folder, 'wayland-0'));
  expect(await hasDisplay({ WAYLAND_DISPLAY: 'wayland-0', XDG_RUNTIME_DIR: folder })).toBe(true);
});

test.skipIf(process.platform !== 'linux')('a screen on another host is asked by TCP', async () => {
  await listen(6000 + 731);
  expect(await hasDisplay({ DISPLAY: 'localhost:731.0' })).toBe(true);
  expect(await hasDisplay({ DISPLAY: 'localhost:732.0' })).toBe(false);
});

test.skipIf(process.platform !== 'linux')('a local X server may listen in the abstract namespace', async () => {
  await listen('\0/tmp/.X11-unix/X64731');
  expect(await hasDisplay({ DISPLAY: ':64731' })).toBe(true);
});
