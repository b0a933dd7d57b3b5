import type { NginxBinary } from '../../src/cli/deployment/nginx-binary.js';
import type { TemplateVariables } from '../../src/cli/deployment/nginx-templates.js';
import type { IssuedCertificate, PkiCertificateParameters } from '../../src/cli/deployment/pki.js';
import type { AccountInput, TestAccount } from '../support/accounts.js';
import { assertDescribed } from '../support/described.js';
import { freePort } from '../support/free-port.js';
import { startApp, type TestApp, type TestAppOptions } from '../support/test-app.js';
import {
  type Answer,
  listenerSecrets,
  type OpenListener,
  type Request,
  startTestProxy,
  type TestProxy,
} from './nginx/support.js';

/** The real application and its database behind a real NGINX from the production templates. */
export interface ProxiedApp {
  readonly app: TestApp;
  readonly proxy: TestProxy;
  /** An account whose certificate, of the trusted authority, is linked. */
  merchant(input?: AccountInput, order?: Partial<PkiCertificateParameters>): Promise<Merchant>;
  askToken(
    listener: OpenListener,
    client: Pick<TestAccount, 'clientId' | 'clientSecret'>,
    request?: Request,
  ): Promise<Answer>;
}

/** A proxy whose responses are compared with the OpenAPI documents. */
const describedProxy = (proxy: TestProxy): TestProxy => ({
  ...proxy,
  ask: async (listener, request = {}) => {
    const answer = await proxy.ask(listener, request);
    assertDescribed(listener, request.method ?? 'POST', request.path ?? '/api/auth/token', answer);
    return answer;
  },
});

export interface Merchant extends TestAccount {
  readonly certificate: IssuedCertificate;
}

export const startProxiedApp = async (
  input: TestAppOptions & {
    readonly nginx?: TemplateVariables;
    readonly binary?: NginxBinary;
    /** How long the CA of server and clients lasts; one day otherwise. */
    readonly caDays?: number;
    /** The issuer has the address of the TLS listener, as clients that use discovery require. */
    readonly issuerIsListener?: true;
  } = {},
): Promise<ProxiedApp> => {
  const tlsPort = await freePort();
  const app = await startApp({
    ...input,
    environment: {
      PORTARIA_TLS_LISTENER_SECRET: listenerSecrets.tls,
      PORTARIA_HEADER_LISTENER_SECRET: listenerSecrets.header,
      PORTARIA_ADMIN_LISTENER_SECRET: listenerSecrets.admin,
      PORTARIA_GATEWAY_LISTENER_SECRET: listenerSecrets.gateway,
      ...(input.issuerIsListener && { PORTARIA_ISSUER: `https://localhost:${String(tlsPort)}` }),
      ...input.environment,
    },
  });
  const upstream = `127.0.0.1:${String(app.port)}`;
  const proxy = describedProxy(
    await startTestProxy(
      { PORTARIA_UPSTREAM: upstream, ...input.nginx },
      {
        tlsPort,
        ...(input.binary && { binary: input.binary }),
        ...(input.caDays !== undefined && { caDays: input.caDays }),
      },
    ),
  );
  return {
    app,
    proxy,
    merchant: async (account = {}, order = {}) => {
      const certificate = await proxy.issue(order);
      return {
        ...(await app.accounts.create({ certificate: certificate.certPem, ...account })),
        certificate,
      };
    },
    askToken: (listener, { clientId, clientSecret }, request = {}) =>
      proxy.ask(listener, {
        body: JSON.stringify({ clientId, clientSecret }),
        ...request,
        headers: { 'content-type': 'application/json', ...request.headers },
      }),
  };
};

/** Asks again until the answer is there: records of refusals are written behind the answer. */
export const eventually = async <T>(look: () => Promise<T | null | undefined>): Promise<T> => {
  for (let tries = 0; tries < 150; tries += 1) {
    const found = await look();
    if (found !== null && found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error('it did not come');
};
