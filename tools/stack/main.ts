/**
 * `npm start`: runs PostgreSQL, NGINX and the application in this folder, until Ctrl-C.
 *
 * This folder owns the processes of the local stack. It must never be shipped or be imported by `src/`; what containers need
 * as well (templates, PKI, secrets, demo accounts) is in `src/cli/deployment/`.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { migrations } from '../../migrations/list.js';
import { openManagement } from '../../src/app/open-management.js';
import { type DemoManagement, ensureDemo } from '../../src/cli/deployment/ensure-demo.js';
import { operatorP12File, operatorP12Password } from '../../src/cli/deployment/operator-p12.js';
import { messageOf } from '../../src/cli/deployment/programs.js';
import { readStackSettings, type StackSettings } from '../../src/cli/deployment/stack-settings.js';
import {
  loadCertificatesConfig,
  loadKeyActivationDelaySeconds,
  loadManagementConfig,
  loadMasterKeysConfig,
  loadRetention,
} from '../../src/config/config.js';
import { type Actor, emptyRequestContext } from '../../src/core/audit/operation.js';
import { migrate } from '../../src/storage/maintenance/migrator.js';
import { toManagementError } from '../../src/storage/transaction/database-failure.js';
import { apiCurlCommand, curlCommand } from './demo-commands.js';
import { ensureStackCa, ensureStackClientCa } from './ensure-stack-cas.js';
import type { Say } from './processes.js';
import { type RunningStack, type StackParts, startStack } from './stack.js';

const localStack: Actor = { kind: 'system', name: 'local stack', accountId: null, clientId: null };

const say: Say = (line) => {
  process.stdout.write(`${line}\n`);
};

/** The folder that has the pages, if they were built; a stack without them is complete but for its pages. */
const builtIn = (root: string, pages: 'console' | 'docs'): string | null =>
  existsSync(join(root, pages, 'index.html')) ? root : null;

/** The console as `npm start` built it. */
const consoleRootIn = (folder: string): string | null => builtIn(join(folder, '../..'), 'console');

/** The documentation site as `npm run docs` built it. */
const docsRootIn = (folder: string): string | null => builtIn(join(folder, '../../docs-site'), 'docs');

const partsIn = (folder: string): StackParts => ({
  program: join(folder, '../../bundle/main.js'),
  templates: join(folder, '../../../nginx'),
  consoleRoot: consoleRootIn(folder),
  docsRoot: docsRootIn(folder),
  demoApi: {
    program: join(folder, 'demo-api.js'),
    document: join(folder, '../../../examples/demo/openapi.yaml'),
  },
  now: () => new Date(),
  say,
  migrate: async (ownerUrl) => {
    const waiting = (): void => {
      say('Another process is migrating the database. Waiting for it.');
    };
    const applied = await migrate(() => ownerUrl, migrations, { waiting }, loadRetention({})).catch(
      (error: unknown) => {
        throw toManagementError(error);
      },
    );
    if (applied.length > 0) say(`Migrated the database (${String(applied.length)} steps).`);
    return applied;
  },
  ensureDemo: async (facts) => {
    const { database, secrets } = loadManagementConfig(facts.environment);
    const management = openManagement({
      database,
      secrets: { ...secrets, ...loadMasterKeysConfig(facts.environment) },
      certificates: () => loadCertificatesConfig(facts.environment),
      keyActivationDelaySeconds: () => loadKeyActivationDelaySeconds(facts.environment),
    });
    try {
      const change: DemoManagement['change'] = (useCase, input) =>
        management.executor.execute(
          { ...emptyRequestContext, actor: localStack, managesOperators: true, managesResourceServers: true },
          useCase,
          input,
        );
      const use = { ...management, change };
      await ensureStackCa(use, facts.pki);
      await ensureStackClientCa(use, facts.pki);
      await ensureDemo(use, facts);
    } finally {
      await management.close();
    }
  },
});

const greet = async ({ home, ports }: StackSettings, demoApi: boolean): Promise<void> => {
  const [tls, header, admin] = [ports.tls, ports.header, ports.admin].map(
    (port) => `https://localhost:${String(port)}`,
  );
  say(`
${String(tls)}   mutual TLS
${String(header)}   certificate in a header
${String(admin)}   operators
Ids and secrets are in ${join(home, 'demo.env')}, logs in ${join(home, 'logs')}. Ctrl-C stops everything.

To get a token, paste this into another terminal:

${await curlCommand(home)}
`);
  if (demoApi)
    say(`To call the demo API through the gateway with such a token:

${await apiCurlCommand(home)}
`);
  if (docsRootIn(import.meta.dirname) !== null)
    say(`The documentation is at ${String(tls)}/docs/, in Portuguese at ${String(tls)}/docs/pt-BR/.
`);
  if (consoleRootIn(import.meta.dirname) !== null)
    say(`The operator console is at ${String(admin)}/console/. First import ${operatorP12File(home)} into
the browser (password: ${operatorP12Password}); the client id and secret of the demo operator are
PORTARIA_OPERATOR_CLIENT_ID and PORTARIA_OPERATOR_CLIENT_SECRET in ${join(home, 'demo.env')}.
Chrome: Settings, Privacy and security, Security, Manage certificates, Import.
Firefox: Settings, Privacy & Security, View Certificates, Your Certificates, Import.
`);
  say(`ready: ${String(tls)}`);
};

/**
 * One signal stops everything in order, also during the start; the process ends when every part has
 * ended. The parts are in process groups of their own, so Ctrl-C reaches this process alone.
 */
const stopOnSignal = (starting: Promise<RunningStack>): void => {
  let stopping = false;
  const stop = async (exitCode: number, reason: string): Promise<void> => {
    if (stopping) return;
    stopping = true;
    say(reason);
    const stack = await starting;
    await stack.stop();
    say('Stopped.');
    process.exit(exitCode);
  };
  const giveUp = (error: unknown): void => {
    process.stderr.write(`${messageOf(error)}\n`);
    process.exit(1);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      stop(0, 'Stopping.').catch(giveUp);
    });
  }
  // As when the reader of `npm start | head` goes away: without this the process ended at the next line that it wrote,
  // and left its parts running.
  process.stdout.on('error', (error: Error) => {
    if (!stopping) process.stderr.write(`npm start cannot write its output (${error.message}). Stopping.\n`);
    stop(1, '').catch(giveUp);
  });
  process.stderr.on('error', () => undefined);
  // A failed start was reported, and its parts were stopped, in `main`.
  starting.then(
    async (stack) => stop(1, await stack.broken),
    () => undefined,
  );
};

const main = async (): Promise<void> => {
  const settings = readStackSettings(process.env);
  const starting = startStack(settings, partsIn(import.meta.dirname));
  stopOnSignal(starting);
  const { demoApi } = await starting;
  await greet(settings, demoApi);
};

main().catch((error: unknown) => {
  process.stderr.write(`${messageOf(error)}\n`);
  process.exitCode = 1;
});
