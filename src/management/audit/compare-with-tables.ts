import type { AuditRecords } from '../../core/audit/audit-event.js';
import type { AccountId } from '../../core/shared/ids.js';
import type { AuditVerification } from './audit-verification.js';
import type { FollowedTrail } from './followed-trail.js';
import {
  type Unexplained,
  unexplainedCertificate,
  unexplainedDigest,
  unexplainedIn,
} from './unexplained-permissions.js';
import { unexplainedUser } from './unexplained-users.js';

const pageAccounts = 500;

/**
 * Compares what is in force with what the events of a trail say that was followed to its end. Each
 * page comes with the events that were recorded meanwhile.
 */
export const compareWithTables = async (
  records: AuditRecords,
  { chain, recorded }: FollowedTrail,
): Promise<Pick<AuditVerification, 'unexplained'>> => {
  const unexplained: Unexplained[] = [];
  let [event, account]: [string, AccountId | null] = [chain.head.id, null];
  for (;;) {
    const certificates = account === null ? recorded.revokedCertificates : [];
    const page = await records.currentState({ event, account, limit: pageAccounts, certificates });
    for (const later of page.events) recorded.apply(later);
    unexplained.push(...page.unrevoked.map(unexplainedCertificate));
    unexplained.push(...page.copiedDigests.map(unexplainedDigest));
    unexplained.push(...page.users.flatMap((user) => unexplainedUser(user, recorded)));
    unexplained.push(...page.accounts.flatMap((found) => unexplainedIn(found, recorded)));
    if (page.accounts.length < pageAccounts) return { unexplained };
    event = page.events.at(-1)?.id ?? event;
    account = page.accounts.at(-1)?.id ?? null;
  }
};
