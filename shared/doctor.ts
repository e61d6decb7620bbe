import type { Language } from './verdict.ts';

/** What is looked at, in the order in which it is told. */
export const CHECKS = [
  'version',
  'keys',
  'journal',
  'set-aside',
  'hub',
  'rules',
  'clock',
  'settings',
  'guards',
  'readers',
  'camera',
  'sound',
  'disk',
  'encryption',
  'swap',
  'user',
  'autostart',
  'sandbox',
  'time-sync',
] as const;
export type Check = (typeof CHECKS)[number];

/** What one look at a kiosk has found. */
export interface Finding {
  readonly check: Check;
  /** `amber`: the kiosk does its work, and somebody should see to it. `red`: it does not, or not all of it. */
  readonly level: 'green' | 'amber' | 'red';
  /** How it is, and what mends it. */
  readonly sentence: Readonly<Record<Language, string>>;
}

export function finding(check: Check, level: Finding['level'], zh: string, en: string): Finding {
  return { check, level, sentence: { 'zh-CN': zh, en } };
}
