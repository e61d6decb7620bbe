import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { System } from '../../../electron/doctor/read-machine.ts';
import { repository, store } from '../policy/repository-kit.ts';

const RESOURCES = join(import.meta.dirname, '../../../resources');
const POLICY = JSON.parse(readFileSync(join(RESOURCES, 'policy', 'targets', 'policy.json'), 'utf8')) as object;

const utc = (seconds: number): string => new Date(seconds * 1000).toISOString().replace(/\.\d{3}/u, '');

/** Lays rules into a venue's folder that were confirmed so many seconds ago, under a root of its own. */
export function layRules(directory: string, { ageSeconds = 60, policy = {} } = {}): void {
  const now = Math.floor(Date.now() / 1000) - ageSeconds;
  const times = { issuedAt: utc(now - 3600), notAfter: utc(now + 90 * 86_400) };
  const written = Buffer.from(JSON.stringify({ ...POLICY, version: 3, ...times, trust: [], revoked: [], ...policy }));
  const files = repository({ policy: written, signedAt: utc(now), expires: utc(now + 7 * 86_400) });
  store(join(directory, 'policy'), files);
  writeFileSync(join(directory, 'root.json'), files['root.json']);
}

/** A file of the system's; `null` takes it away, `{ to }` is a link. */
export type Laid = string | null | { readonly to: string };

export function lay(root: string, files: Readonly<Record<string, Laid>>): void {
  for (const [name, what] of Object.entries(files)) {
    const path = join(root, name);
    rmSync(path, { recursive: true, force: true });
    if (what === null) continue;
    mkdirSync(dirname(path), { recursive: true });
    if (typeof what === 'string') writeFileSync(path, what);
    else symlinkSync(what.to, path);
  }
}

/** A machine as the handbook wants it: encrypted disk and swap, a unit, a camera, sound, a clock that is kept. */
export const HEALTHY: Readonly<Record<string, Laid>> = {
  'proc/self/mountinfo': '25 1 254:0 / / rw,relatime shared:1 - ext4 /dev/mapper/root rw\n',
  'run/systemd/units/invocation:digital-sentinel.service': { to: '0123abcd' },
  'proc/swaps': 'Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n/dev/dm-1 partition\t1000\t0\t-2\n',
  'proc/asound/cards': ' 0 [PCH            ]: HDA-Intel - HDA Intel PCH\n                      HDA Intel PCH at 0x1\n',
  'proc/sys/user/max_user_namespaces': '10000\n',
  'sys/devices/virtual/block/dm-0/dm/uuid': 'CRYPT-LUKS2-0123-root\n',
  'sys/devices/virtual/block/dm-1/dm/uuid': 'CRYPT-PLAIN-swap\n',
  'sys/dev/block/254:0': { to: '../../devices/virtual/block/dm-0' },
  'sys/class/block/dm-0': { to: '../../devices/virtual/block/dm-0' },
  'sys/class/block/dm-1': { to: '../../devices/virtual/block/dm-1' },
  'sys/class/video4linux/video0/name': 'Kiosk Camera\n',
  'dev/dm-1': '',
  'dev/video0': '',
  'dev/snd/pcmC0D0p': '',
  'etc/systemd/system/graphical.target.wants/digital-sentinel.service': { to: '/usr/lib/systemd/system/none' },
};

/** @param uid whose the kiosk's folder is, and who looks */
export function systemIn(root: string, more: Partial<System> = {}): System {
  return {
    isLinux: true,
    root,
    uid: 999,
    ownerOf: () => 999,
    user: 'digital-sentinel',
    home: '/var/lib/digital-sentinel',
    program: '/nowhere',
    invocation: '0123abcd',
    timeSync: () => Promise.resolve('yes'),
    ...more,
  };
}
