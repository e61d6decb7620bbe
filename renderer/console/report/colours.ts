import { rgb, type RGB } from '@cantoo/pdf-lib';
import type { Verdict } from '../../../shared/verdict.ts';

/** As on the screen by day (renderer/ui/tokens.css): paper is white. */
export const INK = rgb(0.063, 0.094, 0.122);
export const SOFT = rgb(0.267, 0.318, 0.361);
export const LINE = rgb(0.773, 0.808, 0.839);
export const SIGNALS: Readonly<Record<Verdict, RGB>> = {
  admit: rgb(0, 0.459, 0.29),
  refer: rgb(1, 0.776, 0.102),
  refuse: rgb(0.49, 0, 0.078),
};
