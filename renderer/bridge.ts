import type { Bridge } from '../shared/contract.ts';

declare global {
  interface Window {
    /** Put there by the preload script before any of our code runs. */
    readonly sentinel: Bridge;
  }
}

export const bridge: Bridge = window.sentinel;
