import type { ReactElement } from 'react';
import type { Emblem } from '../../shared/verdict.ts';

/** Five ways in which a code can be wrong, each a picture of its own. */
const EMBLEMS: Record<Emblem, ReactElement> = {
  // An hourglass that has run out.
  expired: (
    <>
      <path d="M24 12h52M24 88h52M30 12c0 26 16 30 20 38-4 8-20 12-20 38M70 12c0 26-16 30-20 38 4 8 20 12 20 38" />
      <path d="M36 84c2-12 10-16 14-16s12 4 14 16z" fill="currentColor" />
    </>
  ),
  // A seal with a crack through it.
  forged: (
    <>
      <path d="M44 14a37 37 0 0 0-8 71M58 15a37 37 0 0 1 6 70" />
      <path d="M56 8 44 34l14 12-16 18 10 28" />
    </>
  ),
  // A document, struck out.
  revoked: (
    <>
      <path d="M26 10h34l16 16v64H26zM38 40h26M38 54h26" />
      <path d="M10 88 90 14" strokeWidth="11" />
    </>
  ),
  // A seal with nobody's name in it.
  'issuer-unknown': (
    <>
      <circle cx="50" cy="50" r="38" strokeDasharray="16 10" />
      <path d="M39 40c0-8 5-13 11-13s12 5 12 12c0 9-12 10-12 19" />
      <circle cx="50" cy="71" r="3" fill="currentColor" />
    </>
  ),
  // A QR code torn in two.
  unreadable: (
    <>
      <path d="M12 14h24v24H12zM12 62h24v24H12zM66 14h22v24H66z" />
      <path d="M52 6 46 28l10 14-10 16 10 14-6 22" />
      <path d="M70 56h16M70 72h6M82 86h6" />
    </>
  ),
};

/** What is wrong with the code itself. Decorative: the sentence beside it says the same. */
export function EmblemSign({ emblem }: { emblem: Emblem }): ReactElement {
  return (
    <svg
      className="emblem"
      data-emblem={emblem}
      viewBox="0 0 100 100"
      fill="none"
      stroke="currentColor"
      strokeWidth="7"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      {EMBLEMS[emblem]}
    </svg>
  );
}

/** The seal of whoever issued a code, with the letters they are known by. Decorative: the name stands beside it. */
export function Seal({ letters }: { letters: string }): ReactElement {
  return (
    <svg className="seal" viewBox="0 0 100 100" aria-hidden="true">
      <circle cx="50" cy="50" r="45" fill="none" stroke="currentColor" strokeWidth="6" />
      <text x="50" y="51" fontSize={letters.length > 2 ? 30 : 40} textAnchor="middle" dominantBaseline="central">
        {letters}
      </text>
    </svg>
  );
}

/** One field for each part of a code, filled when it has been read. Decorative: the words below say the same. */
export function Parts({ have, of }: { have: number; of: number }): ReactElement {
  return (
    <div className="pieces" aria-hidden="true">
      {Array.from({ length: of }, (_, i) => (
        <span key={i} className={i < have ? 'pieces__one pieces__one--read' : 'pieces__one'} />
      ))}
    </div>
  );
}
