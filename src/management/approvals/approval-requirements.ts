import type { OperatorScope } from '../../core/accounts/operator-scope.js';
import type { Action } from '../../core/audit/operation.js';

/**
 * Whether a second operator approves a kind of change. `never`: it takes effect at once. `operators`: only where it gives
 * or changes the power of an operator. A scope: always, and the operator who approves needs the scope, too.
 */
export type ApprovalRequirement = 'never' | 'operators' | OperatorScope;

/**
 * What takes power from someone never waits: neither suspending an operator, nor revoking one credential, secret,
 * certificate or token. A client CA and a signing key are of everybody, so their removal waits as well.
 *
 * Users of the realm never wait, not even those of an operator's account: their tokens open no route of the admin API. Neither do registered
 * keys: operators have none. Changes that only the command line makes are `never`: it needs no approval.
 */
export const approvalRequirements = {
  'account.create': 'operators',
  'account.export': 'never',
  'account.import': 'never',
  'account.reactivate': 'operators',
  'account.suspend': 'never',
  'account.update': 'operators',
  'admin.request': 'never',
  'approval.approve': 'never',
  'approval.reject': 'never',
  'approval.request': 'never',
  'approval.withdraw': 'never',
  'audit.archive': 'never',
  'ca.create': 'never',
  'ca.import': 'never',
  'ca.sign-crl': 'never',
  'certificate.bundle': 'operators',
  'certificate.link': 'operators',
  'certificate.renew': 'never',
  'certificate.revoke': 'never',
  'certificate.sign': 'operators',
  'certificate.unlink': 'never',
  'client-ca.add': 'client-cas:write',
  'client-ca.import': 'never',
  'client-ca.remove': 'client-cas:write',
  'client-ca.write': 'never',
  'credential.create': 'operators',
  'credential.register-key': 'never',
  'credential.revoke': 'never',
  'credential.rotate-key-set': 'never',
  'credential.set-policy': 'operators',
  'key.reseal': 'never',
  'key.revoke': 'keys:write',
  'key.rotate': 'keys:write',
  'notice-recipient.create': 'never',
  'notice-recipient.remove': 'never',
  'notice.redeliver': 'never',
  'operator.create': 'admin:write',
  'pepper.apply': 'never',
  'realm-user.create': 'never',
  'realm-user.disable': 'never',
  'realm-user.enable': 'never',
  'realm-user.set-password': 'never',
  'realm-user.update': 'never',
  'secret.revoke': 'never',
  'secret.rotate': 'operators',
  'self-service.request': 'never',
  'token.revoke': 'never',
} as const satisfies Record<Action, ApprovalRequirement>;
