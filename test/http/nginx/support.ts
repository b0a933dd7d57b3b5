/**
 * A real NGINX from the production templates in front of a tiny upstream that says what it received.
 *
 * One certificate set and one NGINX per test file; everything is removed when the file is done.
 */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import { type Agent, request as httpsRequest } from 'node:https';
import { connect as netConnect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect as tlsConnect, type ConnectionOptions } from 'node:tls';
import type { NginxBinary } from '../../../src/cli/deployment/nginx-binary.js';
import {
  renderTemplates,
  templateDefaults,
  type TemplateVariables,
  versionVariables,
  writeListenerSecrets,
} from '../../../src/cli/deployment/nginx-templates.js';
import {
  createCa,
  type DevelopmentCa,
  issueCertificate,
  type IssuedCertificate,
  issueServerCertificate,
  type PkiCertificateParameters,
  writeIssuedCertificate,
} from '../../../src/cli/deployment/pki.js';
import type { Listener } from '../../../src/core/tokens/token-request.js';
import { findOrInstallNginx } from '../../../tools/stack/install-nginx.js';
import { type RunningNginx, startNginx } from '../../../tools/stack/nginx-process.js';
import { assertPortFree, waitUntil } from '../../../tools/stack/processes.js';
import { afterFile } from '../../support/cleanup.js';
import { freePort } from '../../support/free-port.js';

const hourMs = 3_600_000;
const templatesDir = join(import.meta.dirname, '../../../nginx');
const silent = (): void => undefined;

/** Validity of almost everything here: from an hour ago until tomorrow. */
export const currently = {
  notBefore: new Date(Date.now() - hourMs),
  notAfter: new Date(Date.now() + 24 * hourMs),
};
export const longAgo = {
  notBefore: new Date(Date.now() - 48 * hourMs),
  notAfter: new Date(Date.now() - 24 * hourMs),
};

export const listenerSecrets = {
  tls: 'tls-listener-secret-of-this-test-000000',
  header: 'header-listener-secret-of-this-test-000000',
  admin: 'admin-listener-secret-of-this-test-000000',
  gateway: 'gateway-listener-secret-of-this-test-000000',
} as const satisfies Record<Listener, string>;

/** The secret of the managing processes, where they have one of their own. */
export const selfServiceSecret = 'self-service-secret-of-this-test-000000';

/** A listener that accepts connections from clients. */
export type OpenListener = Exclude<Listener, 'gateway'>;
export const openListeners = ['tls', 'header', 'admin'] as const satisfies readonly OpenListener[];

/** One request as the upstream got it. */
export interface Received {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  /** Names and values as they came over the wire, in order. */
  readonly rawHeaders: readonly string[];
  readonly body: string;
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly rawHeaders: readonly string[];
  readonly body: string;
  /** The body as it came. */
  readonly bytes?: Buffer;
}

export interface Request {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Record<string, string | string[]>;
  readonly body?: string;
  readonly client?: IssuedCertificate;
  readonly tls?: ConnectionOptions;
  readonly agent?: Agent;
}

export interface TestProxy {
  readonly ports: Readonly<Record<OpenListener, number>>;
  readonly ca: DevelopmentCa;
  /** The one that runs, or ran last. */
  readonly nginx: RunningNginx;
  readonly received: Received[];
  readonly upstream: Server;
  /** The rendered main configuration. */
  readonly configFile: string;
  /** What it was rendered with. */
  readonly variables: TemplateVariables;
  issue(order?: Partial<PkiCertificateParameters>): Promise<IssuedCertificate>;
  ask(listener: OpenListener, request?: Request): Promise<Answer>;
  /** The authorities that NGINX trusts, as PEM; from its next reload on. */
  readonly clientCaBundle: string;
  logs(): Promise<string>;
  /** Starts NGINX again after it was killed; resolves when every listener finishes a handshake. */
  startAgain(): Promise<void>;
}

const areFree = (ports: readonly number[]): Promise<boolean> =>
  Promise.all(ports.map((port) => assertPortFree(port, 'a port of the test'))).then(
    () => true,
    () => false,
  );

