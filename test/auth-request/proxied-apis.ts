import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NginxBinary } from '../../src/cli/deployment/nginx-binary.js';
import type { TemplateVariables } from '../../src/cli/deployment/nginx-templates.js';
import type { IssuedCertificate } from '../../src/cli/deployment/pki.js';
import { type ImportedRoutes, importRoutes, type RouteInput } from '../../src/route-import/import-routes.js';
import type { RouteTable } from '../../src/route-import/route-table.js';
import type { Answer, Request } from '../http/nginx/support.js';
import { type Merchant, type ProxiedApp, startProxiedApp } from '../http/proxied-app.js';
import type { AccountInput } from '../support/accounts.js';
import { afterFile } from '../support/cleanup.js';
import { freePort } from '../support/free-port.js';
import type { TestAppOptions } from '../support/test-app.js';

/** The challenges of RFC 6750 section 3 for a token that is refused, and for what was sent in place of one. */
const invalid = 'Bearer error="invalid_token"';
const once = 'Send it once, as: Authorization: Bearer <token>';
export const challenges = {
  invalid,
  notAToken: `${invalid}, error_description="The text after Bearer is not an access token, which has three parts with dots between them. ${once}"`,
  inQuery: `${invalid}, error_description="A token in a URL ends up in logs. ${once}"`,
};

/** One request as the API got it. */
export interface ReceivedByApi {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly rawHeaders: readonly string[];
  readonly body: string;
}

export interface Asking extends Request {
  readonly token?: string;
}

/** The whole thing with an API behind it. */
export interface ProxiedApis extends ProxiedApp {
  readonly api: Server;
  readonly routesDir: string;
  /** What is in `demo.routes.json`. */
  readonly table: RouteTable;
  /** What came through, oldest first. */
  readonly received: ReceivedByApi[];
  /** `PUT /cob/abc123`, at the TLS listener. */
  use(what: string, asking?: Asking): Promise<ApiAnswer>;
  /** A merchant with a token of the contract avista, bound to its certificate. */
  holder(input?: AccountInput): Promise<Holder>;
}

export interface Holder extends Merchant {
  readonly token: string;
}

export interface ApiAnswer extends Answer {
  /** The body as JSON; empty for none. */
  readonly json: Record<string, unknown>;
}

const security = (...alternatives: readonly (readonly string[])[]) => ({
  security: alternatives.map((scopes) => ({ oauth: scopes })),
});

/** The API's document, from which `portaria routes import` makes the rules and NGINX's files. */
const openapi = {
  openapi: '3.1.0',
  info: { title: 'Demo', version: '1' },
  components: { securitySchemes: { oauth: { type: 'oauth2', flows: {} } } },
  paths: {
    '/cob': { get: security(['cob.read']) },
    '/cob/{txid}': {
      get: security(['cob.read']),
      put: security(['cob.write']),
      patch: security(['cob.write', 'cob.read'], ['admin.all']),
    },
    '/loc/{id}': { get: security(['loc.read']) },
    '/loc/all': { get: security(['loc.all']) },
    '/saldo': { get: security(['balance:read']) },
    '/open': { get: security([]) },
  },
};
const scopeMap = { 'pix:read': ['cob.read', 'loc.read'], 'pix:write': ['cob.write'] };

const importDemo = (port: number, input: Partial<RouteInput> = {}): ImportedRoutes =>
  importRoutes({
    // `/open` asks for a token of any scope.
    allowUnscoped: true,
    ...input,
    document: JSON.stringify(openapi),
    upstream: `http://127.0.0.1:${String(port)}`,
    scopeMap: JSON.stringify(scopeMap),
  });

const startApi = async (port: number, received: ReceivedByApi[]): Promise<Server> => {
  const api = createServer({ maxHeaderSize: 256 * 1024 }, (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url = '', headers, rawHeaders } = request;
      received.push({ method, url, headers, rawHeaders, body: Buffer.concat(chunks).toString() });
      response.writeHead(Number(headers['x-test-status'] ?? 200), {
        'content-type': 'application/json',
        ...(headers['x-test-accel'] !== undefined && { 'x-accel-redirect': String(headers['x-test-accel']) }),
        ...(headers['x-test-cache'] !== undefined && { 'cache-control': String(headers['x-test-cache']) }),
      });
      response.end('{"from":"api"}');
    });
  });
  await new Promise<void>((resolve) => api.listen(port, '127.0.0.1', resolve));
  return api;
};

export const startApis = async (
  input: TestAppOptions & {
    readonly nginx?: TemplateVariables;
    readonly binary?: NginxBinary;
    readonly routes?: Pick<RouteInput, 'audiences' | 'requireBound'>;
    readonly issuerIsListener?: true;
  } = {},
): Promise<ProxiedApis> => {
  const routesDir = await mkdtemp(join(tmpdir(), 'portaria-routes-'));
  const port = await freePort();
  const received: ReceivedByApi[] = [];
  const { files, table } = importDemo(port, input.routes);
  for (const { file, text } of files) await writeFile(join(routesDir, file), text);
  const api = await startApi(port, received);
  const proxied = await startProxiedApp({
    ...input,
    environment: { PORTARIA_ROUTES_DIR: routesDir, ...input.environment },
    nginx: { PORTARIA_ROUTES_DIR: routesDir, ...input.nginx },
  });
  afterFile(async () => {
    api.closeAllConnections();
    api.close();
    await rm(routesDir, { recursive: true, force: true });
  });
  return {
    ...proxied,
    ...{ api, routesDir, table, received },
    use: (what, asking = {}) => use(proxied, what, asking),
    holder: async (account = {}) => {
      const merchant = await proxied.merchant({
        scopes: ['pix:read', 'pix:write', 'balance:read'],
        ...account,
      });
      return { ...merchant, token: await avistaToken(proxied, merchant, merchant.certificate) };
    },
  };
};

const use = async (proxied: ProxiedApp, what: string, { token, ...request }: Asking): Promise<ApiAnswer> => {
  const [method = '', path = ''] = what.split(' ');
  const answer = await proxied.proxy.ask('tls', {
    ...{ method, path },
    ...request,
    headers: { ...(token !== undefined && { authorization: `Bearer ${token}` }), ...request.headers },
  });
  const isJson = String(answer.headers['content-type']).includes('json') && answer.body !== '';
  return { ...answer, json: isJson ? (JSON.parse(answer.body) as Record<string, unknown>) : {} };
};

const avistaToken = async (
  proxied: ProxiedApp,
  client: Pick<Merchant, 'clientId' | 'clientSecret'>,
  certificate: IssuedCertificate,
): Promise<string> => {
  const answer = await proxied.askToken('tls', client, { client: certificate });
  if (answer.status !== 201) throw new Error(`no token: ${answer.body}`);
  return (JSON.parse(answer.body) as { access_token: string }).access_token;
};

/** A token of the contract pix; with a form it is asked for as RFC 6749 has it. */
export const pixToken = async (
  proxied: ProxiedApp,
  client: Pick<Merchant, 'clientId' | 'clientSecret'>,
  asking: { readonly certificate?: IssuedCertificate; readonly scope?: string } = {},
): Promise<string> => {
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: client.clientId,
    client_secret: client.clientSecret,
    ...(asking.scope !== undefined && { scope: asking.scope }),
  });
  const answer = await proxied.proxy.ask('tls', {
    path: '/oauth/token',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: form.toString(),
    ...(asking.certificate && { client: asking.certificate }),
  });
  if (answer.status !== 200) throw new Error(`no token: ${answer.body}`);
  return (JSON.parse(answer.body) as { access_token: string }).access_token;
};
