import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import type { DeviceSetting, DeviceStatus, GateSetting, PortIdentity } from '../../shared/device/device.ts';
import { groupOf } from '../readers/permission.ts';
import { findPort, listPorts } from '../readers/ports.ts';
import type { CameraReading, DeviceFile, ReaderReading, SoundReading } from './beside.ts';
import { names, read } from './read-disk.ts';
import type { System } from './read-machine.ts';

/** @param statuses as the running app has them; `null`: no app was asked */
export async function readReaders(
  devices: readonly DeviceSetting[],
  gate: GateSetting | null,
  statuses: readonly DeviceStatus[] | null,
  { root }: System,
): Promise<ReaderReading[]> {
  const ports = await listPorts(join(root, 'sys/class/tty'));
  const wanted: (Pick<ReaderReading, 'id' | 'role'> & { readonly port: PortIdentity })[] = [
    ...devices,
    ...(gate === null || gate.board.driver === 'http'
      ? []
      : [{ id: 'gate', role: 'gate' as const, port: gate.board.port }]),
  ];
  return Promise.all(
    wanted.map(async ({ id, role, port }) => {
      const path = findPort(port, ports);
      return {
        ...{ id, role },
        port: path === null ? null : await deviceFile(root, path, 'dialout'),
        state: statuses?.find((one) => (role === 'gate' ? one.role === role : one.id === id))?.state ?? null,
      };
    }),
  );
}

/** What the system calls cameras, a device's second file among them. */
export async function readCameras({ isLinux, root }: System): Promise<CameraReading['files']> {
  if (!isLinux) return null;
  const folder = 'sys/class/video4linux';
  const found = await Promise.all(
    names(join(root, folder)).map(async (name) => {
      const file = await deviceFile(root, `/dev/${name}`, 'video');
      return file === null ? null : { ...file, name: read(root, `${folder}/${name}/name`) ?? name };
    }),
  );
  return found.filter((one) => one !== null);
}

export async function readSound({ isLinux, root }: System, isMuted: boolean): Promise<SoundReading> {
  if (!isLinux) return { cards: null, output: null, isMuted };
  const lines = (read(root, 'proc/asound/cards') ?? '').split('\n');
  const cards = lines.flatMap((line) => /^\s*\d+ \[.*\]: (.+)$/u.exec(line)?.[1] ?? []);
  const [output] = names(join(root, 'dev/snd')).filter((name) => /^pcmC\d+D\d+p$/u.test(name));
  return {
    cards,
    output: output === undefined ? null : await deviceFile(root, `/dev/snd/${output}`, 'audio'),
    isMuted,
  };
}

/** @param usual the group that may on Debian @returns `null`: not there */
async function deviceFile(root: string, path: string, usual: string): Promise<DeviceFile | null> {
  const file = join(root, path);
  if (!(await may(file, constants.F_OK))) return null;
  const mayOpen = await may(file, constants.R_OK | constants.W_OK);
  return { path, mayOpen, group: mayOpen ? usual : await groupOf(file, usual) };
}

async function may(file: string, mode: number): Promise<boolean> {
  try {
    await access(file, mode);
    return true;
  } catch {
    // Whatever the reason.
    return false;
  }
}
