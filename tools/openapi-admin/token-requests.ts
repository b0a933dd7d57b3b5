import { refusalQuery } from '../../src/admin/refusals.controller.js';
import { tokenRequestCountQuery } from '../../src/admin/token-request-counts.controller.js';
import { tokenSelection } from '../../src/admin/tokens.controller.js';
import type { Operations } from '../openapi/operation.js';
import { ok, page } from '../openapi/success.js';
import { refusal } from '../openapi-bodies/refusal.js';
import { endedTokens } from '../openapi-bodies/token.js';
import { tokenRequestCounts } from '../openapi-bodies/token-request-counts.js';

/** Operations of the admin API. */
export const tokenRequests: Operations = {
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
