import { parseArgs } from 'node:util';
import { detect } from '../readers/detect.ts';
import { mayOpen, permissionSentence } from '../readers/permission.ts';
import { listPorts, type SeenPort } from '../readers/ports.ts';
import type { Command, World } from './command.ts';
import { writeLine } from './lines.ts';
import { EXIT } from './ndjson.ts';

const HELP = `sentinel ports [--probe] [PATH…]

Lists the serial ports, a line of JSON each: {"path","vendorId","productId","serialNumber","usbPort","product","state"}. A PATH that is
in no list, a link or a pseudo-terminal, is listed after them. "state" is "denied" where this user may not open the port.

  --probe   also asks each what it is, for some seconds: "answers" is {"role","baudRate","driver"}, or null where nobody
            answers. Scanners speak only when they scan: scan something meanwhile. "state" may then also be "busy"
`;

const options = { probe: { type: 'boolean', default: false } } as const;

export const ports: Command = {
  help: HELP,
  async run(args, world) {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
    const listed = await listPorts();
    const others = positionals.filter((path) => !listed.some((port) => port.path === path)).map(unlisted);
    // All at once: each takes its time.
    const looks = [...listed, ...others].map(async (port) => ({ port, ...(await look(port, values.probe)) }));
    for (const looking of looks) {
      const { port, ...found } = await looking;
      await writeLine(world.stdout, { ...port, ...found });
      await explain(port, found.state, world.say);
    }
    return EXIT.ok;
  },
};

function unlisted(path: string): SeenPort {
  return { path, vendorId: null, productId: null, serialNumber: null, usbPort: null, product: null };
}

async function look(port: SeenPort, isProbed: boolean): Promise<{ state: string; answers?: unknown }> {
  if (!isProbed) return { state: (await mayOpen(port.path)) ? 'ready' : 'denied' };
  let trouble: unknown;
  const { state, found } = await detect(port, (error) => {
    trouble = error;
  });
  if (trouble !== undefined) throw trouble instanceof Error ? trouble : new Error('the port failed');
  return { state, answers: found };
}

async function explain({ path }: SeenPort, state: string, say: World['say']): Promise<void> {
  if (state === 'denied') say(`sentinel ports: ${await permissionSentence(path)}`);
}
