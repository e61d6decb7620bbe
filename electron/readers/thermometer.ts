import type { BaudRate, ThermometerDriver } from '../../shared/device/device.ts';
import { THERMOMETERS, type ThermometerFault } from '../../shared/device/thermometer.ts';
import type { Action, Driver, Step } from './driver.ts';
import { nextRate } from './rates.ts';

/** How often one is asked that does not speak by itself. */
const POLL_MS = 250;
/** So many questions without an answer, and it is said that nobody answers. */
const PATIENCE = 4;

export interface ThermometerState {
  readonly held: Uint8Array;
  readonly rate: BaudRate;
  readonly isRateSure: boolean;
  /** What it said last: a register says the same until the person has gone, and then that nobody is there. */
  readonly last: number | ThermometerFault | null;
  /** Questions since it last answered. */
  readonly unanswered: number;
  readonly nextPollMs: number | null;
}

/**
 * A thermometer. What is presented are temperatures of people, each once; what is implausible or garbled is trouble.
 *
 * One that is asked: the same figure twice is one person's, unless there was nobody's between.
 */
export function makeThermometerDriver(kind: ThermometerDriver, set: BaudRate | null): Driver<ThermometerState> {
  const { poll, read } = THERMOMETERS[kind];
  return {
    begin(rate, nowMs) {
      const isRateSure = set !== null;
      const state = { held: NONE, rate, isRateSure, last: null, unanswered: 0, nextPollMs: null };
      if (poll !== null) return asked(state, poll, nowMs);
      return { state, actions: [{ kind: 'tell', state: 'ready' }], wakeAtMs: null };
    },
    hear(before, bytes) {
      const { readings, held } = read(before.held, bytes);
      let state: ThermometerState = { ...before, held };
      const actions: Action[] = [];
      for (const reading of readings) {
        const said = reading.ok ? reading.value : reading.fault;
        const isNews = poll === null || said !== state.last;
        if (isNews) actions.push(reading.ok ? presentTemperature(reading.value) : trouble(reading.fault));
        state = { ...state, last: said, isRateSure: state.isRateSure || said !== 'thermometer-garbled' };
      }
      if (readings.length > 0 && poll !== null) {
        state = { ...state, unanswered: 0 };
        actions.unshift({ kind: 'tell', state: 'ready' });
      }
      if (readings.length > 0 && !state.isRateSure) return atNextRate(state, actions);
      return { state, actions, wakeAtMs: state.nextPollMs };
    },
    wake: (state, nowMs) => (poll === null ? { state, actions: [], wakeAtMs: null } : asked(state, poll, nowMs)),
  };
}

const NONE = new Uint8Array(0);

export function presentTemperature(celsius: number): Action {
  return { kind: 'present', what: { kind: 'temperature', celsius } };
}

function trouble(fault: ThermometerFault): Action {
  return { kind: 'trouble', fault };
}

function asked(before: ThermometerState, poll: Uint8Array, nowMs: number): Step<ThermometerState> {
  const actions: Action[] = [];
  let state: ThermometerState = { ...before, unanswered: before.unanswered + 1 };
  if (before.unanswered >= PATIENCE) {
    actions.push({ kind: 'tell', state: 'no-answer' });
    state = { ...state, last: null };
  }
  // At another rate each time, until it has answered at one.
  if (before.unanswered > 0 && !before.isRateSure) {
    state = { ...state, rate: nextRate(before.rate) };
    actions.push({ kind: 'set-rate', rate: state.rate });
  }
  const nextPollMs = nowMs + POLL_MS;
  return {
    state: { ...state, nextPollMs },
    actions: [...actions, { kind: 'write', bytes: poll }],
    wakeAtMs: nextPollMs,
  };
}

function atNextRate(before: ThermometerState, actions: readonly Action[]): Step<ThermometerState> {
  const rate = nextRate(before.rate);
  return { state: { ...before, held: NONE, rate }, actions: [...actions, { kind: 'set-rate', rate }], wakeAtMs: null };
}
