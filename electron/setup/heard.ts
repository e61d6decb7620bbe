import { maskName } from '../../shared/credential/mask.ts';
import type { Presented } from '../../shared/device/device.ts';
import type { HeardAtSetUp } from '../../shared/setup.ts';
import { maskCode, maskNumber } from '../readers/masked.ts';

/** What a reader gave, as IT may see it at set-up: that it reads, and nothing of whose it is. */
export function heardOf(by: string, what: Presented): HeardAtSetUp {
  return { by, kind: what.kind, says: saysOf(what) };
}

/** As {@link heardOf}, of a code that the window read itself. */
export function heardByWindow({ source, text }: { readonly source: string; readonly text: string }): HeardAtSetUp {
  return { by: source, kind: 'code', says: saysOfCode(text) };
}

function saysOf(what: Presented): string {
  switch (what.kind) {
    case 'code':
      return saysOfCode(what.text);
    case 'card':
      return `${maskName(what.card.name)} ${maskNumber(what.card.documentNumber)}`;
    case 'card-fault':
      return what.fault;
    case 'temperature':
      return what.celsius.toFixed(1);
  }
}

function saysOfCode(text: string): string {
  return `${maskCode(text)} (${text.length})`;
}
