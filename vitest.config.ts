import { defineConfig } from 'vitest/config';

const HUB = 'tests/hub/**/*.test.ts';
const SHARED = 'tests/shared/**/*.test.ts';

/** Half the cores are often busy with another check; property tests take their time. */
const patience = { testTimeout: 30_000, hookTimeout: 30_000 };

export default defineConfig({
  test: {
    // Vitest would leave one core out: on two, every other file would wait for nothing.
    maxWorkers: '100%',
    projects: [
      // Pure functions keep nothing that a test could find of another: no process for each file, which takes most of the time.
      { test: { ...patience, name: 'shared', include: [SHARED], isolate: false } },
      { test: { ...patience, name: 'kiosk', include: ['tests/**/*.test.{ts,tsx}'], exclude: [HUB, SHARED] } },
      // A PostgreSQL is started for the hub's tests, and only where some of them run.
      { test: { ...patience, name: 'hub', include: [HUB], globalSetup: 'tests/hub/postgres.ts' } },
    ],
  },
});
