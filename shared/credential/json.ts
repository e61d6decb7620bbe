import { fail, ok, type Result } from '../result.ts';
import { decodeUtf8 } from '../utf8.ts';

/** A card's deepest value lies some 12 levels down: payload, vc, subject, bundle, entry, resource, coding, code. */
const MAX_JSON_DEPTH = 32;

export type JsonFault = 'json-malformed' | 'json-too-deep';

/** Parses one JSON text in UTF-8 (RFC 8259), nested at most {@link MAX_JSON_DEPTH} levels deep. */
export function decodeJson(bytes: Uint8Array): Result<unknown, JsonFault> {
  if (depthOf(bytes) > MAX_JSON_DEPTH) return fail('json-too-deep');
  const text = decodeUtf8(bytes);
  if (text === undefined) return fail('json-malformed');
  try {
    return ok(JSON.parse(text) as unknown);
  } catch {
    return fail('json-malformed');
  }
}

const CODE = {
  quote: 0x22,
  backslash: 0x5c,
  openBrace: 0x7b,
  closeBrace: 0x7d,
  openBracket: 0x5b,
  closeBracket: 0x5d,
} as const;

/** How deep brackets nest outside of strings; right for any JSON text, whatever for others. */
function depthOf(bytes: Uint8Array): number {
  let [depth, deepest, isInString] = [0, 0, false];
  for (let i = 0; i < bytes.length; i += 1) {
    const code = bytes[i];
    if (code === CODE.quote) isInString = !isInString;
    else if (isInString) i += code === CODE.backslash ? 1 : 0;
    else if (code === CODE.openBrace || code === CODE.openBracket) deepest = Math.max(deepest, ++depth);
    else if (code === CODE.closeBrace || code === CODE.closeBracket) depth -= 1;
  }
  return deepest;
}
