import type { Bridge, Calls } from '../../shared/contract.ts';
import { CHECK_INS, DIAGNOSTICS, PAST } from './samples.ts';

/** What there is to look at. */
const ANSWERS = {
  'past:read': PAST,
  'check-ins:read': CHECK_INS,
  ...DIAGNOSTICS,
  'decision:by-hand': { fault: 'pin-wrong', waitSeconds: 300 },
} as const satisfies { readonly [C in keyof Calls]?: Calls[C]['reply'] };

const isAnswered = (name: keyof Calls): name is keyof typeof ANSWERS => name in ANSWERS;

/** Nobody is behind this page: what else it asks is not answered. */
const nobody: Bridge = {
  call: (name) => (isAnswered(name) ? Promise.resolve(ANSWERS[name] as never) : new Promise(() => undefined)),
  on: () => () => undefined,
};

Object.defineProperty(window, 'sentinel', { value: nobody });
