import type { ReactElement } from 'react';
import type { ConsoleFault } from '../../../shared/console/calls.ts';
import { Failed } from '../asked.tsx';

interface Props {
  /** `null`: nothing has failed. */
  readonly fault: ConsoleFault | null;
  /** What is said where the one thing that was asked for is wrong. */
  readonly ifWrong: string;
}

/** Why something that asks for a secret was not done. */
export function Refused({ fault, ifWrong }: Props): ReactElement | null {
  if (fault === null) return null;
  if (fault !== 'sign-in-wrong') return <Failed fault={fault} />;
  return (
    <p role="alert" className="fault">
      {ifWrong}
    </p>
  );
}
