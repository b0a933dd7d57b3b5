import type { Issued } from '../../src/cli/deployment/pki.js';
import type { PkiCertificateParameters } from '../../src/cli/deployment/pki.js';
import { type Front, type Merchant, openFront } from '../http/front.js';
import type { Answer, OpenListener } from '../http/nginx/support.js';
import type { AccountInput } from '../support/accounts.js';
import type { TestAppOptions } from '../support/test-app.js';

/** What a request to self-service may say beside its path. */
export interface Asking {
  readonly token?: string;
  readonly client?: Issued;
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

export interface AccountFront extends Front {
  owner(input?: AccountInput, order?: Partial<PkiCertificateParameters>): Promise<TestOwner>;
}

/** The whole thing with merchants who manage their own account: a real NGINX in front of the real application and its database. */
export const openSelfService = async (input: TestAppOptions = {}): Promise<AccountFront> => {
  const front = await openFront(input);
  return {
    ...front,
    owner: async (account = {}, order = {}) => {
      const merchant = await front.merchant(account, order);
      const token = await tokenOf(front, merchant, merchant.certificate);
      const own = { token, client: merchant.certificate };
      return {
        ...merchant,
        token,
        ask: (what, asking = {}) => askAccount(front, what, { ...own, ...asking }),
      };
    },
  };
};

/** A token got at the TLS listener over this certificate. */
export const tokenOf = async (
  front: Front,
  client: Pick<Merchant, 'clientId' | 'clientSecret'>,
  certificate: Issued,
): Promise<string> => {
  const answer = await front.askToken('tls', client, { client: certificate });
  if (answer.status !== 201) throw new Error(`no token: ${answer.body}`);
  return (JSON.parse(answer.body) as { access_token: string }).access_token;
};

export const askAccount = async (front: Front, what: string, asking: Asking = {}): Promise<AccountAnswer> => {
  const [method = '', path = ''] = what.split(' ');
  const { token, client, headers = {}, body, listener = 'tls' } = asking;
  const answer = await front.edge.ask(listener, {
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
