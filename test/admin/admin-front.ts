import type { Issued } from '../../src/cli/deployment/pki.js';
import { type Front, type Merchant, openFront } from '../http/front.js';
import type { Answer } from '../http/nginx/support.js';
import type { AccountInput } from '../support/accounts.js';
import type { TestAppOptions } from '../support/test-app.js';

/** What a request to the admin API may have beside its path. */
export interface Asking {
  readonly token?: string;
  readonly client?: Issued;
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

export interface AdminFront extends Front {
  operator(input?: AccountInput): Promise<TestOperator>;
}

/** The whole thing with operators: a real NGINX in front of the real application and its database. */
export const openAdmin = async (input: TestAppOptions = {}): Promise<AdminFront> => {
  const front = await openFront(input);
  return {
    ...front,
    operator: async (account = {}) => {
      const merchant = await front.merchant({ kind: 'operator', ...account });
      const token = await tokenOf(front, merchant);
      const own = { token, client: merchant.certificate };
      return {
        ...merchant,
        token,
        ask: (what, asking = {}) => askAdmin(front, what, { ...own, ...asking }),
      };
    },
  };
};

/** The token that an operator gets at the admin listener. */
export const tokenOf = async (
  front: Front,
  operator: Pick<Merchant, 'clientId' | 'clientSecret' | 'certificate'>,
): Promise<string> => {
  const answer = await front.askToken('admin', operator, { client: operator.certificate });
  if (answer.status !== 201) throw new Error(`no token: ${answer.body}`);
  return (JSON.parse(answer.body) as { access_token: string }).access_token;
};

/** `GET /accounts?limit=1`, below /api/admin. */
export const askAdmin = async (front: Front, what: string, asking: Asking = {}): Promise<AdminAnswer> => {
  const [method = '', path = ''] = what.split(' ');
  const { token, client, headers = {}, body } = asking;
  const answer = await front.edge.ask('admin', {
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
