import { approvalsQuery, rejection } from '../../src/admin/approvals.controller.js';
import type { Operations } from '../openapi/operation.js';
import { ok } from '../openapi/success.js';
import { approval, approvalPage, approvedChange } from '../openapi-bodies/approval.js';

/** Operations of the admin API. */
export const approvals: Operations = {
  'GET /approvals': {
    id: 'listApprovals',
    summary: 'List the changes that wait for approval, or waited',
    query: approvalsQuery,
    success: ok('A page, newest first.', approvalPage),
  },
  'GET /approvals/{approval}': {
    id: 'showApproval',
    summary: 'Show a change that waits for approval',
    success: ok('What was asked for, and what it would change.', approval),
  },
  'POST /approvals/{approval}/approve': {
    id: 'approveRequest',
    summary: 'Approve a change, which makes it',
    description:
      'Needs the scope of the change as well (`scope` of the request). The operator who asked cannot approve it, nor can one ' +
      'who was created since. A secret is generated now, and shown in this response only.',
    success: { ...ok('The request, and the result of the change.', approvedChange), etag: true },
  },
  'POST /approvals/{approval}/reject': {
    id: 'rejectRequest',
    summary: 'Reject a change that waits for approval',
    description: 'Needs the scope of the change as well (`scope` of the request).',
    body: rejection,
    example: { reason: 'This CA belongs to another company.' },
    success: ok('The request, which is rejected.', approval),
  },
  'POST /approvals/{approval}/withdraw': {
    id: 'withdrawRequest',
    summary: 'Withdraw a change that you asked for',
    success: ok('The request, which is withdrawn.', approval),
  },
};
