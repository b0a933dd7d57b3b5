/** A real NGINX with a routes folder like the TLS listener's, but it does not ask the application. */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import { type Agent, createServer as createTlsServer, request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createCa,
  type DevelopmentCa,
  type IssuedCertificate,
  issueServerCertificate,
} from '../../src/cli/deployment/pki.js';
import { findOrInstallNginx } from '../../tools/stack/install-nginx.js';
import { type RunningNginx, startNginx } from '../../tools/stack/nginx-process.js';
import { waitUntil } from '../../tools/stack/processes.js';
import { currently } from '../http/nginx/support.js';
import { afterFile } from '../support/cleanup.js';
import { freePort } from '../support/free-port.js';

const silent = (): void => undefined;

export interface Reached {
  readonly status: number;
  readonly body: string;
}

export interface NginxWithRoutes {
  /** Where the routes are. */
  readonly routes: string;
  readonly configFile: string;
  readonly ca: DevelopmentCa;
  readonly nginx: RunningNginx;
  /** A folder for what a test writes. */
  readonly folder: string;
  ask(path: string, method?: string, agent?: Agent): Promise<Reached>;
  /** Does what reloads NGINX; resolves when every worker of the previous configuration has ended. */
  reloadedBy(work: () => Promise<unknown>): Promise<void>;
}

export const startNginxWithRoutes = async (): Promise<NginxWithRoutes> => {
  const folder = await mkdtemp(join(tmpdir(), 'portaria-nginx-'));
  const [port, routes, runDir] = [await freePort(), join(folder, 'routes'), join(folder, 'run')];
  await mkdir(routes);
  const ca = await createCa({ commonName: 'Routes', ...currently });
  const server = await issueServerCertificate(ca, currently);
  await writeFile(join(folder, 'server.pem'), server.certPem);
  await writeFile(join(folder, 'server.key'), server.keyPem);
  await writeFile(
    join(folder, 'protected.conf'),
    'proxy_http_version 1.1;\nproxy_set_header Connection "";\n',
  );
  const configFile = join(folder, 'nginx.conf');
  await writeFile(configFile, configurationOf(folder, port));
  const nginx = await startNginx({
    binary: await findOrInstallNginx(silent),
    configFile,
    runDir,
    ports: [{ port, setting: 'a port of the test' }],
    logFile: join(folder, 'nginx.log'),
    say: silent,
  });
  afterFile(async () => {
    await nginx.stop();
    await rm(folder, { recursive: true, force: true });
  });
  const ask = (path: string, method = 'GET', agent?: Agent): Promise<Reached> =>
    new Promise((resolve, reject) => {
      const options = {
        host: '127.0.0.1',
        port,
        servername: 'localhost',
        ca: ca.certPem,
        path,
        method,
      };
      const sent = request({ ...options, agent: agent ?? false }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString() });
        });
      });
      sent.on('error', reject);
      sent.end();
    });
  return { routes, configFile, ca, nginx, folder, ask, reloadedBy: reloadingBy(errorLogIn(folder)) };
};

const errorLogIn = (folder: string): string => join(folder, 'error.log');

/**
 * A reload gives new workers at once, but the previous ones accept connections until they read the signal to end, which
 * takes longer on a busy machine. Until then the paths of the previous configuration are answered as well.
 */
const reloadingBy =
  (errorLog: string): NginxWithRoutes['reloadedBy'] =>
  async (work) => {
    const logged = async (event: RegExp): Promise<readonly string[]> =>
      [...(await readFile(errorLog, 'utf8')).matchAll(event)].map(([, pid = '']) => pid);
    const previous = await logged(/start worker process (\d+)/g);
    await work();
    const ended = await waitUntil(async () => {
      const exited = new Set(await logged(/worker process (\d+) exited/g));
      return previous.every((pid) => exited.has(pid));
    }, 20_000);
    if (!ended) throw new Error('a worker of the previous configuration goes on');
  };

const configurationOf = (folder: string, port: number): string => `
pid ${folder}/run/nginx.pid;
error_log ${errorLogIn(folder)} notice;
worker_processes 2;
events {}
http {
    access_log off;
    merge_slashes off;
    client_body_temp_path ${folder}/run/1; proxy_temp_path ${folder}/run/2; fastcgi_temp_path ${folder}/run/3;
    uwsgi_temp_path ${folder}/run/4; scgi_temp_path ${folder}/run/5;
    include ${folder}/routes/*.upstream.conf;
    server {
        listen 127.0.0.1:${port} ssl;
        ssl_certificate ${folder}/server.pem;
        ssl_certificate_key ${folder}/server.key;
        location / { return 404; }
        include ${folder}/routes/*.locations.conf;
    }
}
`;

/** An API that answers with the request line as it came; with a certificate, over TLS. Gives its port. */
export const startApi = async (
  certificate: IssuedCertificate | null = null,
  listener: RequestListener = (requested, answer) =>
    answer.end(`${requested.method ?? ''} ${requested.url ?? ''}`),
): Promise<number> => {
  const server = certificate
    ? createTlsServer({ cert: certificate.certPem, key: certificate.keyPem }, listener)
    : createServer(listener);
  const port = await freePort();
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  afterFile(() => {
    server.closeAllConnections();
    server.close();
  });
  return port;
};
