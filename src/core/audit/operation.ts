/** Who does what, by which request: what the audit trail records of a change. */
import type { IdempotencyKey } from '../shared/idempotency.js';
import type { AccountId, ClientId, RequestId } from '../shared/ids.js';

/**
 * `account`: an operator or a merchant, by a token; `person`: a person at the command line, as the
 * operating system names them; `system`: the product itself, e.g. the local stack creating its
 * demo.
 */
export interface Actor {
  readonly kind: 'account' | 'person' | 'system';
  /** The name that people know: an account's name, or `user@host`. */
  readonly name: string;
  readonly accountId: AccountId | null;
  readonly clientId: ClientId | null;
}

/**
 * Every kind of change, as `<noun>.<verb>`. A `request` over HTTP was refused before it reached a
 * use case: its route tells which one it was for.
 */
export type Action =
  | RequestAction
  | 'account.import'
  | 'account.create'
  | 'account.export'
  | 'account.update'
  | 'account.suspend'
  | 'account.reactivate'
  | 'approval.approve'
  | 'approval.reject'
  | 'approval.request'
  | 'approval.withdraw'
  | 'audit.archive'
  | 'ca.create'
  | 'ca.import'
  | 'ca.sign-crl'
  | 'certificate.bundle'
  | 'certificate.link'
  | 'certificate.renew'
  | 'certificate.revoke'
  | 'certificate.sign'
  | 'certificate.unlink'
  | 'client-ca.add'
  | 'client-ca.import'
  | 'client-ca.remove'
  | 'client-ca.write'
  | 'credential.create'
  | 'credential.register-key'
  | 'credential.revoke'
  | 'credential.rotate-key-set'
  | 'credential.set-policy'
  | 'key.revoke'
  | 'key.reseal'
  | 'key.rotate'
  | 'notice.redeliver'
  | 'notice-recipient.create'
  | 'notice-recipient.remove'
  | 'operator.create'
  | 'pepper.apply'
  | 'realm-user.create'
  | 'realm-user.disable'
  | 'realm-user.enable'
  | 'realm-user.set-password'
  | 'realm-user.update'
  | 'secret.rotate'
  | 'secret.revoke'
  | 'token.revoke';

/** `RequestAction`: the API that refused the request. */
export type RequestAction = 'admin.request' | 'self-service.request';

/** `RequestContext`: the request that asks for a change, and what the change depends on. */
export interface RequestContext {
  /** `null` at the command line. */
  readonly requestId: RequestId | null;
  readonly address: string | null;
  /**
   * The version that the caller read (`If-Match`): the first account that the change locks must still have it, else the
   * change throws `ManagementError('stale')`. A change that locks no account throws `ManagementError('invalid')`, or the
   * caller would believe to be protected. `null`: any version.
   */
  readonly expectedVersion: number | null;
  /** `null`: a repeat of the request repeats the change. */
  readonly idempotency: IdempotencyKey | null;
  /** The change is only shown: everything runs, is rolled back, and is in no audit event. */
  readonly dryRun: boolean;
}

/** `Caller`: who asks, by which request. */
export interface Caller extends RequestContext {
  readonly actor: Actor;
  /** Whether the caller may change operators, and what belongs to them. */
  readonly managesOperators: boolean;
  /** Whether the caller may change accounts that may introspect the tokens of all merchants. */
  readonly managesResourceServers: boolean;
  /**
   * Reads anew what the caller's token relies on, and throws `BearerTokenError` when it is not accepted any more. Called in
   * the transaction of every change. Absent where the caller has no token, and where the locks of the change check it.
   */
  readonly assertStillAllowed?: () => Promise<void>;
  /** A second operator must approve what changes an operator: such a change ends with `ApprovalNeeded`. */
  readonly operatorsNeedApproval?: boolean;
  /**
   * The operation leaves nothing behind unless it changes something: no event of a refusal, and neither an event nor an
   * idempotency key of a repeat. For what a merchant may repeat without limit.
   */
  readonly recordedOnlyIfChanged?: boolean;
}

/** `Operation`: who does what, by which request. The audit trail records it. */
export interface Operation extends Caller {
  readonly action: Action;
}

export const emptyRequestContext: RequestContext = {
  requestId: null,
  address: null,
  expectedVersion: null,
  idempotency: null,
  dryRun: false,
};
