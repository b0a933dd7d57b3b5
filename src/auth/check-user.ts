import type { RealmUserStatus } from '../core/realm/realm-user-snapshot.js';
import type { UserTokenRequest } from '../core/realm/user-token-request.js';
import { accountWithdrawn, networkFindings } from '../core/tokens/eligibility.js';
import type { Finding } from '../core/tokens/finding.js';

/** Everything that speaks against a user and his account themselves, worst first. Pure. */
export const userFindings = (request: UserTokenRequest, user: RealmUserStatus | null): Finding[] => {
  if (!user) return [{ code: 'unknown_user', detail: 'there is no user with this name' }];
  const findings: Finding[] = [];
  const { listener, address } = request.source;
  if (user.status !== 'active') {
    findings.push({ code: 'user_disabled', detail: `user ${user.id} is disabled` });
  }
  findings.push(...accountWithdrawn(user));
  // A password alone must never be worth what an operator's certificate and secret are.
  if (listener !== 'tls' || user.accountKind === 'operator') {
    findings.push({
      code: 'wrong_listener',
      detail: `user of a ${user.accountKind} account at the ${listener} listener`,
    });
  }
  findings.push(...networkFindings(user, address));
  return findings;
};
