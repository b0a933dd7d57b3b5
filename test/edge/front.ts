import getPort from 'get-port';
import type { AccountWish, TestAccount } from '../support/accounts.js';
import { type TestApp, type TestAppOptions, startApp } from '../support/test-app.js';
import type { CertificateOrder, Issued } from '../../src/cli/deployment/pki.js';
import {
  type Answer,
  doorSecrets,
  type Edge,
  type OpenDoor,
  openEdge,
  type Request,
} from './nginx/support.js';
import type { TemplateVariables } from '../../src/cli/deployment/nginx-templates.js';

/** The whole thing: a real NGINX from the production templates in front of the real application and its database. */
export interface Front {
  readonly house: TestApp;
  readonly edge: Edge;
  /** An account whose certificate, of the trusted authority, is linked. */
  merchant(wish?: AccountWish, order?: Partial<CertificateOrder>): Promise<Merchant>;
  askToken(
    door: OpenDoor,
    client: Pick<TestAccount, 'clientId' | 'clientSecret'>,
    request?: Request,
  ): Promise<Answer>;
}

export interface Merchant extends TestAccount {
  readonly certificate: Issued;
}

export const openFront = async (
  wish: TestAppOptions & {
    readonly nginx?: TemplateVariables;
    /** The issuer has the address of the TLS listener, as clients that use discovery require. */
    readonly issuerIsDoor?: true;
  } = {},
): Promise<Front> => {
  const tlsPort = await getPort();
  const house = await startApp({
    ...wish,
    environment: {
      PORTARIA_TLS_DOOR_SECRET: doorSecrets.tls,
      PORTARIA_HEADER_DOOR_SECRET: doorSecrets.header,
      PORTARIA_ADMIN_DOOR_SECRET: doorSecrets.admin,
      PORTARIA_GATEWAY_DOOR_SECRET: doorSecrets.gateway,
      ...(wish.issuerIsDoor && { PORTARIA_ISSUER: `https://localhost:${String(tlsPort)}` }),
      ...wish.environment,
    },
  });
  const upstream = `127.0.0.1:${String(house.port)}`;
  const edge = await openEdge({ PORTARIA_UPSTREAM: upstream, ...wish.nginx }, tlsPort);
  return {
    house,
    edge,
    merchant: async (account = {}, order = {}) => {
      const certificate = await edge.issue(order);
      return {
        ...(await house.accounts.open({ certificate: certificate.certPem, ...account })),
        certificate,
      };
    },
    askToken: (door, { clientId, clientSecret }, request = {}) =>
      edge.ask(door, {
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
