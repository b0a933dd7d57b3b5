import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Minutes of load and whole stacks: `npm run test:full`. */
const slow = ['test/cli/local-stack.test.ts', 'test/http/memory.test.ts', 'test/storage/many-facts.test.ts'];
/** Compiles the product again, which needs neither a database nor NGINX: `npm run check`. */
const compiling = ['test/law/contract-can-be-deleted.test.ts'];
/** What takes longest begins first, so that no worker is left alone with it at the end. */
const longest = [
  'verifier/key-set',
  'cli/process',
  'keys/master-key',
  'management/transactions-end',
  'gateway/database-away',
  'contracts/realm/endings',
  'keys/ring',
  'edge/parts-missing',
  'gateway/routes-folder',
  'edge/examples',
];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification): number => {
      const found = longest.findIndex((name) => moduleId.endsWith(`test/${name}.test.ts`));
      return found === -1 ? longest.length : found;
    };
    return (await super.sort(files)).sort((one, other) => rank(one) - rank(other));
  }
}

const running = { globalSetup: ['test/support/global-setup.ts'], setupFiles: ['test/support/each-file.ts'] };

export default defineConfig({
  test: {
    // One module graph per worker instead of one per file: loading Nest takes longer than most tests. Nothing is mocked, so
    // there is nothing that one file could leave behind for the next.
    isolate: false,
    pool: 'forks',
    // Much of the time goes into waiting for PostgreSQL, NGINX and other processes: with a worker per core one would idle.
    maxWorkers: 3,
    // Tests that run at once do nothing but wait.
    maxConcurrency: 12,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    sequence: { sequencer: LongestFirst },
    coverage: {
      provider: 'v8',
      include: ['src/core/**', 'src/auth/**'],
      reporter: ['text', 'html'],
      // What was reached; they only rise.
      thresholds: {
        'src/core/**': { branches: 97, functions: 100, lines: 99 },
        'src/auth/**': { branches: 89, functions: 95, lines: 96 },
      },
    },
    projects: [
      {
        extends: true,
        test: { name: 'quick', include: ['test/**/*.test.ts'], exclude: [...slow, ...compiling], ...running },
      },
      { extends: true, test: { name: 'slow', include: slow, ...running } },
      { extends: true, test: { name: 'compiling', include: compiling } },
    ],
  },
});
