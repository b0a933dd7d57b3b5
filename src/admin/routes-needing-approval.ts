import type { Action } from '../core/audit/operation.js';

/**
 * Every route whose change may wait for approval, below `/api/admin`, with the change. Any other route of the admin API
 * takes effect at once. The OpenAPI document and a test that asks each of them are made of it.
 */
export const routesNeedingApproval: Readonly<Record<string, Action>> = {
  'POST /accounts': 'account.create',
  'PATCH /accounts/{account}': 'account.update',
  'POST /accounts/{account}/reactivate': 'account.reactivate',
  'POST /accounts/{account}/credentials': 'credential.create',
  'POST /accounts/{account}/certificates': 'certificate.link',
  'POST /accounts/{account}/certificates/sign': 'certificate.sign',
  'POST /accounts/{account}/certificates/bundle': 'certificate.bundle',
  'POST /operators': 'operator.create',
  'POST /credentials/{clientId}/secrets': 'secret.rotate',
  'POST /credentials/{clientId}/contracts': 'credential.set-policy',
  'POST /client-cas': 'client-ca.add',
  'DELETE /client-cas/{fingerprint}': 'client-ca.remove',
  'POST /keys/rotate': 'key.rotate',
  'DELETE /keys/{kid}': 'key.revoke',
};
