import { useRef, useState } from 'react';
import type { Calls } from '../../shared/contract.ts';
import type { SetUpFault } from '../../shared/setup.ts';
import { bridge } from '../bridge.ts';

/** What it is enrolled by: the text of a ticket, a stick that has one, or what was typed. */
export type From = Calls['setup:enrol']['ask'] | 'stick' | Calls['setup:typed']['ask'];

export type Asked =
  | { readonly is: 'waiting' | 'other' | 'asking' }
  | { readonly is: 'enrolled'; readonly venue: string; readonly gate: string }
  | { readonly is: 'refused'; readonly fault: SetUpFault; readonly from: From };

/** How it stands with enrolling, and what asks for it. */
export interface Enrolling {
  readonly asked: Asked;
  readonly isBusy: boolean;
  readonly ask: (from: From) => void;
  /** A text was seen that is no ticket. */
  readonly sawOther: () => void;
  /** Whether a text is the one that was asked about last: one that is still held up is not asked about again by itself. */
  readonly isTried: (text: string) => boolean;
  /** Nothing is said any more of what was asked before, which may be asked again. */
  readonly forget: () => void;
}

export function useEnrolling(): Enrolling {
  const [asked, setAsked] = useState<Asked>({ is: 'waiting' });
  const tried = useRef<string | null>(null);
  const isBusy = asked.is === 'asking' || asked.is === 'enrolled';
  return {
    asked,
    isBusy,
    ask(from) {
      if (isBusy) return;
      if (from !== 'stick' && 'text' in from) tried.current = from.text;
      setAsked({ is: 'asking' });
      callFor(from).then(
        (answer) => {
          setAsked(answer.ok ? { is: 'enrolled', ...answer.value } : { is: 'refused', fault: answer.fault, from });
        },
        () => {
          setAsked({ is: 'refused', fault: 'not-written', from });
        },
      );
    },
    sawOther() {
      setAsked((before) => (before.is === 'waiting' ? { is: 'other' } : before));
    },
    isTried: (text) => text === tried.current,
    forget() {
      tried.current = null;
      setAsked({ is: 'waiting' });
    },
  };
}

function callFor(from: From): Promise<Calls['setup:enrol']['reply']> {
  if (from === 'stick') return bridge.call('setup:stick', null);
  return 'text' in from ? bridge.call('setup:enrol', from) : bridge.call('setup:typed', from);
}
