import type { ReactElement } from 'react';
import type { Needed } from '../../shared/present.ts';
import type { Emblem, Shape, Sound } from '../../shared/verdict.ts';
import { EmblemSign, Parts, Seal } from '../ui/emblems.tsx';
import { Qr } from '../ui/qr.tsx';
import { Icon, Sign, Waiting, Wanted, type IconName } from '../ui/shapes.tsx';
import { openSpeaker, SOUNDS } from '../ui/sound.ts';
import { Section, Show } from './show.tsx';

// Each of these names all there are: one more does not compile until it is shown here.
const SHAPES: Readonly<Record<Shape, string>> = {
  tick: 'admit',
  hand: 'refer',
  cross: 'refuse',
  question: 'no health code',
};
const EMBLEMS: Readonly<Record<Emblem, string>> = {
  expired: 'the code is too old',
  forged: 'signed by nobody',
  revoked: 'taken back',
  'issuer-unknown': 'signed by somebody unknown',
  unreadable: 'cannot be read',
};
const NEEDED: Readonly<Record<Needed, string>> = {
  code: 'a health code',
  pass: 'a pass',
  'id-card': 'an ID card',
  temperature: 'a temperature',
};
const ICONS: Readonly<Record<IconName, string>> = {
  camera: 'camera',
  policy: 'rules',
  journal: 'journal',
  clock: 'clock',
  hub: 'hub',
  gear: 'settings',
  shield: 'privacy',
  warning: 'something is wrong',
  close: 'close',
  tick: 'chosen',
  gate: 'gate',
  'gate-open': 'gate held open',
  hand: 'by hand',
  lock: 'for guards, locked',
  'lock-open': 'open to a guard',
  leave: 'ends the app',
  erase: 'erase a digit',
  muted: 'no sound',
  scanner: 'scanner',
  'id-card': 'card reader',
  thermometer: 'thermometer',
};

const speaker = openSpeaker(() => undefined);

/** Everything that is drawn, and the four sounds. */
export function Drawings(): ReactElement {
  return (
    <>
      <Section title="Signs: what a verdict, or what is underway, looks like">
        {entries(SHAPES).map(([shape, means]) => (
          <Show key={shape} name={`${shape}: ${means}`}>
            <span className="design__sign">
              <Sign shape={shape} />
            </span>
          </Show>
        ))}
        <Show name="waiting: somebody is asked">
          <span className="design__sign">
            <Waiting />
          </span>
        </Show>
        {entries(NEEDED).map(([what, means]) => (
          <Show key={what} name={`wanted: ${means}`}>
            <span className="design__sign">
              <Wanted what={what} />
            </span>
          </Show>
        ))}
        <Show name="parts of a code">
          <Parts have={1} of={3} />
        </Show>
      </Section>
      <Section title="Emblems and seals: what is wrong with a code, and whose it is">
        {entries(EMBLEMS).map(([emblem, means]) => (
          <Show key={emblem} name={`${emblem}: ${means}`}>
            <EmblemSign emblem={emblem} />
          </Show>
        ))}
        {['沪', 'EU', 'SHC'].map((letters) => (
          <Show key={letters} name={`seal ${letters}`}>
            <span className="design__seal">
              <Seal letters={letters} />
            </span>
          </Show>
        ))}
        <Show name="a code for a visitor’s phone">
          <Qr text="geo:31.23250,121.47180" label="QR" />
        </Show>
      </Section>
      <Section title="Icons: beside a word, never alone with a meaning">
        {entries(ICONS).map(([name, means]) => (
          <Show key={name} name={`${name}: ${means}`}>
            <Icon name={name} />
          </Show>
        ))}
      </Section>
      <Section title="Sounds">
        {entries(SOUNDS).map(([sound]) => (
          <Show key={sound} name={`sound ${sound}`}>
            <button
              type="button"
              className="button"
              lang="en"
              onClick={() => {
                speaker.play({ sound, clips: [], loudness: 0.32 });
              }}
            >
              {sound satisfies Sound}
            </button>
          </Show>
        ))}
      </Section>
    </>
  );
}

function entries<K extends string, V>(all: Readonly<Record<K, V>>): [K, V][] {
  return Object.entries(all) as [K, V][];
}