const startUpstream = async (port: number, received: Received[]): Promise<Server> => {
  const upstream = createServer({ maxHeaderSize: 256 * 1024 }, (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url = '', headers, rawHeaders } = request;
      received.push({ method, url, headers, rawHeaders, body: Buffer.concat(chunks).toString('utf8') });
      response.writeHead(Number(headers['x-test-status'] ?? 200), {
        'content-type': 'application/json; charset=utf-8',
        'cache-control': String(headers['x-test-cache'] ?? 'no-store'),
        pragma: 'no-cache',
        'x-request-id': String(headers['x-request-id']),
        ...(headers['x-test-allow'] !== undefined && { allow: String(headers['x-test-allow']) }),
        ...(headers['x-test-nosniff'] !== undefined && { 'x-content-type-options': 'nosniff' }),
      });
      response.end('{"from":"upstream"}');
    });
  });
  await new Promise<void>((resolve) => upstream.listen(port, '127.0.0.1', resolve));
  return upstream;
};

const askOver = (port: number, ca: string, wanted: Request): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const client =
      wanted.client === undefined ? {} : { cert: wanted.client.certPem, key: wanted.client.keyPem };
    const request = httpsRequest(
      {
        host: '127.0.0.1',
        port,
        servername: 'localhost',
        ca,
        method: wanted.method ?? 'POST',
        path: wanted.path ?? '/api/auth/token',
        headers: wanted.headers ?? {},
        agent: wanted.agent ?? false,
        ...client,
        ...wanted.tls,
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          const { statusCode: status = 0, headers, rawHeaders } = response;
          const bytes = Buffer.concat(chunks);
          resolve({ status, headers, rawHeaders, body: bytes.toString('utf8'), bytes });
        });
      },
    );
    request.on('error', reject);
    request.end(wanted.body);
  });

const issueTestPki = async (
  dir: string,
  caDays: number,
): Promise<{ ca: DevelopmentCa; variables: TemplateVariables }> => {
  const notAfter = new Date(Date.now() + caDays * 24 * hourMs);
  const ca = await createCa({ commonName: 'Test Authority', ...currently, notAfter });
  const files = { cert: join(dir, 'server.pem'), key: join(dir, 'server.key') };
  await writeIssuedCertificate(files, await issueServerCertificate(ca, currently));
  const bundle = join(dir, 'clients.pem');
  await writeFile(bundle, ca.certPem);
  return {
    ca,
    variables: {
      PORTARIA_SERVER_CERT: files.cert,
      PORTARIA_SERVER_KEY: files.key,
      PORTARIA_CLIENT_CA_BUNDLE: bundle,
    },
  };
};

const portVariables = (ports: Record<OpenListener, number>, upstreamPort: number): TemplateVariables => ({
  PORTARIA_BIND: '127.0.0.1:',
  PORTARIA_TLS_PORT: String(ports.tls),
  PORTARIA_HEADER_PORT: String(ports.header),
  PORTARIA_ADMIN_PORT: String(ports.admin),
  PORTARIA_UPSTREAM: `127.0.0.1:${upstreamPort}`,
});

