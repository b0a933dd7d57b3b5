import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

const testFile = (name: string): string => `test/${name}.test.ts`;
/** What waits: for time that passes, for a database that is away, for processes that hang. `npm run test:full`. */
const waiting = [
  'auth-request/revocation',
  'auth-request/database-away',
  'auth-request/hung-process',
  'auth-request/slow-body',
  'http/slow-body',
  'http/nginx/several-processes',
  'jobs/scheduler',
  'jobs/watchdog',
  'auth-request/wrong-clock',
  'life/address-in-use',
  'management/audit-archive',
  'management/reactivation-waits',
  'management/revocation-passes-the-barrier',
  'management/transactions-end',
  'storage/last-use',
  'telemetry/hung-log-reader',
  'storage/barrier-tries',
  'jobs/readiness',
  'notices/hung-database',
  'storage/hung-statements',
  'storage/unconfirmed-commit',
  'storage/socket-directory',
  'storage/frozen-connections',
  'storage/cancelled-wait',
  'doctor/database',
  'doctor/detached-partitions',
  'doctor/disk',
  'doctor/front',
  'doctor/hangs',
  'doctor/locks',
  'doctor/nginx-folder',
  'doctor/nginx-workers',
  'doctor/process-settings',
  'doctor/replication',
  'cli/login-limits',
  'storage/partitions',
  'storage/pending-detach',
  'storage/writes-wait',
  'storage/schema-check',
  'storage/primary-among-hosts',
  'storage/slow-database',
  'storage/verified-server',
  'telemetry/trace-export',
  'notices/killed-process',
  'notices/webhook-delivery',
  'keys/unread-ring',
].map(testFile);
/** What takes seconds where most tests take a fraction of one; each is a promise too: `npm run test:full`. */
const slow = [
  // Whole stacks, minutes of load, and programs in other languages.
  'cli/audit-archive',
  'cli/audit-in-python',
  'cli/forward-trail',
  'cli/local-stack',
  'cli/tutorial-protect-an-api',
  'http/connection-drain',
  'http/examples',
  'http/examples-over-mutual-tls',
  'http/memory',
  'interop/other-languages',
  'interop/source-003-programs',
  'life/plain-host',
  'life/npm-package',
  'life/shipped',
  'storage/many-revocations',
  'telemetry/dashboard',
  'telemetry/traces',
  'verifier/package',
  // Several processes of the product.
  'http/roles',
  'http/two-logins',
  'cli/process',
  'contracts/realm/many-at-once',
  'http/drain',
  'http/operators-nginx',
  'http/parts-missing',
  'http/page-programs',
  'keys/revoked-key-race',
  'keys/master-key',
  'keys/pepper',
  'keys/ring',
  'keys/rotation-over-two-processes',
  'route-import/routes-folder',
  'storage/migrations-two-processes',
  'storage/migration-beside-a-dump',
  'storage/migration-killed',
  // NGINX, and programs that verify tokens.
  'auth-request/headers',
  'auth-request/es256',
  'http/nginx/error-bodies',
  'http/nginx/internal-locations',
  'life/loaded-code',
  'verifier/gateway',
  'verifier/key-set',
  // Slow digests and RSA keys by the dozen.
  'admin/certificate-making',
  'contracts/avista/401-same-bytes',
  'contracts/realm/invalid-grant',
  'crypto/guessable-secrets',
  'crypto/secret-strength',
  'crypto/slow-hash',
  'keys/admin-keys',
  'keys/upgrade-to-admin-keys',
  'contracts/avista/401-same-cost',
  'contracts/password-flood',
  'contracts/realm/endings',
  'contracts/refused-certificates',
  'contracts/fast-path.property',
  'keys/imported-digests',
  'management/hand-over-zip',
  'management/sign-certificate',
  'openapi/admin-examples',
  // Programs of other makers, by the dozen.
  'management/advice-is-executed',
  'management/text-around-pem',
  // Hundreds of runs with made-up input, or of requests.
  'cli/audit',
  'http/documentation-links',
  'http/rejected-request',
  'http/secrets-nowhere',
  'management/changes-without-event',
  'management/every-change-is-audited',
  'storage/record-decides',
  'crypto/secret-phrases',
  'http/unreadable-requests',
  'admin/made-up-names',
  'auth/scopes.property',
  'crypto/handshake-problems',
  'crypto/header-parser.property',
  'crypto/one-text-per-digest.property',
  'crypto/random-secrets',
  'route-import/routes-any-document.property',
  'storage/eligibility.property',
].map(testFile);
/** The console and the documentation site in a real browser: `npm run test:browser`. */
const browser = ['test/console/**/*.test.ts', 'test/site/**/*.test.ts'];
/** Faults and floods, made in whole stacks, each with the machine to itself: `npm run faults`. */
const faults = [
  'test/faults/**/*.test.ts',
  'test/http/slow-hash-floods.test.ts',
  'test/life/restore.test.ts',
  'test/notices/pgbouncer.test.ts',
  'test/self-service/operators-come-first.test.ts',
];
/**
 * Quick tests that start programs in processes of their own: `npm run test:bundle` tries them with what is shipped.
 * The slow ones always run with it in `npm run test:full`; the others have the application in their own process.
 */
