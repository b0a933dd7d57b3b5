import type { IssuedCertificate } from '../../src/cli/deployment/pki.js';
import type { Answer } from '../http/nginx/support.js';
import { type Merchant, type ProxiedApp, startProxiedApp } from '../http/proxied-app.js';
import type { AccountInput } from '../support/accounts.js';
import type { TestAppOptions } from '../support/test-app.js';

/** What a request to the admin API may have beside its path. */
export interface Asking {
  readonly token?: string;
  readonly client?: IssuedCertificate;
  readonly headers?: Record<string, string>;
  readonly body?: unknown;
}

/** An operator with a token, as a program that manages has it. */
export interface TestOperator extends Merchant {
  readonly token: string;
  /** `POST /accounts`, with the operator's token and certificate. */
  ask(what: string, asking?: Asking): Promise<AdminAnswer>;
}

export interface AdminAnswer extends Answer {
  /** The body as JSON. */
  readonly json: Record<string, unknown>;
}

export interface ProxiedAdminApi extends ProxiedApp {
  operator(input?: AccountInput): Promise<TestOperator>;
}

/** The real application behind a real NGINX, with operators. */
export const openAdmin = async (input: TestAppOptions = {}): Promise<ProxiedAdminApi> => {
  const proxied = await startProxiedApp(input);
  return {
    ...proxied,
    operator: async (account = {}) => {
      const merchant = await proxied.merchant({ kind: 'operator', ...account });
      const token = await tokenOf(proxied, merchant);
      const own = { token, client: merchant.certificate };
      return {
        ...merchant,
        token,
        ask: (what, asking = {}) => askAdmin(proxied, what, { ...own, ...asking }),
      };
    },
  };
};

/** The token that an operator gets at the admin listener. */
export const tokenOf = async (
  proxied: ProxiedApp,
  operator: Pick<Merchant, 'clientId' | 'clientSecret' | 'certificate'>,
): Promise<string> => {
  const answer = await proxied.askToken('admin', operator, { client: operator.certificate });
  if (answer.status !== 201) throw new Error(`no token: ${answer.body}`);
  return (JSON.parse(answer.body) as { access_token: string }).access_token;
};

/** `GET /accounts?limit=1`, below /api/admin. */
export const askAdmin = async (
  proxied: ProxiedApp,
  what: string,
  asking: Asking = {},
): Promise<AdminAnswer> => {
  const [method = '', path = ''] = what.split(' ');
  const { token, client, headers = {}, body } = asking;
  const answer = await proxied.proxy.ask('admin', {
    method,
    path: `/api/admin${path}`,
    headers: {
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    ...(client && { client }),
  });
  const isJson = String(answer.headers['content-type']).includes('json');
  return { ...answer, json: isJson ? (JSON.parse(answer.body) as Record<string, unknown>) : {} };
};
