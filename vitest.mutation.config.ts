import { defineConfig } from 'vitest/config';

/** What proves the rules directly, without database or NGINX: quick enough to be run once for each mutant. */
export default defineConfig({
  test: {
    include: ['test/core/**/*.test.ts', 'test/auth/**/*.test.ts', 'test/contracts/refusal-tables.test.ts'],
    // It asks a database.
    exclude: ['test/auth/scopes.property.test.ts'],
  },
});
