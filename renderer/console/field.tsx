import type { ReactElement, ReactNode } from 'react';

interface Props {
  readonly label: string;
  /** What is to be known before it is filled in. */
  readonly says?: string;
  /** The control itself. */
  readonly children: ReactNode;
}

/** One thing that is asked for. */
export function Field({ label, says, children }: Props): ReactElement {
  return (
    <label className="field">
      <span>{label}</span>
      {children}
      {says !== undefined && <small>{says}</small>}
    </label>
  );
}
