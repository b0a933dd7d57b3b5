import { adminRouteScopes } from '../../src/admin/route-scopes.js';
import { routesNeedingApproval } from '../../src/admin/routes-needing-approval.js';
import type { ManagementApi } from '../openapi/management-document.js';
import { noticeWebhooks } from './notice-webhooks.js';
import { adminOperations } from './tags.js';

/** The admin API. */
export const adminApi: ManagementApi = {
  title: 'Portaria admin API',
  description:
    'Management for operators: accounts, credentials, certificates, keys, rejected requests and the audit trail. It is served ' +
    'only at the admin listener. Operators get their token there too, at `POST /api/auth/token` (tokens.json).',
  prefix: '/api/admin',
  listener: 'admin',
  bearer: 'An operator token of the contract `avista`.',
  unauthorized:
    'The request has no valid operator token, or came without the certificate that the token is bound to.',
  hasDryRuns: true,
  waiting: new Set(Object.keys(routesNeedingApproval)),
  errors: [400, 401, 403, 414, 429, 431, 500, 503],
  headers: {},
  golden: 'test/openapi/golden/admin',
  tags: adminOperations,
  webhooks: noticeWebhooks,
  scopes: adminRouteScopes(),
};
