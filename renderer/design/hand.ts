import { createContext } from 'react';
import type { Settings } from '../../shared/contract.ts';

/** The hand that the page is shown for. */
export const HandOf = createContext<Settings['hand']>('right');
