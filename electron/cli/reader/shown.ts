import { maskName } from '../../../shared/credential/mask.ts';
import type { Presented } from '../../../shared/device/device.ts';
import type { OutwardAction } from '../../readers/keep-open.ts';
import { maskCode, maskNumber } from '../../readers/masked.ts';

/** What came, as a line for IT: whose it is can be told only where that is asked for. */
export function shownLine(action: OutwardAction, isPersonalShown: boolean): object {
  switch (action.kind) {
    case 'found':
      return { event: 'found', ...action.found };
    case 'trouble':
      return { event: 'trouble', fault: action.fault };
    case 'present':
      return presented(action.what, isPersonalShown);
  }
}

function presented(what: Presented, isPersonalShown: boolean): object {
  switch (what.kind) {
    case 'code': {
      const { text, wireMs } = what;
      const shown = isPersonalShown ? text : maskCode(text);
      return { event: 'code', text: shown, length: text.length, wireMs: Math.round(wireMs * 10) / 10 };
    }
    case 'card': {
      const { name, documentNumber, ...rest } = what.card;
      const shown = isPersonalShown
        ? { name, documentNumber }
        : { name: maskName(name), documentNumber: maskNumber(documentNumber) };
      const { kind: cardKind, ...period } = rest;
      return { event: 'card', cardKind, ...shown, ...period, samNumber: what.samNumber };
    }
    case 'card-fault':
      return { event: 'card-fault', fault: what.fault };
    case 'temperature':
      return { event: 'temperature', celsius: what.celsius };
  }
}
