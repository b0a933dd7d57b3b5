import type { Account } from '../../core/accounts/account.js';
import { allowsScope, isOperatorScope } from '../../core/accounts/operator-scope.js';
import type { Approval } from '../../core/approvals/approval.js';
import type { Credential } from '../../core/credentials/credential.js';
import { InsufficientScope, ManagementError } from '../../core/shared/management-error.js';
import type { ReadTransaction } from '../../core/shared/unit-of-work.js';
import { waitingRequestFindings, type WaitingRequestState } from '../../core/tokens/eligibility.js';
import type { OperatorCaller } from './operator-caller.js';

type Decider = Pick<OperatorCaller, 'identity' | 'scopes'>;

/** Refuses a request that ended. Throws `ManagementError('conflict')`. */
export const assertPending = ({ state, until }: Approval): void => {
  if (state === 'pending') return;
  const why =
    state === 'expired' ? `it was not approved before ${until.toISOString()}` : `it is ${state} already`;
  throw new ManagementError(
    'conflict',
    `approval: ${why}. Ask for the change again if it is needed`,
    'approval',
  );
};

/** Refuses operators who may not make the change themselves, and the one who asked. Throws `ManagementError`. */
export const assertMayDecide = ({ askedBy, scope }: Approval, { identity, scopes }: Decider): void => {
  if (!allowsScope(scopes, scope)) throw lacks(scope);
  if (identity.accountId === askedBy.accountId)
    throw refused('the operator who asked cannot decide about it. Another operator does, or withdraw it');
};

/**
 * Checks everything that an approval depends on, apart from the change itself. Attack: an operator makes a second one
 * first, and approves as that one: so the approver was an operator before, and presents another certificate.
 */
export const assertMayApprove = async (
  tx: ReadTransaction,
  approval: Approval,
  decider: Decider,
): Promise<void> => {
  assertPending(approval);
  assertMayDecide(approval, decider);
  const { askedBy, askedAt } = approval;
  if (decider.identity.certificate === askedBy.certificate)
    throw refused('the operator who asked has the same certificate. Another operator approves it');
  const account = await tx.accounts.find(decider.identity.accountId);
  if (!account || account.createdAt >= askedAt)
    throw refused('only an operator who was one before it was asked for may approve it');
  await assertMayStillAsk(tx, approval);
};

/**
 * Attack: a thief with an operator's secret and certificate asks for a change; the operator is suspended, or the secret
 * revoked, and the request would still wait. It must not come back with a new secret and a reactivation: so any change
 * of the operator's account ends it.
 */
const assertMayStillAsk = async (
  tx: ReadTransaction,
  { askedBy, askerVersion, scope }: Approval,
): Promise<void> => {
  const { accountId, clientId, certificate } = askedBy;
  const account = await tx.accounts.find(accountId);
  const credential = await tx.credentials.find(clientId);
  const linked = (await tx.certificates.ofAccount(accountId)).find(
    ({ fingerprint }) => fingerprint === certificate,
  );
  const findings = waitingRequestFindings(
    { accountId, fingerprint: certificate },
    {
      nowMs: (await tx.now()).getTime(),
      client: account && credential && clientOf(account, credential),
      certificate: linked ? { ...linked, linked: true, revoked: linked.revokedAt !== null } : null,
    },
  );
  const mayAsk =
    account?.kind === 'operator' &&
    (askerVersion === null || account.version === askerVersion) &&
    allowsScope(account.scopes, scope) &&
    allowsScope(credential?.scopes ?? account.scopes, scope);
  if (!mayAsk || findings.length > 0)
    throw refused(
      'the account of the operator who asked has changed since, or may not make this change any more with the credential ' +
        'and certificate that they asked with. Ask again',
    );
};

const clientOf = (
  { status }: Account,
  { accountId, status: credentialStatus, expiresAt }: Credential,
): WaitingRequestState['client'] => ({
  ...{ accountId, accountStatus: status, credentialStatus },
  credentialExpiresAtMs: expiresAt?.getTime() ?? null,
});

/** Anything but a scope of operators comes from a row that was not written by the product. */
const lacks = (scope: string): ManagementError =>
  isOperatorScope(scope)
    ? new InsufficientScope(`approval: required scope: ${scope}`, scope, 'approval')
    : refused('it was changed in the database');

const refused = (why: string): ManagementError =>
  new ManagementError('refused', `approval: ${why}`, 'approval');
