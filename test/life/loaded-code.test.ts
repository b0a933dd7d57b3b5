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

/** Loaded ahead of the application: on a signal it ends at once, without a drain. */
const ending = `process.on('SIGUSR2', () => process.exit(0));`;

interface Coverage {
  readonly result: readonly { readonly url: string }[];
}

/** Resolves to which of those a process had loaded when it ended. V8 names every script that it compiled. */
const loadedBy = async (
  { app }: Deployment,
  use: (started: ApplicationProcess) => Promise<void>,
): Promise<string[]> => {
  const folder = await mkdtemp(join(tmpdir(), 'portaria-loaded-'));
  afterFile(() => rm(folder, { recursive: true, force: true }));
  const started = await startProcess({
    ...app.environment,
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
  return Object.entries(ofManagement).flatMap(([name, word]) =>
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
