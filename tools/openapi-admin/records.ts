import { auditQuery, verificationQuery } from '../../src/admin/audit.controller.js';
import { refusalQuery } from '../../src/admin/refusals.controller.js';
import { searchQuery } from '../../src/admin/search.controller.js';
import { tokenRequestCountQuery } from '../../src/admin/token-request-counts.controller.js';
import { tokenSelection } from '../../src/admin/tokens.controller.js';
import type { Operations } from '../openapi/operation.js';
import { ok, page } from '../openapi/success.js';
import { auditEvent, auditVerification } from '../openapi-bodies/audit.js';
import { overview } from '../openapi-bodies/overview.js';
import { refusal } from '../openapi-bodies/refusal.js';
import { searchResult } from '../openapi-bodies/search.js';
import { endedTokens } from '../openapi-bodies/token.js';
import { tokenRequestCounts } from '../openapi-bodies/token-request-counts.js';

/** Operations of the admin API. */
export const records: Operations = {
  'GET /refusals': {
    id: 'listRefusals',
    summary: 'List rejected token requests of an account',
    query: refusalQuery,
    hasLanguages: true,
    success: page('Newest first, each with its explanation.', refusal),
  },
  'GET /refusals/{requestId}': {
    id: 'explainRefusal',
    summary: 'Explain a rejected token request',
    hasLanguages: true,
    success: page('The rejected requests with this request id, each with its explanation.', refusal),
  },
  'GET /audit': {
    id: 'listAuditEvents',
    summary: 'List audit events',
    query: auditQuery,
    success: page('Newest first.', auditEvent),
  },
  'GET /audit/verify': {
    id: 'verifyAudit',
    summary: 'Verify the audit trail',
    query: verificationQuery,
    success: ok('Whether the chain is intact, and whether it explains every permission.', auditVerification),
  },
  'GET /search': {
    id: 'search',
    summary: 'Search everything',
    description:
      'By the beginnings of the words of an account name, a CNPJ or its first 8 characters, an account id, a client id, ' +
      'at least 8 hex digits of a fingerprint, a token id, or the request id of a rejected request.',
    query: searchQuery,
    success: ok('At most 20 items: what an id names first, accounts by their names last.', searchResult),
  },
  'GET /overview': {
    id: 'showOverview',
    summary: 'Show the state of the gateway',
    description:
      'Read at the time of the request. A process is `missing` if it has not been seen for 30 seconds and did not shut down.',
    success: ok('What expires, the signing keys, the processes and the database.', overview),
  },
  'GET /token-request-counts': {
    id: 'countTokenRequests',
    summary: 'Count token requests over time',
    description:
      'Without `since`, the last 60 minutes, 24 hours or 7 days. Counts by minute are kept for 24 hours, others for 8 days.',
    query: tokenRequestCountQuery,
    hasLanguages: true,
    success: ok('Issued and rejected token requests in each step, oldest first.', tokenRequestCounts),
  },
  'POST /tokens/revoke': {
    id: 'revokeTokens',
    summary: 'Revoke tokens',
    description:
      'Name one of `tokenId`, `account`, `clientId` (with `secretId` for one secret), `fingerprint`, `familyId`.',
    body: tokenSelection,
    example: { tokenId: '0198c7b2-4f00-7000-8000-000000000000' },
    errors: [404],
    success: ok('What was revoked, as in the audit trail.', endedTokens),
  },
};
