import { use, type ReactElement, type ReactNode } from 'react';
import { HandOf } from './hand.ts';

/** A part of the design system, under its name. */
export function Section({ title, children }: { title: string; children: ReactNode }): ReactElement {
  return (
    <section className="design__section">
      <h2 lang="en">{title}</h2>
      <div className="design__row">{children}</div>
    </section>
  );
}

/** One component in one state, with what it is called. */
export function Show({ name, children }: { name: string; children: ReactNode }): ReactElement {
  return (
    <figure className="design__show" data-shows={name}>
      {children}
      <figcaption lang="en">{name}</figcaption>
    </figure>
  );
}

/** What fills a whole screen, at a part of its size; it takes no key and no touch. */
export function Screen({ name, children }: { name: string; children: ReactNode }): ReactElement {
  const hand = use(HandOf);
  return (
    <Show name={name}>
      <div className="design__frame">
        <div className="design__screen kiosk" data-hand={hand} data-gate="none" inert>
          {children}
        </div>
      </div>
    </Show>
  );
}
