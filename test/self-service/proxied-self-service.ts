import type { IssuedCertificate } from '../../src/cli/deployment/pki.js';
import type { PkiCertificateParameters } from '../../src/cli/deployment/pki.js';
import type { Answer, OpenListener } from '../http/nginx/support.js';
import { type Merchant, type ProxiedApp, startProxiedApp } from '../http/proxied-app.js';
import type { AccountInput } from '../support/accounts.js';
import type { TestAppOptions } from '../support/test-app.js';

/** What a request to self-service may say beside its path. */
export interface Asking {
  readonly token?: string;
  readonly client?: IssuedCertificate;
  readonly headers?: Record<string, string>;
  readonly body?: unknown;
  readonly listener?: OpenListener;
}

export interface AccountAnswer extends Answer {
  /** The body as JSON. */
  readonly json: Record<string, unknown>;
}

/** A merchant with a token, as one of their programs has it. */
export interface TestOwner extends Merchant {
  readonly token: string;
  /** `GET /certificates`, below /api/account, with the merchant's token and certificate. */
  ask(what: string, asking?: Asking): Promise<AccountAnswer>;
}

export interface ProxiedSelfService extends ProxiedApp {
  owner(input?: AccountInput, order?: Partial<PkiCertificateParameters>): Promise<TestOwner>;
}

/** The whole thing with merchants who manage their own account: a real NGINX in front of the real application and its database. */
export const openSelfService = async (input: TestAppOptions = {}): Promise<ProxiedSelfService> => {
  const proxied = await startProxiedApp(input);
  return {
    ...proxied,
    owner: async (account = {}, order = {}) => {
      const merchant = await proxied.merchant(account, order);
      const token = await tokenOf(proxied, merchant, merchant.certificate);
      const own = { token, client: merchant.certificate };
      return {
        ...merchant,
        token,
        ask: (what, asking = {}) => askAccount(proxied, what, { ...own, ...asking }),
      };
    },
  };
};

/** A token got at the TLS listener over this certificate. */
export const tokenOf = async (
  proxied: ProxiedApp,
  client: Pick<Merchant, 'clientId' | 'clientSecret'>,
  certificate: IssuedCertificate,
): Promise<string> => {
  const answer = await proxied.askToken('tls', client, { client: certificate });
  if (answer.status !== 201) throw new Error(`no token: ${answer.body}`);
  return (JSON.parse(answer.body) as { access_token: string }).access_token;
};

export const askAccount = async (
  proxied: ProxiedApp,
  what: string,
  asking: Asking = {},
): Promise<AccountAnswer> => {
  const [method = '', path = ''] = what.split(' ');
  const { token, client, headers = {}, body, listener = 'tls' } = asking;
  const answer = await proxied.proxy.ask(listener, {
    method,
    path: `/api/account${path}`,
    headers: {
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    ...(client && { client }),
  });
  return { ...answer, json: answer.body === '' ? {} : (JSON.parse(answer.body) as Record<string, unknown>) };
};
