import { defineConfig } from 'vitest/config';

const HUB = 'tests/hub/**/*.test.ts';

/** Half the cores are often busy with another check; property tests take their time. */
const patience = { testTimeout: 30_000, hookTimeout: 30_000 };

export default defineConfig({
  test: {
    projects: [
      { test: { ...patience, name: 'kiosk', include: ['tests/**/*.test.{ts,tsx}'], exclude: [HUB] } },
      // A PostgreSQL is started for the hub's tests, and only where some of them run.
      { test: { ...patience, name: 'hub', include: [HUB], globalSetup: 'tests/hub/postgres.ts' } },
    ],
  },
});
