import { fail, ok, type Result } from '../result.ts';
import { decodeUtf8 } from '../utf8.ts';

/** A card's deepest value lies some 12 levels down: payload, vc, subject, bundle, entry, resource, coding, code. */
export const MAX_JSON_DEPTH = 32;

export type JsonFault = 'json-malformed' | 'json-too-deep';

/** Parses one JSON text in UTF-8 (RFC 8259), nested at most {@link MAX_JSON_DEPTH} levels deep. */
export function decodeJson(bytes: Uint8Array): Result<unknown, JsonFault> {
  const text = decodeUtf8(bytes);
  if (text === undefined) return fail('json-malformed');
  if (depthOf(text) > MAX_JSON_DEPTH) return fail('json-too-deep');
  try {
    return ok(JSON.parse(text) as unknown);
  } catch {
    return fail('json-malformed');
  }
}

/** How deep brackets nest outside of strings; right for any JSON text, whatever for others. */
function depthOf(text: string): number {
  let [depth, deepest, isInString] = [0, 0, false];
  for (let i = 0; i < text.length; i += 1) {
    const char = text.charAt(i);
    if (char === '"') isInString = !isInString;
    else if (isInString) i += char === '\\' ? 1 : 0;
    else if (char === '{' || char === '[') deepest = Math.max(deepest, ++depth);
    else if (char === '}' || char === ']') depth -= 1;
  }
  return deepest;
}
