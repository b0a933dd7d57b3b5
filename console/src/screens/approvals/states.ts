import type { Schemas } from '../../api/client.js';

export type Approval = Schemas['Approval'];

/** The states of a request. */
export const approvalStates = [
  'pending',
  'approved',
  'rejected',
  'withdrawn',
  'expired',
] as const satisfies readonly Approval['state'][];
