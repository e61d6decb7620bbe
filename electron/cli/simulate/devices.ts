import { readFileSync } from 'node:fs';
import type { ParseArgsConfig } from 'node:util';
import type { z } from 'zod';
import { DEMO_CARDS, PAPER_VISITORS_CARD } from '../../simulators/demo-cards.ts';
import { FAULTS, LINE_FAULTS, type Fault } from '../../simulators/faults.ts';
import { CARD, type Card } from '../../simulators/id-card-text.ts';
import { SAM_STATES } from '../../simulators/id-card-module.ts';
import { makeIdCardReader } from '../../simulators/id-card.ts';
import { makeRelay, RELAY_ANSWERS, RELAY_DRIVERS } from '../../simulators/relay.ts';
import { ENCODINGS, makeScanner, SCAN, TERMINATORS } from '../../simulators/scanner.ts';
import type { Device, Surroundings } from '../../simulators/simulator.ts';
import { makeThermometer, THERMOMETER_DRIVERS } from '../../simulators/thermometer.ts';
import { UsageError } from '../command.ts';
import { choiceOf, textOf, wholeOf, type Values } from './options.ts';

interface SimulatedKind {
  readonly options: NonNullable<ParseArgsConfig['options']>;
  readonly faults: readonly Fault[];
  /** @throws UsageError */
  make(values: Values): (its: Surroundings) => Device;
}

/** What is simulated, by the word on the command line. */
export const SIMULATED: Readonly<Record<string, SimulatedKind>> = {
  'id-card': {
    options: {
      sam: { type: 'string' },
      cards: { type: 'string' },
      demo: { type: 'boolean' },
      repeat: { type: 'string' },
      every: { type: 'string' },
      stay: { type: 'string' },
      'finds-again': { type: 'boolean' },
    },
    faults: FAULTS,
    make(values) {
      const everyMs = wholeOf(values, 'every', 1) ?? 2000;
      const options = {
        sam: choiceOf(values, 'sam', SAM_STATES) ?? 'ok',
        cards: cardsOf(values),
        repeat: wholeOf(values, 'repeat', 0) ?? 0,
        everyMs,
        stayMs: wholeOf(values, 'stay', 1) ?? Math.ceil(everyMs * 0.75),
        findsAgain: values['finds-again'] === true,
      };
      return (its) => makeIdCardReader(options, its);
    },
  },
  scanner: {
    options: {
      terminator: { type: 'string' },
      aim: { type: 'boolean' },
      encoding: { type: 'string' },
      texts: { type: 'string' },
      repeat: { type: 'string' },
      every: { type: 'string' },
    },
    faults: LINE_FAULTS,
    make(values) {
      const options = {
        terminator: choiceOf(values, 'terminator', TERMINATORS) ?? 'cr',
        hasAim: values['aim'] === true,
        encoding: choiceOf(values, 'encoding', ENCODINGS) ?? 'utf-8',
        texts: linesOf(values, 'texts', SCAN).map(({ text }) => text),
        repeat: wholeOf(values, 'repeat', 0) ?? 1,
        everyMs: wholeOf(values, 'every', 1) ?? 2000,
      };
      return (its) => makeScanner(options, its);
    },
  },
  thermometer: {
    options: {
      driver: { type: 'string' },
      unit: { type: 'string' },
      scale: { type: 'string' },
      hold: { type: 'string' },
    },
    faults: LINE_FAULTS,
    make(values) {
      const options = {
        driver: choiceOf(values, 'driver', THERMOMETER_DRIVERS) ?? 'ascii',
        unit: wholeOf(values, 'unit', 1) ?? 1,
        scale: wholeOf(values, 'scale', 1) ?? 10,
        holdMs: wholeOf(values, 'hold', 1) ?? 1000,
      };
      return (its) => makeThermometer(options, its);
    },
  },
  relay: {
    options: {
      driver: { type: 'string' },
      answer: { type: 'string' },
      unit: { type: 'string' },
      coils: { type: 'string' },
    },
    faults: LINE_FAULTS,
    make(values) {
      const options = {
        driver: choiceOf(values, 'driver', RELAY_DRIVERS) ?? 'lc-relay',
        answer: choiceOf(values, 'answer', RELAY_ANSWERS) ?? 'ok',
        unit: wholeOf(values, 'unit', 1) ?? 1,
        coils: wholeOf(values, 'coils', 1) ?? 8,
      };
      if (options.driver === 'lc-relay' && options.answer === 'exception') {
        throw new UsageError('--answer exception: only Modbus has exceptions');
      }
      return (its) => makeRelay(options, its);
    },
  },
};

function cardsOf(values: Values): readonly Card[] {
  if (textOf(values, 'cards') !== null) {
    const cards = linesOf(values, 'cards', CARD);
    if (cards.length === 0) throw new UsageError('--cards: no cards in it');
    return cards;
  }
  return values['demo'] === true ? [PAPER_VISITORS_CARD] : DEMO_CARDS;
}

/** Of a file of NDJSON, if one is named. */
function linesOf<T>(values: Values, name: string, schema: z.ZodType<T>): readonly T[] {
  const file = textOf(values, name);
  if (file === null) return [];
  const lines = readText(name, file).split('\n');
  return lines.flatMap((line, i) => {
    if (line.trim() === '') return [];
    const parsed = schema.safeParse(jsonOf(line));
    if (!parsed.success) throw new UsageError(`--${name} ${file}: line ${i + 1} is not of the expected form`);
    return [parsed.data];
  });
}

function readText(name: string, file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new UsageError(`--${name} ${file}: ${(error as Error).message}`);
  }
}

/** `undefined`: not JSON, which no schema takes. */
function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
