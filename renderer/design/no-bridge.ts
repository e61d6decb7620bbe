import type { Bridge, Calls } from '../../shared/contract.ts';
import { DIAGNOSTICS, PAST } from './samples.ts';

const ANSWERS: Partial<Record<keyof Calls, unknown>> = { 'past:read': PAST, ...DIAGNOSTICS };

/** Nobody is behind this page: what it asks is not answered, but for what there is to look at. */
const nobody: Bridge = {
  call: (name) =>
    Object.hasOwn(ANSWERS, name) ? Promise.resolve(ANSWERS[name] as never) : new Promise(() => undefined),
  on: () => () => undefined,
};

Object.defineProperty(window, 'sentinel', { value: nobody });
