import type { ReactElement, ReactNode } from 'react';

interface Props {
  /** What it is, to who hears it. */
  readonly label: string;
  readonly children: ReactNode;
}

/** A table that may be wider than a telephone: it is moved, by the keyboard too, and the page is not. */
export function Wide({ label, children }: Props): ReactElement {
  return (
    <div className="wide" role="group" aria-label={label} tabIndex={0}>
      {children}
    </div>
  );
}