/** Starts it all; `overrides` are template variables, `known` is for tests that must know these. */
export const startTestProxy = async (
  overrides: TemplateVariables = {},
  known: { readonly tlsPort?: number; readonly binary?: NginxBinary; readonly caDays?: number } = {},
): Promise<TestProxy> => {
  const dir = await mkdtemp(join(tmpdir(), 'portaria-nginx-'));
  const runDir = join(dir, 'run');
  await mkdir(runDir);
  const ports = {
    tls: known.tlsPort ?? (await freePort()),
    header: await freePort(),
    admin: await freePort(),
  };
  const upstreamPort = await freePort();
  const received: Received[] = [];
  const upstream = await startUpstream(upstreamPort, received);
  const { ca, variables } = await issueTestPki(dir, known.caDays ?? 1);
  const binary = known.binary ?? (await findOrInstallNginx(silent));
  await writeListenerSecrets(join(dir, 'secrets'), {
    ...listenerSecrets,
    'self-service': selfServiceSecret,
  });
  const settings: TemplateVariables = {
    ...templateDefaults,
    ...versionVariables(binary.version),
    ...variables,
    ...portVariables(ports, upstreamPort),
    PORTARIA_NGINX_DIR: join(dir, 'nginx'),
    PORTARIA_NGINX_RUN_DIR: runDir,
    PORTARIA_NGINX_SECRETS_DIR: join(dir, 'secrets'),
    PORTARIA_NGINX_ERROR_LOG: join(dir, 'error.log'),
    PORTARIA_NGINX_ACCESS_LOG: join(dir, 'access.log'),
    PORTARIA_NGINX_WORKERS: '2',
    PORTARIA_HEADER_LISTENER: 'on',
    PORTARIA_RATE_LIMIT: 'off',
    ...overrides,
  };
  const configFile = await renderTemplates(templatesDir, settings);
  const open = openListeners.filter((name) => settings[`PORTARIA_${name.toUpperCase()}_LISTENER`] === 'on');
  const start = (): Promise<RunningNginx> =>
    startNginx({
      binary,
      configFile,
      runDir,
      ports: open.map((name) => ({ port: ports[name], setting: 'a port of the test' })),
      logFile: join(dir, 'nginx.log'),
      say: silent,
    });
  let nginx = await start();
  afterFile(async () => {
    await nginx.stop();
    upstream.closeAllConnections();
    upstream.close();
    await rm(dir, { recursive: true, force: true });
  });
  const logFiles = ['error.log', 'access.log', 'nginx.log'].map((name) => join(dir, name));
  return {
    ports,
    ca,
    get nginx() {
      return nginx;
    },
    startAgain: async () => {
      // A worker that was killed keeps its ports for a moment longer than its master.
      await waitUntil(() => areFree(open.map((name) => ports[name])), 5000);
      nginx = await start();
    },
    received,
    upstream,
    configFile,
    variables: settings,
    clientCaBundle: settings['PORTARIA_CLIENT_CA_BUNDLE'] ?? '',
    issue: (order = {}) => issueCertificate(ca, { ...named(order), ...currently, ...order }),
    ask: (listener, wanted = {}) => askOver(ports[listener], ca.certPem, wanted),
    logs: async () =>
      (await Promise.all(logFiles.map((file) => readFile(file, 'utf8').catch(() => '')))).join('\n'),
  };
};

const named = (order: Partial<PkiCertificateParameters>): { commonName?: string } =>
  order.subject === undefined ? { commonName: 'loja.example' } : {};

/** Sends bytes over TLS (or without, `plain`) exactly as given and returns everything that comes back. */
export const sendRaw = (
  proxy: TestProxy,
  listener: OpenListener,
  bytes: string | Buffer,
  options: ConnectionOptions & { plain?: boolean } = {},
): Promise<string> =>
  new Promise((resolve, reject) => {
    const where = { host: '127.0.0.1', port: proxy.ports[listener] };
    const send = (): void => void socket.write(bytes);
    const socket =
      options.plain === true
        ? netConnect(where, send)
        : tlsConnect({ ...where, ca: proxy.ca.certPem, servername: 'localhost', ...options }, send);
    const chunks: Buffer[] = [];
    const finish = (): void => {
      socket.destroy();
      resolve(Buffer.concat(chunks).toString('latin1'));
    };
    // Quiet for this long: NGINX keeps the connection and waits for more.
    socket.setTimeout(400, finish);
    socket.on('data', (chunk: Buffer) => chunks.push(chunk));
    socket.on('end', finish);
    socket.on('close', finish);
    socket.on('error', (reason: Error) => (chunks.length > 0 ? finish() : reject(reason)));
  });

/** Status, headers (lower-case names) and body of the first HTTP/1.1 answer in what `sendRaw` returned. */
export const firstAnswer = (raw: string): Answer => {
  const [head = '', ...rest] = raw.split('\r\n\r\n');
  const [statusLine = '', ...lines] = head.split('\r\n');
  const pairs = lines.map((line): [string, string] => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
  });
  return {
    status: Number(statusLine.split(' ')[1] ?? 0),
    headers: Object.fromEntries(pairs),
    rawHeaders: pairs.flat(),
    body: rest.join('\r\n\r\n'),
  };
};

/** A PEM as the published programs put it into a header: percent-encoded per RFC 3986. */
export const percentEncoded = (pem: string): string => encodeURIComponent(pem);
