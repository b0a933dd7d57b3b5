import { randomBytes } from 'node:crypto';
import { createVerifier } from '../../packages/verifier/src/create-verifier.js';
import type { Verifier } from '../../packages/verifier/src/verifier.js';
import type { VerifierOptions } from '../../packages/verifier/src/verifier-options.js';
import type { IssuedCertificate } from '../../src/cli/deployment/pki.js';
import { basic } from '../contracts/pix/ask-pix.js';
import { basicWithLineBreak, path as servicePath } from '../contracts/service-token/ask-service-token.js';
import { type Merchant, type ProxiedApp, startProxiedApp } from '../http/proxied-app.js';
import { issuerOf } from '../interop/connections.js';
import { managementOn } from '../management/open-test-management.js';
import type { TestUseCases } from '../management/use-cases.js';

/** The real gateway behind its real NGINX, a merchant of it, and an API that has an account of its own. */
export interface Gateway {
  readonly proxied: ProxiedApp;
  readonly management: TestUseCases;
  readonly merchant: Merchant;
  /** The account that runs the API: a resource server. */
  readonly api: Merchant;
  /** RS256, by the contract pix. Without a certificate, of a credential that needs none. */
  pixToken(client: Merchant, scope?: string, certificate?: IssuedCertificate | null): Promise<string>;
  /** HS256. */
  avistaToken(client: Merchant): Promise<string>;
  serviceToken(client: Merchant): Promise<string>;
  verifier(options?: Partial<VerifierOptions>): Verifier;
  /** How that API introspects: over mutual TLS. */
  readonly asApi: NonNullable<VerifierOptions['introspection']>;
}

export const startGateway = async (): Promise<Gateway> => {
  const masterKey = randomBytes(32);
  const proxied = await startProxiedApp({
    issuerIsListener: true,
    environment: {
      PORTARIA_MASTER_KEY: masterKey.toString('base64'),
      PORTARIA_CONTRACTS: 'avista,pix,service-token',
    },
  });
  const { app, proxy } = proxied;
  const management = managementOn(app.database.appUrl, app.config.secrets.pepper(), masterKey);
  const api = await proxied.merchant({ pix: 'tls', resourceServer: true });
  const ca = proxy.ca.certPem;
  const form = async (path: string, client: Merchant, request: { body: string; authorization: string }) =>
    proxy.ask('tls', {
      path,
      client: client.certificate,
      body: request.body,
      headers: { 'content-type': 'application/x-www-form-urlencoded', authorization: request.authorization },
    });
  return {
    ...{ proxied, management, api },
    merchant: await proxied.merchant({ pix: 'tls', serviceToken: 'tls' }),
    pixToken: async (client, scope = '', certificate = client.certificate) => {
      const body = new URLSearchParams({
        grant_type: 'client_credentials',
        ...(scope && { scope }),
      }).toString();
      const answer = await proxy.ask('tls', {
        path: '/oauth/token',
        body,
        ...(certificate && { client: certificate }),
        headers: { 'content-type': 'application/x-www-form-urlencoded', authorization: basic(client) },
      });
      return textIn(answer.body, 'access_token');
    },
    avistaToken: async (client) =>
      textIn((await proxied.askToken('tls', client, { client: client.certificate })).body, 'access_token'),
    serviceToken: async (client) => {
      const request = { body: 'grant_type=Client_Credentials', authorization: basicWithLineBreak(client) };
      return textIn((await form(`${servicePath}?gwsource=external`, client, request)).body, 'response');
    },
    verifier: (options = {}) =>
      createVerifier({ issuer: issuerOf(proxied), audience: 'api', tls: { ca }, ...options }),
    asApi: {
      clientId: api.clientId,
      clientSecret: api.clientSecret,
      tls: { cert: api.certificate.certPem, key: api.certificate.keyPem },
    },
  };
};

const textIn = (body: string, name: string): string => {
  const { [name]: text } = JSON.parse(body) as Record<string, unknown>;
  if (typeof text !== 'string') throw new Error(`no token: ${body}`);
  return text;
};
