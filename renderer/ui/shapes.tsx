import type { ReactElement } from 'react';
import type { DeviceRole } from '../../shared/device/device.ts';
import type { Needed } from '../../shared/present.ts';
import type { Shape } from '../../shared/verdict.ts';

const SIGNS: Record<Shape, ReactElement> = {
  tick: <path d="M14 54 40 79 87 24" strokeWidth="17" />,
  hand: (
    <>
      <path d="M33 58V27M47 52V17M61 52V20M75 58V31" strokeWidth="11" />
      <path d="M35 74 18 54" strokeWidth="11" />
      <path d="M27.500 50h53v18c0 16-9 25-25 25-12 0-19-5-25-15l-8-14z" fill="currentColor" stroke="none" />
    </>
  ),
  cross: <path d="M20 20 80 80M80 20 20 80" strokeWidth="19" />,
  question: (
    <>
      <path d="M29 34c0-13 9-21 21-21s22 8 22 20c0 16-21 17-21 33" strokeWidth="14" />
      <circle cx="51" cy="87" r="9" fill="currentColor" stroke="none" />
    </>
  ),
};

/** A verdict's outline, drawn in the colour of the text around it. Decorative: the words beside it say the same. */
export function Sign({ shape }: { shape: Shape }): ReactElement {
  return <Outline>{SIGNS[shape]}</Outline>;
}

/** @param strokeWidth where the lines do not each have their own */
function Outline({ strokeWidth, children }: { strokeWidth?: number; children: ReactElement }): ReactElement {
  return (
    <svg
      className="sign"
      viewBox="0 0 100 100"
      fill="none"
      stroke="currentColor"
      strokeWidth={strokeWidth}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      {children}
    </svg>
  );
}

/** Somebody else is being asked. */
export function Waiting(): ReactElement {
  return (
    <svg className="sign" viewBox="0 0 100 100" fill="currentColor" aria-hidden="true">
      <circle cx="16" cy="50" r="10" />
      <circle cx="50" cy="50" r="10" />
      <circle cx="84" cy="50" r="10" />
    </svg>
  );
}

const WANTED: Record<Needed, ReactElement> = {
  // A code's three corners, and a little of what is between them.
  code: <path d="M14 14h26v26H14zM60 14h26v26H60zM14 60h26v26H14zM60 60h12v12H60zM86 60v26H74" />,
  // A badge on its strap.
  pass: (
    <>
      <path d="M38 8l12 18 12-18M22 26h56v66H22z" />
      <circle cx="50" cy="50" r="9" fill="currentColor" stroke="none" />
      <path d="M34 76c3-12 29-12 32 0" />
    </>
  ),
  // A card with a face and lines.
  'id-card': (
    <>
      <path d="M8 22h84v56H8z" />
      <circle cx="32" cy="43" r="8" fill="currentColor" stroke="none" />
      <path d="M19 66c2-9 24-9 26 0M60 40h20M60 54h20" />
    </>
  ),
  // A thermometer with its bulb full.
  temperature: (
    <>
      <path d="M40 60V20a10 10 0 0 1 20 0v40a18 18 0 1 1-20 0z" />
      <circle cx="50" cy="74" r="8" fill="currentColor" stroke="none" />
      <path d="M50 66V34" />
    </>
  ),
};

/** What a visitor still has to present. Decorative: the words beside it say the same. */
export function Wanted({ what }: { what: Needed }): ReactElement {
  return <Outline strokeWidth={7}>{WANTED[what]}</Outline>;
}

export type IconName =
  | 'camera'
  | 'policy'
  | 'journal'
  | 'clock'
  | 'hub'
  | 'gear'
  | 'shield'
  | 'warning'
  | 'close'
  | 'tick'
  | 'gate-open'
  | 'hand'
  | 'erase'
  | 'muted'
  | 'lock'
  | 'lock-open'
  | 'leave'
  | DeviceRole;

const ICONS: Record<IconName, ReactElement> = {
  camera: (
    <>
      <path d="M3 7h4l2-3h6l2 3h4v13H3z" />
      <circle cx="12" cy="13" r="4" />
    </>
  ),
  policy: <path d="M6 3h9l4 4v14H6zM9 11h7M9 15h7M9 7h3" />,
  journal: <path d="M4 4h14a2 2 0 0 1 2 2v14H6a2 2 0 0 1-2-2zM8 4v16M12 9h4" />,
  clock: (
    <>
      <circle cx="12" cy="12" r="9" />
      <path d="M12 7v5l4 2" />
    </>
  ),
  hub: <path d="M7 18a4 4 0 0 1-.5-8 6 6 0 0 1 11.400 1.500A3.300 3.300 0 0 1 17.500 18M12 20v-7M9 15.500l3-3 3 3" />,
  gear: (
    <>
      <circle cx="12" cy="12" r="6.500" />
      <circle cx="12" cy="12" r="2" />
      <path d="M12 2v3.500M12 18.500V22M2 12h3.500M18.500 12H22M4.900 4.900l2.500 2.500M16.600 16.600l2.500 2.500M19.100 4.900l-2.500 2.500M7.400 16.600l-2.500 2.500" />
    </>
  ),
  shield: <path d="M12 2.500 20 6v6c0 5-3.500 8-8 9.500C7.500 20 4 17 4 12V6zM8.500 12l2.500 2.500 4.500-5" />,
  warning: <path d="M12 3 22.500 21h-21zM12 9.500v5M12 17.800v.2" />,
  close: <path d="M5 5 19 19M19 5 5 19" />,
  gate: <path d="M4 3v18M20 3v18M4 9h16M4 15h16" />,
  'gate-open': <path d="M4 3v18M20 3v18M4 9 8 4M20 9l-4-5M12 21V11M8.500 14.500 12 11l3.500 3.500" />,
  hand: (
    <path d="M8 13V6M11.500 12V3.500M15 12.500V5M18.500 14V8M8 16l-3.500-4M6 13.500c1 5 3 8 7 8 4 0 5.500-3 5.500-7.500" />
  ),
  muted: <path d="M3 9v6h4l6 5V4L7 9zM17 9.500l5 5M22 9.500l-5 5" />,
  lock: <path d="M5 11h14v10H5zM8 11V7a4 4 0 0 1 8 0v4M12 15v2.500" />,
  'lock-open': <path d="M5 11h14v10H5zM8 11V6.500a4 4 0 0 1 7.600-1.800M12 15v2.500" />,
  leave: <path d="M13 4H5v16h8M10 12h11M17 8l4 4-4 4" />,
  erase: <path d="M8 5h13v14H8L2 12zM11 9l6 6M17 9l-6 6" />,
  tick: <path d="M4 13 10 19 21 6" />,
  scanner: <path d="M4 8V4h4M16 4h4v4M20 16v4h-4M8 20H4v-4M3 12h18" />,
  'id-card': (
    <>
      <path d="M2 5h20v14H2zM13 10h6M13 14h6" />
      <circle cx="7.500" cy="12" r="2.500" />
    </>
  ),
  thermometer: <path d="M10 14V5a2 2 0 0 1 4 0v9a4 4 0 1 1-4 0z" />,
};

/** A small line drawing beside a word; never the only carrier of a meaning. */
export function Icon({ name }: { name: IconName }): ReactElement {
  return (
    <svg
      className="icon"
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="2"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      {ICONS[name]}
    </svg>
  );
}
