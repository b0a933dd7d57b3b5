import type { ManagementApi } from '../openapi/management-document.js';
import { adminOperations } from './tags.js';

/** The admin API. */
export const adminApi: ManagementApi = {
  title: 'Portaria admin API',
  description:
    'What operators do: accounts, credentials, certificates, keys, rejected requests and the audit trail. It answers on the ' +
    'admin listener only. An operator gets the token there, at `POST /api/auth/token` (tokens.json).',
  prefix: '/api/admin',
  listener: 'admin',
  bearer: 'A token of an operator, of the contract `avista`.',
  unauthorized: 'No valid token of an operator came over the certificate that it is bound to.',
  hasDryRuns: true,
  errors: [400, 401, 403, 414, 429, 431, 500, 503],
  headers: {},
  golden: 'test/openapi/golden/admin',
  tags: adminOperations,
};
