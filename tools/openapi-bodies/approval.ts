import { z } from 'zod';
import { operatorScopes } from '../../src/core/accounts/operator-scope.js';
import { approvalStates } from '../../src/core/approvals/approval.js';
import { fingerprint, id, json, time } from './fields.js';
import { pageOf } from './page.js';

/** A change that waits for approval, or waited. */
export const approval = z
  .object({
    id,
    action: z.string().meta({ examples: ['client-ca.add'] }),
    input: json.meta({ description: 'What was asked for. It contains no secret.' }),
    effect: json.meta({ description: 'What a dry run showed when it was asked for.' }),
    scope: z.enum(operatorScopes).meta({ description: 'The scope that approving it needs.' }),
    version: z.int().nullable().meta({ description: 'The version of the account when it was asked for.' }),
    askedBy: z.object({ accountId: id, name: z.string(), clientId: z.string(), certificate: fingerprint }),
    askedAt: time,
    until: time,
    state: z.enum(approvalStates),
    decidedBy: z.object({ accountId: id, name: z.string() }).nullable(),
    decidedAt: time.nullable(),
    reason: z.string().nullable().meta({ description: 'Why it was rejected.' }),
  })
  .meta({ id: 'Approval' });

/** A page of requests, with what concerns all of them. */
export const approvalPage = pageOf(approval).extend({
  enabled: z.boolean().meta({ description: 'Whether changes wait now (`PORTARIA_APPROVAL`).' }),
  pendingCount: z.int().min(0).meta({ description: 'How many requests wait, of all operators.' }),
});

/** The answer to a change that waits. */
export const waiting = z
  .strictObject({
    waitsForApproval: z.literal(true),
    wasPending: z.boolean().meta({ description: 'The same request was there already.' }),
    approval,
    hint: z.string(),
  })
  .meta({ id: 'WaitsForApproval' });

/** The answer to an approval. */
export const approvedChange = z.strictObject({
  approval,
  result: json.meta({
    description:
      'What the route of the change answers. A secret in it is shown once, to the operator who approves.',
  }),
});
