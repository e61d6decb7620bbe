import {
  flushDueMs,
  flushLines,
  NO_LINE,
  serialGapMs,
  takeChunk,
  type CodeLine,
  type CodeLines,
  type CodeLinesState,
} from '../../shared/device/code-lines.ts';
import type { BaudRate } from '../../shared/device/device.ts';
import { THERMOMETERS } from '../../shared/device/thermometer.ts';
import { encodeRequest, huntFrames, NOTHING_HELD } from '../../shared/id-card/sdt.ts';
import type { Action, Driver, Found, Step } from './driver.ts';
import { makeIdCardDriver } from './id-card.ts';
import { nextRate, ratesFrom } from './rates.ts';
import { isLongText, isPlainText, makeScannerDriver, presentCode, startScanner } from './scanner.ts';
import { makeThermometerDriver, presentTemperature } from './thermometer.ts';

/** Nobody knows yet what the device is. */
interface Unknown {
  readonly at: 'unknown';
  readonly rate: BaudRate;
  /** What is still to be asked; empty: it is only listened to. */
  readonly questions: readonly Question[];
  readonly dueMs: number | null;
  readonly lines: CodeLinesState;
  /** What may be the beginning of an answer: of a card reader, of a thermometer. */
  readonly frames: Uint8Array;
  readonly registers: Uint8Array;
}

/** It is known, and its own driver goes on. */
interface Known {
  readonly at: 'known';
  readonly hear: (bytes: Uint8Array, nowMs: number) => Step<AutoState>;
  readonly wake: (nowMs: number) => Step<AutoState>;
}

export type AutoState = Unknown | Known;

interface Question {
  readonly rate: BaudRate;
  readonly bytes: Uint8Array;
  readonly patienceMs: number;
}

/** A card reader's module answers its state within a few milliseconds, a thermometer its register. */
const ID_CARD_MS = 350;
const REGISTER_MS = 150;

/**
 * Finds out what a device is: asks as one asks a card reader and a thermometer, at each rate, and meanwhile and afterwards
 * takes what speaks by itself for a thermometer or a scanner, by what it says. Then it goes on as that device's driver.
 *
 * What is asked changes nothing in any device that it is not meant for: relays need other bytes.
 */
export function makeAutoDriver(set: BaudRate | null): Driver<AutoState> {
  return {
    begin(rate, nowMs) {
      const questions = (set === null ? ratesFrom(rate) : [set]).flatMap(questionsAt);
      const begun = { rate, questions, dueMs: null, lines: NO_LINE, frames: NOTHING_HELD, registers: NOTHING_HELD };
      return ask({ at: 'unknown', ...begun }, nowMs);
    },
    hear(state, bytes, nowMs) {
      return state.at === 'known' ? state.hear(bytes, nowMs) : hearUnknown(state, bytes, nowMs);
    },
    wake(state, nowMs) {
      if (state.at === 'known') return state.wake(nowMs);
      const flushed = flushLines(state.lines, nowMs, serialGapMs(state.rate));
      const step = takeLines(state, flushed, nowMs);
      if (step.state.at === 'known' || state.dueMs === null || nowMs < state.dueMs) return step;
      const asked = ask(step.state, nowMs);
      return { ...asked, actions: [...step.actions, ...asked.actions] };
    },
  };
}

function questionsAt(rate: BaudRate): readonly Question[] {
  const { poll } = THERMOMETERS.modbus;
  return [
    { rate, bytes: encodeRequest('status'), patienceMs: ID_CARD_MS },
    ...(poll === null ? [] : [{ rate, bytes: poll, patienceMs: REGISTER_MS }]),
  ];
}

function ask(before: Unknown, nowMs: number): Step<AutoState> {
  const [question, ...questions] = before.questions;
  if (question === undefined) return listen({ ...before, dueMs: null }, []);
  const { rate, bytes, patienceMs } = question;
  const actions: Action[] = rate === before.rate ? [] : [{ kind: 'set-rate', rate }];
  const state = { ...before, rate, questions, dueMs: nowMs + patienceMs };
  return listen(state, [...actions, { kind: 'write', bytes }]);
}

