import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { type Deployment, openDeployment } from '../keys/deployment.js';
import { afterFile } from '../support/cleanup.js';
import { type ApplicationProcess, startProcess } from '../support/processes.js';

/** What only management needs, each by a word that stands in no other package and in no file of ours. */
const ofManagement = {
  typeorm: 'CannotConnectAlreadyConnectedError',
  '@peculiar/x509': 'X509ChainBuilder',
  'PKCS#12 of node-forge': 'pkcs12FromAsn1',
  'dictionaries of zxcvbn': 'qwertyuiop',
} as const;

/** The product's own code for management, each by the name of a class that no other part knows. */
const ownManagement = {
  'use cases': 'OperatorRules',
  'admin API': 'AdminRoutesCheck',
  'self-service': 'SelfServiceRoutesCheck',
  'audit trail': 'VerifyAudit',
} as const;

/** Loaded ahead of the application: on a signal it ends at once, without a drain. */
const ending = `process.on('SIGUSR2', () => process.exit(0));`;

interface Coverage {
  readonly result: readonly { readonly url: string }[];
}

interface LoadedOptions {
  readonly words?: Readonly<Record<string, string>>;
  readonly environment?: Readonly<Record<string, string>>;
}

/** Resolves to which of those a process had loaded when it ended. V8 names every script that it compiled. */
const loadedBy = async (
  { app }: Deployment,
  use: (started: ApplicationProcess) => Promise<void>,
  { words = ofManagement, environment = {} }: LoadedOptions = {},
): Promise<string[]> => {
  const folder = await mkdtemp(join(tmpdir(), 'portaria-loaded-'));
  afterFile(() => rm(folder, { recursive: true, force: true }));
  const started = await startProcess({
    ...app.environment,
    ...environment,
    NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(ending)}`,
    NODE_V8_COVERAGE: folder,
  });
  await use(started);
  started.child.kill('SIGUSR2');
  expect(await started.exited, started.output()).toBe(0);
  const reports = await Promise.all(
    (await readdir(folder)).map(
      async (name) => JSON.parse(await readFile(join(folder, name), 'utf8')) as Coverage,
    ),
  );
  const files = reports
    .flatMap(({ result }) => result.map(({ url }) => url))
    .filter((url) => url.startsWith('file:'));
  const texts = await Promise.all([...new Set(files)].map((url) => readFile(fileURLToPath(url), 'utf8')));
  return Object.entries(words).flatMap(([name, word]) =>
    texts.some((text) => text.includes(word)) ? [name] : [],
  );
};

const deployment = await openDeployment();

const ownAccount = async ({ port }: ApplicationProcess, token: string | number): Promise<Response> =>
  fetch(`http://127.0.0.1:${String(port)}/api/account`, {
    headers: {
      authorization: `Bearer ${String(token)}`,
      'x-portaria-listener': deployment.app.listenerSecret('tls'),
      'x-real-ip': '127.0.0.1',
      'x-ssl-client-cert': encodeURIComponent(deployment.certificate.certPem),
      'x-ssl-client-verify': 'SUCCESS',
    },
  });

test(
  'a process that issues tokens has loaded nothing that only management needs',
  { timeout: 60_000 },
  async () => {
    const loaded = await loadedBy(deployment, async (started) => {
      expect(await deployment.ask(started)).toMatch(/^ey/);
      expect(await deployment.ask(started, 'guessed-and-wrong-0001')).toBe(401);
    });
    expect(loaded).toEqual([]);
  },
);

test('a request of management loads what it needs, and is answered', { timeout: 60_000 }, async () => {
  const loaded = await loadedBy(deployment, async (started) => {
    const answer = await ownAccount(started, await deployment.ask(started));
    expect(answer.status).toBe(200);
  });
  expect(loaded).toEqual(['typeorm']);
});

const everything = { ...ofManagement, ...ownManagement };
const issuing = {
  PORTARIA_ROLE: 'issue',
  PORTARIA_ADMIN_LISTENER_SECRET: '',
  DATABASE_URL: deployment.app.database.issueUrl,
};
const managing = { PORTARIA_ROLE: 'manage', DATABASE_URL: deployment.app.database.manageUrl };

test(
  'a process with PORTARIA_ROLE=issue loads no management, whatever is requested of it',
  { timeout: 60_000 },
  async () => {
    const loaded = await loadedBy(
      deployment,
      async (started) => {
        const token = await deployment.ask(started);
        expect(token).toMatch(/^ey/);
        expect(await deployment.ask(started, 'guessed-and-wrong-0001')).toBe(401);
        expect((await ownAccount(started, token)).status).toBe(404);
      },
      { words: everything, environment: issuing },
    );
    expect(loaded).toEqual([]);
  },
);

test(
  'a process with PORTARIA_ROLE=manage loads the management that is used',
  { timeout: 60_000 },
  async () => {
    const issuer = await startProcess({ ...deployment.app.environment, ...issuing });
    const token = await deployment.ask(issuer);
    const loaded = await loadedBy(
      deployment,
      async (started) => {
        expect((await ownAccount(started, token)).status).toBe(200);
        expect(await deployment.ask(started)).toBe(404);
      },
      { words: everything, environment: managing },
    );
    expect(loaded).toEqual(['typeorm', ...Object.keys(ownManagement)]);
  },
);

test(
  'the look at the audit trail loads no TypeORM, which a process that only looks would keep for ever',
  { timeout: 120_000 },
  async () => {
    const loaded = await loadedBy(
      deployment,
      async ({ port }) => {
        const metrics = async (): Promise<string> =>
          (await fetch(`http://127.0.0.1:${String(port)}/metrics`)).text();
        // It comes within the first minute.
        await expect
          .poll(metrics, { timeout: 80_000, interval: 1000 })
          .toMatch(/^portaria_audit_chain_valid(\{.*\})? 1$/m);
      },
      { environment: managing },
    );
    expect(loaded).toEqual([]);
  },
);

const tracing = { OpenTelemetry: 'BatchSpanProcessorBase' };

test('a process loads OpenTelemetry only when a collector is set', { timeout: 120_000 }, async () => {
  const askOnce = async (started: ApplicationProcess): Promise<void> => {
    expect(await deployment.ask(started)).toMatch(/^ey/);
  };
  expect(await loadedBy(deployment, askOnce, { words: tracing })).toEqual([]);
  const environment = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' };
  expect(await loadedBy(deployment, askOnce, { words: tracing, environment })).toEqual(['OpenTelemetry']);
});
