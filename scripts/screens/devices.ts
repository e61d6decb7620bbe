import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { addDevice } from '../../tests/journeys/devices.ts';
import { withGate } from '../../tests/journeys/gate.ts';
import { writeFilm } from '../../tests/journeys/film.ts';
import { isSeen, launchKiosk, type Kiosk } from '../../tests/journeys/kiosk.ts';
import { NOW } from '../../tests/journeys/now.ts';
import { openTestOffice } from '../../tests/journeys/office.ts';
import { manyTexts } from '../../tests/journeys/visitors.ts';
import type { Simulated } from '../../tests/electron/simulators/simulated.ts';
import type { Meet } from './meet.ts';

const COOKBOOK = join(import.meta.dirname, '..', '..', 'docs', 'cookbook.json');
const VENUE = '三样齐全商场';

/** Rules under which everybody shows a code and a card, and is measured. */
function rules(): object {
  const { rules: all } = JSON.parse(readFileSync(COOKBOOK, 'utf8')) as { rules: Record<string, object> };
  const present = [['code'], ['id-card'], ['temperature']];
  const mall = { name: { 'zh-CN': VENUE, en: 'Mall' }, present, parameters: {}, rules: ['fever'] };
  return { rules: { fever: all['fever'] }, venueTypes: { mall } };
}

/** What stands beside the kiosk, and who is before it. */
interface Door {
  readonly kiosk: Kiosk;
  readonly reader: Simulated;
  readonly thermometer: Simulated;
  readonly gate: Simulated;
  /** Shows a code that was not shown before. */
  readonly show: () => Promise<void>;
}

interface State {
  readonly name: string;
  readonly reach: (door: Door) => Promise<void> | void;
  /** What is there once the state is reached. */
  readonly shows: string;
}

const reason = (code: string): string => `[data-reason="${code}"]`;
const problem = (name: string): string => `[data-problem="${name}"]`;

/** The card of whoever shows a code here, and others; all made up. */
const OWN = { name: '演小示', documentNumber: '11010519491231002X' };
const OTHERS = { name: '欧阳小明', documentNumber: '110105200205130036' };
const FOREIGN = { kind: 'foreigner-2023', name: '', englishName: 'MUSTER, ANNA', documentNumber: '911105199001010029' };

const lay = ({ reader }: Door, card: object): void => {
  reader.tell({ do: 'lift' });
  reader.tell({ do: 'lay', card });
};
const measure = ({ thermometer }: Door, celsius: number): void => {
  thermometer.tell({ do: 'measure', celsius });
};

