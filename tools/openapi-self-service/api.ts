import type { ManagementApi } from '../openapi/management-document.js';
import { expiryHeaders } from '../openapi/response-headers.js';
import { ownAccount } from './own-account.js';
import { ownCertificates } from './own-certificates.js';
import { ownCredentials } from './own-credentials.js';
import { ownRefusals } from './own-refusals.js';

/** Self-service. */
export const selfServiceApi: ManagementApi = {
  title: 'Portaria self-service',
  description:
    'What merchants do with their own account: look at it, renew certificates and secrets, and find out why a request was ' +
    'refused. It answers on the TLS listener only. No scope is needed. Another account’s things are 404. An account may ask ' +
    'for 200 changes a day, of which 100 may be refused; then 429 until the next day of UTC.',
  prefix: '/api/account',
  listener: 'tls',
  bearer: 'A token of the account, of the contract `avista`, got over mutual TLS.',
  unauthorized: 'No valid token of the account came over the certificate that it is bound to.',
  hasDryRuns: false,
  errors: [400, 401, 414, 429, 431, 500, 503],
  headers: expiryHeaders,
  golden: 'test/openapi/golden/self-service',
  tags: [
    { name: 'account', description: 'The own account.', operations: ownAccount },
    {
      name: 'certificates',
      description: 'The certificates that the account may present.',
      operations: ownCertificates,
    },
    { name: 'credentials', description: 'Client ids and their secrets.', operations: ownCredentials },
    { name: 'refusals', description: 'Why the account got no token.', operations: ownRefusals },
  ],
};