const startsProgram = /\b(?:startProcess|runProcess)\(|support\/programs\.js'/;
const programs = globSync('test/**/*.test.ts', { cwd: import.meta.dirname })
  .filter((file) => startsProgram.test(readFileSync(join(import.meta.dirname, file), 'utf8')))
  .filter(
    (file) =>
      !file.startsWith('test/faults/') &&
      !faults.includes(file) &&
      !slow.includes(file) &&
      !waiting.includes(file),
  );
/** Their files, for the report of what was tried (docs/reliability.md). */
export const faultFiles = globSync(faults, { cwd: import.meta.dirname });
/** The client packages against the scripted server, and against the product: `npm run test:clients`. */
const clients = ['clients/*/test/**/*.test.ts'];
/** The Helm chart, with helm itself: `npm run test:helm`. */
const helm = ['test/helm/**/*.test.ts'];
/** Compiles the product again, which needs neither a database nor NGINX: `npm run deletable`. */
const compiling = ['test/law/contract-can-be-deleted.test.ts'];
/** What takes longest begins first, so that no worker is left alone with it at the end. */
const longest = [
  // quick
  'storage/revocation-race',
  'http/token-over-mutual-tls',
  'life/full-life',
  // waiting
  'storage/slow-database',
  'notices/hung-database',
  'doctor/hangs',
  // slow
  'life/plain-host',
  'http/examples-over-mutual-tls',
  'storage/frozen-connections',
  'jobs/readiness',
  'cli/local-stack',
  'http/memory',
  'storage/many-revocations',
  'keys/pepper',
  'management/sign-certificate',
  'management/hand-over-zip',
  'keys/imported-digests',
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

/** What takes seconds alone takes many on a machine that is busy: the limits are there for what hangs. */
const longer = { testTimeout: 90_000, hookTimeout: 120_000 };
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
    // A second by itself, which is not enough on a busy machine.
    expect: { poll: { timeout: 15_000 } },
    sequence: { sequencer: LongestFirst },
    coverage: {
      provider: 'v8',
      include: ['src/core/**', 'src/auth/**'],
      reporter: ['text', 'html'],
      // What was reached; they only rise.
      thresholds: {
        'src/core/**': { branches: 97, functions: 100, lines: 99 },
        'src/auth/**': { branches: 99, functions: 100, lines: 100 },
      },
    },
    projects: [
      {
        extends: true,
        test: {
          name: 'quick',
          include: ['test/**/*.test.ts'],
          exclude: [...waiting, ...slow, ...faults, ...browser, ...helm, ...compiling],
          ...running,
        },
      },
      { extends: true, test: { name: 'slow', include: slow, ...longer, ...running } },
      // They leave the processors idle most of the time.
      {
        extends: true,
        test: {
          name: 'waiting',
          include: waiting,
          maxWorkers: 6,
          sequence: { groupOrder: 1 },
          ...longer,
          ...running,
        },
      },
      { extends: true, test: { name: 'bundle', include: programs, ...running } },
      // One file at a time: each takes the whole machine.
      { extends: true, test: { name: 'faults', include: faults, fileParallelism: false, ...running } },
      {
        extends: true,
        test: {
          name: 'browser',
          include: browser,
          setupFiles: running.setupFiles,
          testTimeout: 120_000,
          hookTimeout: 180_000,
        },
      },
      { extends: true, test: { name: 'helm', include: helm, testTimeout: 120_000, ...running } },
      { extends: true, test: { name: 'clients', include: clients, ...running } },
      { extends: true, test: { name: 'compiling', include: compiling } },
    ],
  },
});
