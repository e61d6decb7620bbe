import { use, type ReactElement } from 'react';
import { ByHandSheet } from '../kiosk/by-hand-sheet.tsx';
import { Driven } from './driven.tsx';
import { HandOf } from './hand.ts';
import { ABOUT, FINAL, WELL } from './samples.ts';
import { Screen } from './show.tsx';

const WHAT = ['[data-reason="no-phone"]'];
const WHO = [...WHAT, '.by-hand__verdict--admit'];
const WRONG_PIN = [...WHO, ...Array.from({ length: 6 }, () => '.pin__key[data-digit="0"]'), '.pin__enter'];

/** Names, what is overruled, who was refused a moment before, and the keys that lead there. */
const STEPS = [
  ['ByHandSheet, why', null, [], []],
  ['ByHandSheet, a verdict overruled', ABOUT, [], []],
  ['ByHandSheet, the same visitor?', null, [ABOUT], []],
  ['ByHandSheet, the same, of whom it is final', null, [FINAL], ['[data-same="yes"]']],
  ['ByHandSheet, what', null, [], WHAT],
  ['ByHandSheet, who', null, [], WHO],
  ['ByHandSheet, a wrong PIN and its wait', null, [], WRONG_PIN],
] as const;

const nothing = (): void => undefined;

/** A guard decides by hand, one question after the other. */
export function ByHandSteps(): ReactElement[] {
  const hand = use(HandOf);
  return STEPS.map(([name, about, refused, presses]) => (
    <Screen key={name} name={name}>
      <Driven presses={presses}>
        <ByHandSheet
          {...{ about, refused, hand, trouble: null, guards: WELL.guards, badge: null, isCovered: false }}
          {...{ onShift: nothing, onSame: nothing, onClose: nothing }}
        />
      </Driven>
    </Screen>
  ));
}
