/** Who does something to the books, what, and under which circumstances: what the audit trail says of it. */
import type { AccountId, ClientId, RequestId } from './ids.js';

/**
 * `account`: an operator or a merchant, by a token; `person`: somebody at the command line, by the operating system's
 * word; `system`: the product itself, e.g. the local stack making its demo.
 */
export interface Actor {
  readonly kind: 'account' | 'person' | 'system';
  /** As people know it: an account's name, or `user@host`. */
  readonly name: string;
  readonly accountId: AccountId | null;
  readonly clientId: ClientId | null;
}

/**
 * Every kind of change, as `<noun>.<verb>`. A `request` over HTTP was refused before anybody was asked for a change: which one it
 * wanted tells its route.
 */
export type Action =
  | RequestAction
  | 'account.import'
  | 'account.open'
  | 'account.change'
  | 'account.suspend'
  | 'account.reactivate'
  | 'authority.create'
  | 'authority.import'
  | 'authority.sign-crl'
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
  | 'credential.issue'
  | 'credential.revoke'
  | 'credential.allow-contract'
  | 'key.drop'
  | 'key.reseal'
  | 'key.rotate'
  | 'operator.create'
  | 'realm-user.create'
  | 'realm-user.disable'
  | 'realm-user.enable'
  | 'realm-user.set-password'
  | 'secret.rotate'
  | 'secret.retire'
  | 'token.revoke';

/** By the wing that refused it. */
export type RequestAction = 'admin.request' | 'self-service.request';

/** How the wish to do it came, and what it depends on. */
export interface Circumstances {
  /** The request that asked for it; `null` at the command line. */
  readonly requestId: RequestId | null;
  readonly address: string | null;
  /**
   * The version that the caller read (`If-Match`): the first account that the change holds must still have it, else the
   * change throws `ManagementError('stale')`; a change that holds none throws `ManagementError('invalid')`, or the caller would
   * believe to be protected. `null`: whatever it is by now.
   */
  readonly expectedVersion: number | null;
  /** `null`: doing it again does it twice. */
  readonly once: Once | null;
}

/**
 * A change that must happen once, however often it is asked for. A repeat within 24 hours throws `AlreadyDone` with what was
 * kept of the first, or `ManagementError('reused')` when it asks for something else. A change that was refused leaves
 * no key. Needs an actor with an account, and covers one change of the books.
 */
export interface Once {
  /** The caller's name for it (`Idempotency-Key`), his own among all accounts. */
  readonly key: string;
  /** Tells requests apart without telling what they say: keyed, since a secret may be in them. */
  readonly requestDigest: string;
  /** What is kept of the result, as JSON; never a secret. A method, so that it may say which result it expects. */
  outcomeOf(result: unknown): unknown;
}

export interface Deed extends Circumstances {
  readonly actor: Actor;
  readonly action: Action;
}

export const atTheCommandLine: Circumstances = {
  requestId: null,
  address: null,
  expectedVersion: null,
  once: null,
};
