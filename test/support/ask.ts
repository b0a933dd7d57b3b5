import type { IncomingHttpHeaders } from 'node:http';
import { request as httpRequest } from 'node:http';
import type { Listener } from '../../src/core/tokens/token-request.js';
import type { TestAccount } from './accounts.js';
import { assertDescribed } from './described.js';
import type { TestApp } from './test-app.js';

/** `Answer`: a response, as bytes and as JSON. */
export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** Returns the body as JSON. */
  json(): Record<string, unknown>;
}

export interface Asking {
  readonly listener?: Listener;
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  readonly port?: number;
}

/**
 * Sends a request to the application's port as NGINX would: with the listener's secret, a request
 * id and an address. The response is compared with the OpenAPI documents.
 */
export const ask = async (app: TestApp, asking: Asking = {}): Promise<Answer> => {
  const { listener = 'tls', method = 'POST', path = '/api/auth/token', body, headers = {} } = asking;
  const fromNginx = {
    'x-portaria-listener': app.listenerSecret(listener),
    'x-real-ip': '127.0.0.1',
    ...(body !== undefined && {
      'content-type': 'application/json',
      'content-length': String(Buffer.byteLength(body)),
    }),
  };
  const answer = await send(
    { port: asking.port ?? app.port, method, path, headers: { ...fromNginx, ...headers } },
    body,
  );
  // A test that plays an untrusted peer gets what no client of NGINX does.
  if (!('x-portaria-listener' in headers)) assertDescribed(listener, method, path, answer);
  return answer;
};

/**
 * Sends a token request of an account, with a certificate as the listener's server block would
 * forward it.
 */
export const askToken = (
  app: TestApp,
  client: Pick<TestAccount, 'clientId' | 'clientSecret'>,
  certificatePem: string | null,
  asking: Asking & { readonly sslClientVerify?: string } = {},
): Promise<Answer> => {
  const { listener = 'tls', sslClientVerify = 'SUCCESS' } = asking;
  const encoded = certificatePem === null ? '' : encodeURIComponent(certificatePem);
  const shown: Record<string, string> =
    listener === 'header'
      ? { 'x-header-client-cert': encoded }
      : { 'x-ssl-client-cert': encoded, 'x-ssl-client-verify': sslClientVerify };
  const body = JSON.stringify({ clientId: client.clientId, clientSecret: client.clientSecret });
  return ask(app, { body, ...asking, headers: { ...shown, ...asking.headers } });
};

/** Sends any request to any local port, each on a connection of its own. */
export const send = (
  options: { port: number; method: string; path: string; headers: Record<string, string> },
  body?: string | Buffer,
): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const request = httpRequest({ host: '127.0.0.1', agent: false, ...options }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString('utf8');
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: text,
          json: () => JSON.parse(text) as Record<string, unknown>,
        });
      });
    });
    request.on('error', reject);
    request.end(body);
  });

/** Returns the token of a 201. */
export const tokenIn = (answer: Answer): string => {
  const { access_token: token } = answer.json();
  if (answer.status !== 201 || typeof token !== 'string') throw new Error(`no token: ${answer.body}`);
  return token;
};
