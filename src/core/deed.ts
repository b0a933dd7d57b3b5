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

/** Every kind of change, as `<noun>.<verb>`. */
export type Action =
  | 'account.import'
  | 'account.open'
  | 'account.suspend'
  | 'account.reactivate'
  | 'authority.create'
  | 'authority.import'
  | 'authority.sign-crl'
  | 'certificate.bundle'
  | 'certificate.link'
  | 'certificate.revoke'
  | 'certificate.sign'
  | 'certificate.unlink'
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
  | 'secret.retire';

/** How the wish to do it came. */
export interface Circumstances {
  /** The request that asked for it; `null` at the command line. */
  readonly requestId: RequestId | null;
  readonly address: string | null;
}

export interface Deed extends Circumstances {
  readonly actor: Actor;
  readonly action: Action;
}

export const atTheCommandLine: Circumstances = { requestId: null, address: null };
