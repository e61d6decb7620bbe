/** What a packaged kiosk cannot do without; paths inside the archive. */
const NEEDED: readonly RegExp[] = [
  /^\/package\.json$/u,
  /^\/out\/main\/main\.js$/u,
  // Threads that the build knows by its configuration only.
  /^\/out\/main\/fetch-worker\.js$/u,
  /^\/out\/main\/check-worker\.js$/u,
  /^\/out\/main\/sync-worker\.js$/u,
  /^\/out\/main\/console-ask-worker\.js$/u,
  /^\/out\/main\/console-export-worker\.js$/u,
  /^\/out\/preload\/preload\.cjs$/u,
  /^\/out\/renderer\/index\.html$/u,
  /^\/out\/renderer\/assets\/zxing_reader-[^/]+\.wasm$/u,
  /^\/resources\/policy\/timestamp\.json$/u,
  /^\/resources\/demo\/root\.json$/u,
  // By these a venue's kiosk knows the demo keys, to refuse them.
  /^\/resources\/demo\/public-keys\.json$/u,
];

/** What has no business there: private keys, sources, the design system’s page, the command line and its packages. */
const UNWANTED: readonly RegExp[] = [
  /\.(?:jwk|key|pem|map|tsx?)$/u,
  /^\/(?:tests|scripts|docs|electron|renderer|shared)\//u,
  /^\/out\/cli\//u,
  /^\/out\/design\//u,
  /^\/node_modules\/(?:sharp|@img|uqr|zxing-wasm|@zxing|electron|vite|typescript)\//u,
];

/** Native modules live beside the archive, since a system's loader reads real files only. */
const NATIVE = /\.node$/u;

/** What each of them is for, and a part of its path. */
const NATIVES = [
  ['SQLite', '/sqlite/'],
  ['serialport', '/@serialport/'],
] as const;

/**
 * One sentence for each thing wrong with the contents of a packaged app.
 *
 * @param packed paths in the archive, with a leading `/`, unpacked ones included
 * @param unpacked paths in the folder beside it, in the same notation
 */
export function wrongContents(packed: readonly string[], unpacked: readonly string[]): string[] {
  const besides = new Set(unpacked);
  return [
    ...NEEDED.filter((needed) => !packed.some((path) => needed.test(path))).map(({ source }) => `${source} is missing`),
    ...packed
      .filter((path) => UNWANTED.some((unwanted) => unwanted.test(path)))
      .map((path) => `${path} does not belong`),
    ...packed.filter((path) => NATIVE.test(path) && !besides.has(path)).map((path) => `${path} is not unpacked`),
    ...NATIVES.filter(([, part]) => !unpacked.some((path) => path.includes(part) && NATIVE.test(path))).map(
      ([name]) => `${name} is missing`,
    ),
  ];
}
