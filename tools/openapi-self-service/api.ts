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
    'Self-service for merchants: view the account, renew certificates and secrets, and find out why a request was rejected. ' +
    'It is served only at the TLS listener, and needs no scope. Resources of other accounts are 404. An account may request ' +
    '200 changes a day, of which 100 may be refused. Further changes get 429 until the next UTC day.',
  prefix: '/api/account',
  listener: 'tls',
  bearer: 'A token of the account from the contract `avista`, obtained over mutual TLS.',
  unauthorized:
    'The request has no valid token of an account, or came without the certificate that the token is bound to.',
  hasDryRuns: false,
  errors: [400, 401, 414, 429, 431, 500, 503],
  headers: expiryHeaders,
  golden: 'test/openapi/golden/self-service',
  tags: [
    { name: 'account', description: 'Your account.', operations: ownAccount },
    {
      name: 'certificates',
      description: 'The certificates that the account may present.',
      operations: ownCertificates,
    },
    { name: 'credentials', description: 'Client ids and their secrets.', operations: ownCredentials },
    { name: 'refusals', description: 'Why the account got no token.', operations: ownRefusals },
  ],
};
