import type { DemoParts } from './demo/provider.ts';
import { httpProvider } from './http.ts';
import type { StatusProvider } from './provider.ts';

/** Where statuses come from: a service of somebody else's, or the demo's own table, with the keys of its provider. */
export type StatusSource =
  | { readonly kind: 'http'; readonly url: string }
  | { readonly kind: 'demo'; readonly opening: Uint8Array; readonly signing: Uint8Array };

/** The only way to the demo provider, whose code is loaded by no hub that was not told to demonstrate. */
export async function openStatusProvider(
  source: StatusSource | null,
  parts: Omit<DemoParts, 'keys'>,
): Promise<StatusProvider | null> {
  if (source === null) return null;
  if (source.kind === 'http') return httpProvider(source.url);
  const [{ openDemoProvider }, { openDemoKeys }, { saveDemoPeople }] = await Promise.all([
    import('./demo/provider.ts'),
    import('./demo/keys.ts'),
    import('./demo/people.ts'),
  ]);
  const keys = openDemoKeys(source.opening, source.signing);
  await saveDemoPeople(parts.store, keys.index, new Date(parts.nowMs()));
  return openDemoProvider({ ...parts, keys });
}