/** In this order: each leaves the door as the next finds it. */
const STATES: readonly State[] = [
  { name: 'needs', reach: ({ show }) => show(), shows: reason('needs-id-card-temperature') },
  {
    name: 'needs-temperature',
    reach: (door) => {
      lay(door, OWN);
    },
    shows: reason('needs-temperature'),
  },
  {
    name: 'fever',
    reach: (door) => {
      measure(door, 37.6);
    },
    shows: reason('fever'),
  },
  {
    name: 'card-mismatch',
    async reach(door) {
      await door.show();
      lay(door, OTHERS);
    },
    shows: reason('card-mismatch'),
  },
  {
    name: 'card-not-compared',
    async reach(door) {
      await door.show();
      lay(door, FOREIGN);
      await door.kiosk.page.waitForSelector(reason('needs-temperature'));
      measure(door, 36.4);
    },
    shows: reason('card-not-compared'),
  },
  {
    name: 'lay-again',
    async reach(door) {
      const { reader } = door;
      reader.tell({ do: 'lift' });
      // A card that lies there in place of another, without a look between that finds none, may be the same one still.
      await reader.until('laid', { kind: FOREIGN.kind });
      await reader.until('lifted');
      for (let looks = 0; looks < 3; looks += 1) await reader.until('answered', { what: 'find', status: '80' });
      reader.tell({ do: 'fault', faults: ['leave-early'] });
      lay(door, OWN);
      await reader.until('fault');
      reader.tell({ do: 'fault', faults: [] });
    },
    shows: reason('card-left-early'),
  },
  {
    name: 'card-alone',
    reach: (door) => {
      lay(door, OWN);
    },
    shows: reason('card-without-status'),
  },
  {
    name: 'card-alone-gate-unplugged',
    reach: ({ gate }) => {
      gate.tell({ do: 'unplug' });
    },
    shows: '.outcome__notice',
  },
  {
    name: 'reader-not-authorised',
    async reach({ reader, gate, kiosk }) {
      gate.tell({ do: 'plug' });
      await kiosk.page.locator('.outcome__notice').waitFor({ state: 'detached' });
      await isSeen(kiosk.page);
      await kiosk.page.locator('.outcome__dismiss:not([data-action])').click();
      reader.tell({ do: 'sam', state: 'not-authorised' });
    },
    shows: '[data-device="id-card-1"][data-state="sam-not-authorised"]',
  },
  {
    name: 'reader-unplugged',
    reach: ({ reader }) => {
      reader.tell({ do: 'unplug' });
    },
    shows: '[data-device="id-card-1"][data-state="not-connected"]',
  },
  {
    name: 'gate-unplugged',
    reach: ({ gate }) => {
      gate.tell({ do: 'unplug' });
    },
    shows: problem('gate-not-connected'),
  },
  {
    name: 'gate-held-open',
    async reach({ gate, kiosk }) {
      gate.tell({ do: 'plug' });
      await kiosk.page.waitForSelector('.gate[data-gate-state="ready"]');
      // Until it is held, however long a busy machine takes for a second.
      await kiosk.page.locator('.gate__hold').hover();
      await kiosk.page.mouse.down();
      await kiosk.page.locator('.gate[data-held="true"]').waitFor();
      await kiosk.page.mouse.up();
    },
    shows: '.gate[data-held="true"]',
  },
];

/** More than come; all of the masked name of {@link OWN}. */
const VISITORS = 8;

/** Has a kiosk with a card reader, a thermometer and a gate meet what may happen with them. */
export async function meetDeviceStates(folder: string, window: string, meet: Meet): Promise<void> {
  const texts = await manyTexts(VISITORS);
  const office = await openTestOffice(join(folder, 'office'));
  office.publish(1, rules(), Date.parse(NOW) / 1000);
  const { profile, board: gate } = await withGate(folder);
  const beside = (role: 'id-card' | 'scanner' | 'thermometer', ...how: string[]): Promise<Simulated> =>
    addDevice({ profile, role, link: join(folder, role), how });
  const reader = await beside('id-card');
  const scanner = await beside('scanner', '--baud', '9600');
  const thermometer = await beside('thermometer', '--driver', 'ascii');
  const film = join(folder, 'film.mjpeg');
  await writeFilm(film, [{ codes: [], seconds: 1 }]);
  const kiosk = await launchKiosk(film, profile, {
    window,
    args: [`--policy=${office.url}`, `--policy-root=${office.rootPath}`],
  });
  await kiosk.page.waitForSelector('[data-device="id-card-1"][data-state="ready"]');
  await kiosk.page.waitForSelector('[data-device="thermometer-1"][data-state="ready"]');
  await kiosk.page.getByText(VENUE).waitFor();
  let shown = 0;
  const show = async (): Promise<void> => {
    const text = texts[shown];
    if (text === undefined) throw new Error('more visitors are wanted');
    shown += 1;
    scanner.tell({ text });
    await kiosk.page.waitForSelector(reason('needs-id-card-temperature'));
  };
  for (const { name, reach, shows } of STATES) {
    await reach({ kiosk, reader, thermometer, gate, show });
    await kiosk.page.waitForSelector(shows);
    await meet(name, kiosk);
  }
  await kiosk.app.close();
  office.close();
  await Promise.all([reader, scanner, thermometer, gate].map((device) => device.stop()));
}
