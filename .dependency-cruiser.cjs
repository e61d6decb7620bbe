/** The layers of the house: renderer -> shared, electron -> shared, hub -> shared, shared -> nothing of ours. */
const PURE_PACKAGES =
  '^node_modules/(cborg|certlogic-js|csv-stringify|fflate|uqr|zod|zxing-wasm|@cantoo/(fontkit|pdf-lib)|@zxing/library)(/|$)';

/** What of the kiosk the hub judges check-ins by: a second opener of rules would be a second verifier. */
const JUDGES_AS_KIOSKS_DO = '^electron/(crypto|seal|store/uuid7|policy/(demo-keys|fetch|open))\\.ts$';

module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'shared-is-pure',
      comment: 'shared/ imports nothing of ours outside itself, no Node, and only the named pure packages',
      severity: 'error',
      from: { path: '^shared/' },
      to: { pathNot: ['^shared/', PURE_PACKAGES] },
    },
    {
      name: 'renderer-knows-shared-only',
      severity: 'error',
      from: { path: '^renderer/' },
      to: { path: '^(electron|hub|scripts|tests)/' },
    },
    {
      name: 'renderer-has-no-node',
      severity: 'error',
      from: { path: '^renderer/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'electron-knows-shared-only',
      severity: 'error',
      from: { path: '^electron/' },
      to: { path: '^(renderer|hub|scripts|tests)/' },
    },
    {
      name: 'hub-knows-shared-only',
      severity: 'error',
      from: { path: '^hub/' },
      to: { path: '^(electron|renderer|scripts|tests)/', pathNot: JUDGES_AS_KIOSKS_DO },
    },
    {
      name: 'hub-judges-in-one-place',
      comment:
        'check-ins by phone are judged by the kiosk’s own TUF client and crypto (docs/adr/0016); nothing else of it is the hub’s',
      severity: 'error',
      from: { path: '^hub/', pathNot: '^hub/check-in/' },
      to: { path: JUDGES_AS_KIOSKS_DO },
    },
    {
      name: 'hub-cannot-unseal',
      comment: 'what opens questions of status belongs to their provider, which only demonstrates beside the hub',
      severity: 'error',
      from: { path: '^hub/', pathNot: '^hub/status/(demo/|open\\.ts$)' },
      to: { path: '^hub/status/demo/' },
    },
    {
      name: 'product-knows-no-tests',
      severity: 'error',
      from: { path: '^(shared|electron|renderer|hub)/' },
      to: { path: '^(tests|scripts)/' },
    },
    // The peers' program runs in a folder of its own, where the bench has installed what it requires.
    {
      name: 'resolvable',
      severity: 'error',
      from: { pathNot: '^tests/bench/peers\\.cjs$' },
      to: { couldNotResolve: true, pathNot: ['\\?', '^electron$'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
};
