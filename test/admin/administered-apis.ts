import { join } from 'node:path';
import { type Holder, type ProxiedApis, startApis } from '../auth-request/proxied-apis.js';
import { type AdminAnswer, askAdmin, type Asking, tokenOf } from './proxied-admin-api.js';

/** The gateway with the API `demo` behind it, a merchant with a token, and an operator. */
export interface AdministeredApis extends ProxiedApis {
  readonly merchantWithToken: Holder;
  /** The table of the API. */
  readonly tableFile: string;
  /** `GET /apis`, as the operator. */
  ask(what: string, asking?: Asking): Promise<AdminAnswer>;
}

export const administerApis = async (): Promise<AdministeredApis> => {
  const proxied = await startApis();
  const operator = await proxied.merchant({ kind: 'operator' });
  const token = await tokenOf(proxied, operator);
  return {
    ...proxied,
    merchantWithToken: await proxied.holder({ scopes: ['pix:read', 'balance:read'] }),
    tableFile: join(proxied.routesDir, 'demo.routes.json'),
    ask: (what, asking = {}) => askAdmin(proxied, what, { token, client: operator.certificate, ...asking }),
  };
};
