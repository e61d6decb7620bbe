import { createContext, type ReactNode } from 'react';

/** What every page laid over the screen says beside its title, because it covers where the screen says it; `null`: nothing. */
export const SheetMark = createContext<ReactNode>(null);
