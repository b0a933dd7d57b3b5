/** NGINX from the product's own templates, in front of each contender. */
import { randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import getPort from 'get-port';
import type { NginxBinary } from '../../src/cli/deployment/nginx-binary.js';
import {
  renderTemplates,
  templateDefaults,
  versionVariables,
  writeListenerSecrets,
} from '../../src/cli/deployment/nginx-templates.js';
import { type RunningNginx, startNginx } from '../../tools/stack/nginx-process.js';

/** What all fronts of a run have in common. */
export interface BenchProxyParts {
  readonly binary: NginxBinary;
  readonly folder: string;
  readonly serverCert: string;
  readonly serverKey: string;
  readonly authority: string;
  readonly listenerSecret: string;
  readonly gatewaySecret: string;
  /** The folder that `portaria routes import` would have written. */
  readonly routesDir: string;
}

export interface BenchProxyInput {
  readonly name: string;
  /**
   * `host:port`. Without it NGINX itself answers 201 with `answer`, which contains no quote and no
   * `$`.
   */
  readonly upstream?: string;
  readonly answer?: string;
  /** NGINX sends one of these, chosen by the request's id, in place of the body of the load. */
  readonly bodies?: readonly string[];
  /**
   * Instead of `bodies`, for more clients than a list could have: a body with `$bench_hex`, which is
   * this many hexadecimal digits of the request's id behind as many zeros as make five.
   */
  readonly manyBodies?: { readonly body: string; readonly digits: number };
}

export interface BenchProxy {
  readonly url: string;
  /** Returns the URL of a path such as `/file`, on the same listener. */
  at(path: string): string;
  readonly pid: number;
  /** Returns how often it has answered with each status so far, by its access log. */
  statuses(): Promise<ReadonlyMap<string, number>>;
  stop(): Promise<void>;
}

const templates = join(import.meta.dirname, '../../../nginx');
const tokenRoute = 'proxy_pass http://portaria_application/api/auth/token;';

/**
 * Builds the rotation of the bodies. ApacheBench sends one body again and again, so NGINX rotates a
 * thousand accounts, in the same way for every contender. The directives are placed where a
 * balancer's `set_real_ip_from` would be: at the level of `http`.
 */
const rotation = (bodies: readonly string[]): string => {
  const share = (100 / bodies.length).toFixed(2);
  const rows = bodies.map((_body, index) => {
    const part = index === bodies.length - 1 ? '*' : `${share}%`;
    return `${part} ${String(index)};`;
  });
  // Only `map` expands variables in its values, not split_clients: with the bodies in
  // split_clients, $request_id would be sent literally.
  const values = bodies.map((body, index) => `${String(index)} '${body}';`);
  return [
    `split_clients $request_id $bench_place {\n${rows.join('\n')}\n}`,
    `map $bench_place $bench_body {\n${values.join('\n')}\n}`,
    'proxy_set_body $bench_body;',
  ].join('\n');
};

/** A body whose client's number is a part of the request's id. */
const manyBodies = ({ body, digits }: NonNullable<BenchProxyInput['manyBodies']>): string =>
  [
    `map $request_id $bench_digits {\n"~^(?<found>[0-9a-f]{${String(digits)}})" $found;\n}`,
    `map $bench_digits $bench_hex {\ndefault ${'0'.repeat(5 - digits)}$bench_digits;\n}`,
    `map $bench_hex $bench_body {\ndefault '${body}';\n}`,
    'proxy_set_body $bench_body;',
  ].join('\n');

/** Copies the templates and makes NGINX itself answer the token route. */
const templatesThatAnswer = async (folder: string, answer: string): Promise<string> => {
  const copy = join(folder, 'templates');
  await cp(templates, copy, { recursive: true });
  const listener = join(copy, 'listeners/tls-on.conf.template');
  const text = await readFile(listener, 'utf8');
  if (!text.includes(tokenRoute)) throw new Error(`${listener} has no line "${tokenRoute}"`);
  await writeFile(
    listener,
    text.replace(tokenRoute, `default_type application/json; return 201 '${answer}';`),
  );
  return copy;
};

const statusesIn = async (log: string): Promise<ReadonlyMap<string, number>> => {
  const counts = new Map<string, number>();
  for await (const line of createInterface({ input: createReadStream(log) })) {
    const status = /"status":(\d+)/.exec(line)?.[1] ?? 'none';
    counts.set(status, (counts.get(status) ?? 0) + 1);
  }
  return counts;
};

export const startBenchProxy = async (
  parts: BenchProxyParts,
  input: BenchProxyInput,
): Promise<BenchProxy> => {
  const folder = join(parts.folder, `nginx-${input.name}`);
  const [runDir, secretsDir, configDir] = [
    join(folder, 'run'),
    join(folder, 'secrets'),
    join(folder, 'conf'),
  ];
  const accessLog = join(folder, 'access.log');
  await mkdir(runDir, { recursive: true });
  await writeListenerSecrets(secretsDir, {
    tls: parts.listenerSecret,
    header: randomBytes(32).toString('hex'),
    admin: randomBytes(32).toString('hex'),
    gateway: parts.gatewaySecret,
  });
  const [tls, admin] = [await getPort(), await getPort()];
  const source = input.answer === undefined ? templates : await templatesThatAnswer(folder, input.answer);
  const configFile = await renderTemplates(source, {
    ...templateDefaults,
    ...versionVariables(parts.binary.version),
    PORTARIA_BIND: '127.0.0.1:',
    PORTARIA_TLS_PORT: String(tls),
    PORTARIA_ADMIN_PORT: String(admin),
    PORTARIA_UPSTREAM: input.upstream ?? '127.0.0.1:9',
    PORTARIA_SERVER_CERT: parts.serverCert,
    PORTARIA_SERVER_KEY: parts.serverKey,
    PORTARIA_CLIENT_CA_BUNDLE: parts.authority,
    PORTARIA_NGINX_DIR: configDir,
    PORTARIA_NGINX_RUN_DIR: runDir,
    PORTARIA_NGINX_SECRETS_DIR: secretsDir,
    PORTARIA_ROUTES_DIR: parts.routesDir,
    PORTARIA_NGINX_ERROR_LOG: join(folder, 'error.log'),
    PORTARIA_NGINX_ACCESS_LOG: accessLog,
    PORTARIA_RATE_LIMIT: 'off',
    ...(input.bodies && { PORTARIA_REAL_IP: rotation(input.bodies) }),
    ...(input.manyBodies && { PORTARIA_REAL_IP: manyBodies(input.manyBodies) }),
  });
  const nginx: RunningNginx = await startNginx({
    binary: parts.binary,
    configFile,
    runDir,
    logFile: join(folder, 'nginx.log'),
    ports: [
      { port: tls, setting: 'the port of the benchmark' },
      { port: admin, setting: 'the port of the benchmark' },
    ],
    say: () => undefined,
  });
  return {
    url: `https://127.0.0.1:${String(tls)}/api/auth/token`,
    at: (path) => `https://127.0.0.1:${String(tls)}${path}`,
    pid: nginx.pid,
    statuses: () => statusesIn(accessLog),
    stop: () => nginx.stop(),
  };
};
