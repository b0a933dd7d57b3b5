import type { AuditHasher } from '../../core/audit/audit-hasher.js';
import type { AuditTrailReader } from '../../core/audit/audit-trail-reader.js';
import type { ChangeWithoutEvent } from '../../core/audit/current-state.js';
import type { AccountId } from '../../core/shared/ids.js';
import type { AuditVerification } from './audit-verification.js';
import type { ReplayedTrail } from './replayed-trail.js';
import { unexplainedClientCa } from './unexplained-client-cas.js';
import {
  type Unexplained,
  unexplainedCertificate,
  unexplainedChanges,
  unexplainedDigest,
  unexplainedDigestText,
  unexplainedIn,
  unexplainedRecord,
  unexplainedSetting,
} from './unexplained-permissions.js';
import { unexplainedUser } from './unexplained-users.js';

const pageAccounts = 500;

/**
 * Compares what is in force with what the events of a trail say that was replayed to its end. Each
 * page comes with the events that were recorded meanwhile.
 */
export const compareWithTables = async (
  { reader, hasher }: { readonly reader: AuditTrailReader; readonly hasher: AuditHasher },
  { chain, recorded }: ReplayedTrail,
): Promise<Pick<AuditVerification, 'unexplained'>> => {
  const unexplained: Unexplained[] = [];
  const changes: ChangeWithoutEvent[] = [];
  let [event, account]: [string, AccountId | null] = [chain.head.id, null];
  for (;;) {
    const certificates = account === null ? recorded.revokedCertificates : [];
    const page = await reader.currentState({ event, account, limit: pageAccounts, certificates });
    for (const later of page.events) recorded.apply(later);
    unexplained.push(...page.unrevoked.map(unexplainedCertificate));
    unexplained.push(...page.copiedDigests.map(unexplainedDigest));
    unexplained.push(...page.malformedDigests.map(unexplainedDigestText));
    unexplained.push(...page.users.flatMap((user) => unexplainedUser(user, recorded)));
    unexplained.push(...page.accounts.flatMap((found) => unexplainedIn(found, recorded)));
    unexplained.push(
      ...page.clientCas.flatMap((ca) =>
        unexplainedClientCa(ca, recorded, (pem) => hasher.fingerprintOf(pem)),
      ),
    );
    unexplained.push(...page.futureDatedRecords.map(unexplainedRecord));
    unexplained.push(...page.loginSettings.map(unexplainedSetting));
    changes.push(...page.changesWithoutEvent);
    if (page.accounts.length < pageAccounts)
      return { unexplained: [...unexplained, ...unexplainedChanges(changes, unexplained)] };
    event = page.events.at(-1)?.id ?? event;
    account = page.accounts.at(-1)?.id ?? null;
  }
};
