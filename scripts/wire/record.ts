import { z } from 'zod';
import * as wire from '../../shared/wire.ts';

/** A JSON Schema, of which only what zod writes is looked at. */
type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
type Schema = Readonly<Record<string, Json>>;

/** All that kiosk and hub have agreed on, as data: what a release once recorded here, the next ones keep. */
export interface WireRecord {
  readonly paths: Readonly<Record<string, string>>;
  /** Faults, with their HTTP status. */
  readonly faults: Readonly<Record<string, number>>;
  /** JSON Schemas of messages, by the name of their zod schema. */
  readonly messages: Readonly<Record<string, Schema>>;
}

/** What this release's sources say. */
export function currentRecord(): WireRecord {
  const messages = Object.entries(wire).flatMap(([name, it]: [string, unknown]) =>
    it instanceof z.ZodType ? [[name, asData(z.toJSONSchema(it, { io: 'input' }))] as const] : [],
  );
  return { paths: wire.PATHS, faults: wire.WIRE_FAULTS, messages: Object.fromEntries(messages) };
}

function asData(schema: object): Schema {
  return JSON.parse(JSON.stringify(schema)) as Schema;
}

/**
 * What of a record a release does not keep, as sentences; none where it only adds.
 *
 * A field may be added if it is optional. It may not go, become required or optional, or take more or less than
 * before: a value more that one end may send is one that the other, older, refuses.
 */
export function findBreaks(recorded: WireRecord, current: WireRecord): string[] {
  return [
    ...changedIn('path', recorded.paths, current.paths),
    ...changedIn('fault', recorded.faults, current.faults),
    ...Object.entries(recorded.messages).flatMap(([name, schema]) => {
      const now = current.messages[name];
      return now === undefined ? [`${name} is gone`] : compare(name, schema, now);
    }),
  ];
}

function changedIn(
  what: string,
  before: Readonly<Record<string, Json>>,
  now: Readonly<Record<string, Json>>,
): string[] {
  return Object.entries(before).flatMap(([name, value]) => {
    if (!Object.hasOwn(now, name)) return [`${what} ${name} is gone`];
    return now[name] === value ? [] : [`${what} ${name} is another`];
  });
}

function compare(at: string, before: Json, now: Json): string[] {
  if (Array.isArray(before) && Array.isArray(now) && before.length === now.length) {
    return before.flatMap((item: Json, i) => compare(`${at}[${i}]`, item, (now as readonly Json[])[i] ?? null));
  }
  if (!isObject(before) || !isObject(now))
    return JSON.stringify(before) === JSON.stringify(now) ? [] : [`${at} is another`];
  if (isObject(before['properties'] ?? null) && isObject(now['properties'] ?? null))
    return compareObjects(at, before, now);
  const keywords = new Set([...Object.keys(before), ...Object.keys(now)]);
  return [...keywords].flatMap((key) => compare(`${at}/${key}`, before[key] ?? null, now[key] ?? null));
}

function compareObjects(at: string, before: Schema, now: Schema): string[] {
  const [{ properties: fields, required, ...rest }, { properties: fieldsNow, required: requiredNow, ...restNow }] = [
    before,
    now,
  ];
  const [known, present] = [(fields ?? {}) as Schema, (fieldsNow ?? {}) as Schema];
  const [needed, neededNow] = [names(required), names(requiredNow)];
  return [
    ...compare(at, rest, restNow),
    ...Object.entries(known).flatMap(([name, schema]) =>
      present[name] === undefined ? [`${at}.${name} is gone`] : compare(`${at}.${name}`, schema, present[name]),
    ),
    ...[...needed].filter((name) => !neededNow.has(name)).map((name) => `${at}.${name} is no longer required`),
    ...[...neededNow].filter((name) => !needed.has(name)).map((name) => `${at}.${name} is required now`),
  ];
}

function names(list: Json | undefined): Set<string> {
  return new Set(Array.isArray(list) ? list.map(String) : []);
}

function isObject(value: Json): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
