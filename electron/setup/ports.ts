import type { DeviceSetting, GateSetting, PortIdentity } from '../../shared/device/device.ts';
import type { PortFound } from '../../shared/setup.ts';
import { detect, type Detected } from '../readers/detect.ts';
import { findPort, listPorts, type SeenPort } from '../readers/ports.ts';

/** Ports are looked at by these; tests have others. */
export interface Looks {
  readonly list: () => Promise<readonly SeenPort[]>;
  /** @param failed a bug of ours, or the system's trouble */
  readonly detect: (port: PortIdentity, failed: (error: unknown) => void) => Promise<Detected>;
}

const SYSTEM: Looks = { list: () => listPorts(), detect };

/**
 * The ports beside the kiosk that nothing is set up on, and what answers there; some seconds. The gate's is none of them:
 * nobody knows what its board takes a question for.
 *
 * @param failed is told of what went wrong with a port, which is then said not to answer
 */
export async function findReaders(
  devices: readonly DeviceSetting[],
  gate: GateSetting | null,
  failed: (error: unknown) => void,
  looks: Looks = SYSTEM,
): Promise<readonly PortFound[]> {
  const ports = await looks.list();
  const board = gate !== null && 'port' in gate.board ? [gate.board.port] : [];
  const taken = new Set([...devices.map(({ port }) => port), ...board].map((port) => findPort(port, ports)));
  const free = ports.filter(({ path }) => !taken.has(path));
  // All at once: each takes its time.
  return Promise.all(
    free.map(async (port) => {
      const { state, found } = await looks.detect(port, failed);
      return { path: port.path, product: port.product, state, answers: found };
    }),
  );
}
