import type { FamilyId } from '../shared/ids.js';
import type { RealmUserQuery, RealmUserSnapshot } from './realm-user-snapshot.js';

/**
 * Reads what can change, on every request. Throws `Refusal('unavailable')` when the database cannot
 * be asked.
 */
export abstract class RealmUserSnapshotReader {
  /** `null` stands for a name that no user can have. The database is asked all the same. */
  abstract byUsername(username: string | null, question: RealmUserQuery): Promise<RealmUserSnapshot>;
  abstract byFamily(family: FamilyId, question: RealmUserQuery): Promise<RealmUserSnapshot>;
}
