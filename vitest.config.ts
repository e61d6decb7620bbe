import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts', 'tests/**/*.test.tsx'],
    // Half the cores are often busy with another check; property tests take their time.
    testTimeout: 30_000,
    hookTimeout: 30_000,
  },
});
