import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/global-setup.ts'],
    setupFiles: ['test/support/each-file.ts'],
    // One module graph per worker instead of one per file: loading Nest takes longer than most tests. Nothing is mocked, so
    // there is nothing that one file could leave behind for the next.
    isolate: false,
    pool: 'forks',
    // Much of the time goes into waiting for PostgreSQL and NGINX: a worker less than there are cores would leave one idle.
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
