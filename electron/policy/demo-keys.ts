import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

/**
 * The public halves of the demo keys, base64url. Their private halves are published with the app, so that a venue's kiosk
 * must take nothing that they signed.
 *
 * @throws when the app's own file is missing or damaged
 */
export function readDemoKeys(resources: string): ReadonlySet<string> {
  const text = readFileSync(join(resources, 'demo', 'public-keys.json'), 'utf8');
  return new Set(z.array(z.string().min(1)).min(1).parse(JSON.parse(text)));
}
