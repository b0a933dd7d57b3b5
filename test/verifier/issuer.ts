import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';
import { createVerifier } from '../../packages/verifier/src/create-verifier.js';
import type { TokenError } from '../../packages/verifier/src/token-error.js';
import type { Verifier } from '../../packages/verifier/src/verifier.js';
import type { VerifierOptions } from '../../packages/verifier/src/verifier-options.js';
import { afterFile } from '../support/cleanup.js';

type SigningKey = Awaited<ReturnType<typeof generateKeyPair>>['privateKey'];
type Said = Record<string, unknown>;

/**
 * An issuer whose private keys the test has, so that it can sign what the gateway never would, and which can be slow, wrong or away. Over HTTP on
 * this machine.
 */
export interface Issuer {
  readonly url: string;
  /** Paths that were asked for, in order. */
  readonly requested: string[];
  /** What the endpoints answer; a test puts other ones in. */
  readonly answers: Record<'metadata' | 'keys' | 'introspection', Answering>;
  /** An RS256 token, good but for what is said otherwise; `undefined` leaves a claim or header out. */
  sign(claims?: Said, header?: Said): Promise<string>;
  /** Makes another key and publishes it; from then on it signs. */
  rotate(): Promise<void>;
  readonly jwks: () => { keys: JWK[] };
  verifier(options?: Partial<VerifierOptions>): Verifier;
  stop(): Promise<void>;
  start(): Promise<void>;
}

export interface Answered {
  readonly status?: number;
  readonly body: string;
}
/** Resolves to the answer; never, for one that does not come. */
export type Answering = (request: IncomingMessage, body: string) => Answered | Promise<Answered>;

export const nowSeconds = (): number => Math.floor(Date.now() / 1000);

export const goodClaims = (issuer: string): Said => ({
  ...{ iss: issuer, aud: 'api', sub: '7', client_id: 'account-7-0badcafe', scope: 'pix:read pix:write' },
  ...{ iat: nowSeconds(), exp: nowSeconds() + 1800, jti: '0199f1de-7d4f-7000-8000-000000000001', sec: '9' },
});

const keyPairs: ReturnType<typeof generateKeyPair>[] = [];

/** Generated once per worker and taken in turn: the keys of one issuer differ, those of two issuers by their names alone. */
const keyPairAt = (index: number): ReturnType<typeof generateKeyPair> =>
  (keyPairs[index] ??= generateKeyPair('RS256', { extractable: true }));

export const openIssuer = async (): Promise<Issuer> => {
  const keys: JWK[] = [];
  const requested: string[] = [];
  let signing: { kid: string; key: SigningKey };
  const rotate = async (): Promise<void> => {
    const pair = await keyPairAt(keys.length);
    const kid = `rs-${randomUUID()}`;
    keys.push({ ...(await exportJWK(pair.publicKey)), kid, use: 'sig', alg: 'RS256' });
    signing = { kid, key: pair.privateKey };
  };
  await rotate();
  const { server, port } = await listening((request) => {
    requested.push(request.url ?? '');
    return answers[endpoints[request.url ?? ''] ?? 'metadata'];
  });
  const url = `http://localhost:${String(port)}`;
  const answers: Issuer['answers'] = {
    metadata: () => said({ issuer: url, jwks_uri: `${url}/keys`, introspection_endpoint: `${url}/ask` }),
    keys: () => said({ keys }),
    introspection: () => said({ active: false }),
  };
  return {
    ...{ url, requested, answers, rotate },
    jwks: () => ({ keys }),
    sign: (claims = {}, header = {}) =>
      new SignJWT({ ...goodClaims(url), ...claims })
        .setProtectedHeader({ alg: 'RS256', typ: 'at+jwt', kid: signing.kid, ...header })
        .sign(signing.key),
    verifier: (options = {}) =>
      createVerifier({ issuer: url, audience: 'api', timeoutSeconds: 1, ...options }),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
    start: () => new Promise((resolve) => server.listen(port, '127.0.0.1', resolve)),
  };
};

const endpoints: Record<string, keyof Issuer['answers']> = { '/keys': 'keys', '/ask': 'introspection' };

export const said = (body: unknown): Answered => ({ body: JSON.stringify(body) });

const listening = async (
  answering: (request: IncomingMessage) => Answering,
): Promise<{ server: Server; port: number }> => {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      void Promise.resolve(answering(request)(request, Buffer.concat(chunks).toString())).then(
        ({ status = 200, body }) => response.writeHead(status).end(body),
      );
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  afterFile(() => {
    server.closeAllConnections();
    server.close();
  });
  return { server, port: (server.address() as AddressInfo).port };
};

/** Why a token was not let in. */
export const refusalOf = async (work: Promise<unknown>): Promise<TokenError> => {
  try {
    await work;
  } catch (error) {
    return error as TokenError;
  }
  throw new Error('it was let in');
};