function listen(state: Unknown, actions: readonly Action[]): Step<AutoState> {
  const due = [state.dueMs, flushDueMs(state.lines, serialGapMs(state.rate))].filter((ms) => ms !== null);
  return { state, actions, wakeAtMs: due.length === 0 ? null : Math.min(...due) };
}

function hearUnknown(before: Unknown, bytes: Uint8Array, nowMs: number): Step<AutoState> {
  const { rate } = before;
  const hunt = huntFrames(before.frames, bytes);
  if (hunt.answers.length > 0) {
    return begun({ role: 'id-card', baudRate: rate, driver: null }, makeIdCardDriver(rate), [], nowMs);
  }
  const { readings, held } = THERMOMETERS.modbus.read(before.registers, bytes);
  if (readings.length > 0) {
    const found: Found = { role: 'thermometer', baudRate: rate, driver: 'modbus' };
    return begun(found, makeThermometerDriver('modbus', rate), [], nowMs);
  }
  const state = { ...before, frames: hunt.held, registers: held };
  return takeLines(state, takeChunk(state.lines, bytes, nowMs), nowMs);
}

function takeLines(before: Unknown, { state: lines, codes }: CodeLines, nowMs: number): Step<AutoState> {
  const said = codes.flatMap((code) => (code.ok ? [code.value] : []));
  if (said.length > 0 && said.every(isPlainText)) return spoken({ ...before, lines }, said, nowMs);
  const state = { ...before, lines };
  // While it is asked its answers at a wrong rate are such codes.
  if (said.length === 0 || before.dueMs !== null) return listen(state, []);
  const rate = nextRate(before.rate);
  const actions: Action[] = [
    { kind: 'trouble', fault: 'code-garbled' },
    { kind: 'set-rate', rate },
  ];
  return listen({ ...state, rate, lines: NO_LINE }, actions);
}

/** It has spoken by itself. */
function spoken({ rate, lines }: Unknown, said: readonly CodeLine[], nowMs: number): Step<AutoState> {
  const [{ text } = { text: '' }] = said;
  const temperature = temperatureIn(text);
  if (temperature !== 'none') {
    const found: Found = { role: 'thermometer', baudRate: rate, driver: 'ascii' };
    const actions = temperature === 'implausible' ? [] : [presentTemperature(temperature)];
    return begun(found, makeThermometerDriver('ascii', rate), actions, nowMs);
  }
  const driver = makeScannerDriver(rate);
  const { actions } = driver.begin(rate, nowMs, null);
  const found: Action = { kind: 'found', found: { role: 'scanner', baudRate: rate, driver: null } };
  const wakeAtMs = flushDueMs(lines, serialGapMs(rate));
  const state = { ...startScanner(rate, nowMs, false), lines, isRateSure: said.some(isLongText) };
  return known(driver, { state, actions: [found, ...actions, ...said.map(presentCode)], wakeAtMs });
}

function temperatureIn(text: string): number | 'implausible' | 'none' {
  const [reading] = THERMOMETERS.ascii.read(NOTHING_HELD, new TextEncoder().encode(`${text}\n`)).readings;
  if (reading === undefined || reading.ok) return reading?.value ?? 'none';
  return reading.fault === 'temperature-implausible' ? 'implausible' : 'none';
}

function begun<S>(found: Found, driver: Driver<S>, actions: readonly Action[], nowMs: number): Step<AutoState> {
  const step = driver.begin(found.baudRate, nowMs, null);
  return known(driver, { ...step, actions: [{ kind: 'found', found }, ...actions, ...step.actions] });
}

function known<S>(driver: Driver<S>, { state, actions, wakeAtMs }: Step<S>): Step<AutoState> {
  return {
    state: {
      at: 'known',
      hear: (bytes, nowMs) => known(driver, driver.hear(state, bytes, nowMs)),
      wake: (nowMs) => known(driver, driver.wake(state, nowMs)),
    },
    actions,
    wakeAtMs,
  };
}
