import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/build.ts'],
    setupFiles: ['test/support/seed.ts'],
    reporters: ['default', './test/support/left-out.ts'],
    testTimeout: 120_000,
    maxWorkers: 2,
  },
});
