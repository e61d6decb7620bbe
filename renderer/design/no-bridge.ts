import type { Bridge } from '../../shared/contract.ts';
import { PAST } from './samples.ts';

/** Nobody is behind this page: what it asks is not answered, but for what there is to look at. */
const nobody: Bridge = {
  call: (name) => (name === 'past:read' ? Promise.resolve(PAST as never) : new Promise(() => undefined)),
  on: () => () => undefined,
};

Object.defineProperty(window, 'sentinel', { value: nobody });
