/**
 * The first way to a hub that its client can take, of those that Chromium names.
 *
 * @param resolved as `Session.resolveProxy` gives it, e.g. `PROXY proxy.example:3128; DIRECT`
 * @returns `http://host:port` or `https://host:port`; `null`: the straight way
 */
export function proxyOf(resolved: string): string | null {
  for (const way of resolved.split(';')) {
    const [kind = '', address = ''] = way.trim().split(/\s+/u);
    if (kind === 'DIRECT') return null;
    const scheme = SCHEMES[kind];
    if (scheme !== undefined && address !== '') return `${scheme}://${address}`;
  }
  return null;
}

/** SOCKS is not among what the client speaks. */
const SCHEMES: Readonly<Record<string, string>> = { PROXY: 'http', HTTP: 'http', HTTPS: 'https' };

/** As {@link proxyOf}. Whatever keeps Chromium from finding one, the straight way may be open. @param resolve Chromium's words for it */
export async function proxyTo(hub: string, resolve: (url: string) => Promise<string>): Promise<string | null> {
  return proxyOf(await resolve(hub).catch(() => 'DIRECT'));
}
