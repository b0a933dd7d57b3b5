import { auditQuery, verificationQuery } from '../../src/admin/audit.controller.js';
import type { Operations } from '../openapi/operation.js';
import { ok, page } from '../openapi/success.js';
import { auditEvent, auditVerification } from '../openapi-bodies/audit.js';
import { accountNames } from '../openapi-bodies/fields.js';

/** Operations of the admin API. */
export const audit: Operations = {
  'GET /audit': {
    id: 'listAuditEvents',
    summary: 'List audit events',
    query: auditQuery,
    success: page('Newest first.', auditEvent, { accountNames }),
  },
  'GET /audit/verify': {
    id: 'verifyAudit',
    summary: 'Verify the audit trail',
    query: verificationQuery,
    success: ok('Whether the chain is intact, and whether it explains every permission.', auditVerification),
  },
};
