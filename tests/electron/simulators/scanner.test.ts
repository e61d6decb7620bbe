import { expect, test } from 'vitest';
import { makeScanner, TERMINATORS, type ScannerOptions } from '../../../electron/simulators/scanner.ts';
import { atHand, spaced, type AtHand } from './at-hand.ts';

function scanner(options: Partial<ScannerOptions> = {}): AtHand {
  const usual = { terminator: 'cr', hasAim: false, encoding: 'utf-8', texts: [], repeat: 1, everyMs: 1 } as const;
  return atHand((its) => makeScanner({ ...usual, ...options }, its));
}

test('each terminator stands where it belongs', () => {
  const sent = TERMINATORS.map((terminator) => {
    const { device, ask } = scanner({ terminator });
    device.obey({ do: 'scan', text: 'A' });
    return [terminator, ...ask('')];
  });
  expect(sent).toEqual([
    ['none', '41'],
    ['cr', '41 0D'],
    ['lf', '41 0A'],
    ['crlf', '41 0D 0A'],
    ['tab', '41 09'],
    ['stx-etx', '02 41 03'],
  ]);
});

test('the AIM identifier comes first, and the text in the encoding that was set', () => {
  const aimed = scanner({ hasAim: true, terminator: 'stx-etx' });
  aimed.device.obey({ text: 'A' });
  expect(aimed.ask('')).toEqual(['02 5D 51 31 41 03']);
  const chinese = scanner({ encoding: 'gb18030', terminator: 'none' });
  chinese.device.obey({ text: '码' });
  expect(chinese.ask('')).toEqual(['C2 EB']);
});

test('texts are scanned by themselves, in turn, as often as was said', async () => {
  const { device, ask, events } = scanner({ texts: ['A', 'B'], repeat: 2, terminator: 'none' });
  await device.run(new AbortController().signal);
  expect(ask('')).toEqual(['A', 'B', 'A', 'B'].map((text) => spaced(Buffer.from(text))));
  expect(events()).toEqual(['scanned', 'scanned', 'scanned', 'scanned', 'done']);
});

test('a scanner does not listen', () => {
  const { ask, events } = scanner();
  expect(ask('AA')).toEqual([]);
  expect(events()).toEqual(['not-understood']);
});
