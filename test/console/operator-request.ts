/** Requests of the demo operator to the admin API, beside those of the browser. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterFile } from '../support/cleanup.js';
import type { Demo } from './stack-in-browser.js';

const run = promisify(execFile);

const post = async (
  demo: Demo,
  path: string,
  body: unknown,
  headers: readonly string[] = [],
): Promise<Record<string, unknown>> => {
  const { stdout } = await run('curl', [
    ...['-sS', '--fail-with-body', '--cacert', String(demo['PORTARIA_CA_CERT'])],
    ...['--cert', String(demo['PORTARIA_OPERATOR_CERT']), '--key', String(demo['PORTARIA_OPERATOR_KEY'])],
    ...['Content-Type: application/json', ...headers].flatMap((header) => ['-H', header]),
    ...['-d', JSON.stringify(body), `${String(demo['PORTARIA_ADMIN_URL'])}${path}`],
  ]);
  return JSON.parse(stdout) as Record<string, unknown>;
};

/** `POST /api/admin/...` with a token of its own; resolves to the body of a success. */
export const operatorRequest = async (
  demo: Demo,
  path: string,
  body: unknown,
): Promise<Record<string, unknown>> => {
  const { access_token: token } = await post(demo, '/api/auth/token', {
    clientId: demo['PORTARIA_OPERATOR_CLIENT_ID'],
    clientSecret: demo['PORTARIA_OPERATOR_CLIENT_SECRET'],
  });
  return post(demo, `/api/admin${path}`, body, [`Authorization: Bearer ${String(token)}`]);
};

/** Resolves to the status of `GET /api/admin/...` with a token, over the certificate of the operator. */
export const statusWithToken = async (demo: Demo, path: string, token: string): Promise<number> => {
  const { stdout } = await run('curl', [
    ...['-sS', '--cacert', String(demo['PORTARIA_CA_CERT']), '-o', '/dev/null', '-w', '%{http_code}'],
    ...['--cert', String(demo['PORTARIA_OPERATOR_CERT']), '--key', String(demo['PORTARIA_OPERATOR_KEY'])],
    ...['-H', `Authorization: Bearer ${token}`, `${String(demo['PORTARIA_ADMIN_URL'])}/api/admin${path}`],
  ]);
  return Number(stdout);
};

const cli = join(import.meta.dirname, '../../dist/bundle/cli.js');

/** Creates an operator by the command line, which needs no approval; resolves to what `newOperator` does. */
export const newOperatorAtHost = async (demo: Demo, name: string, role: string): Promise<Demo> => {
  const folder = await mkdtemp(join(tmpdir(), 'portaria-operator-'));
  afterFile(() => rm(folder, { recursive: true, force: true }));
  const file = (suffix: string): string => join(folder, `operator.${suffix}`);
  await run('openssl', [
    ...['req', '-new', '-newkey', 'rsa:2048', '-nodes', '-subj', '/CN=any'],
    ...['-keyout', file('key'), '-out', file('csr')],
  ]);
  const { stdout } = await run(
    process.execPath,
    [cli, 'operator', 'create', name, '--role', role, '--csr', file('csr'), '--out', file('pem'), '--json'],
    { env: { PATH: process.env['PATH'], PORTARIA_ENV_FILE: demo['PORTARIA_ENV_FILE'] } },
  );
  const { credential, clientSecret } = JSON.parse(stdout) as Record<string, Record<string, unknown>>;
  return asOperator(demo, { ...credential, clientSecret }, file);
};

const asOperator = (
  demo: Demo,
  created: Record<string, unknown>,
  file: (suffix: string) => string,
): Demo => ({
  ...demo,
  PORTARIA_OPERATOR_CERT: file('pem'),
  PORTARIA_OPERATOR_KEY: file('key'),
  PORTARIA_OPERATOR_CLIENT_ID: String(created['clientId']),
  PORTARIA_OPERATOR_CLIENT_SECRET: String(created['clientSecret']),
});

/** Creates an operator with these scopes; resolves to the values of `demo.env` with that operator in them. */
export const newOperator = async (demo: Demo, name: string, scopes: readonly string[]): Promise<Demo> => {
  const folder = await mkdtemp(join(tmpdir(), 'portaria-operator-'));
  afterFile(() => rm(folder, { recursive: true, force: true }));
  const file = (suffix: string): string => join(folder, `operator.${suffix}`);
  const { stdout: csr } = await run('openssl', [
    ...['req', '-new', '-newkey', 'rsa:2048', '-nodes', '-keyout', file('key'), '-subj', '/CN=any'],
  ]);
  const created = await operatorRequest(demo, '/operators', { name, scopes, csr });
  const { pem, chain } = created['certificate'] as { pem: string; chain: string };
  await writeFile(file('pem'), `${pem}${chain}`);
  return asOperator(demo, created, file);
};
