import type { AccountId, ClientId, Fingerprint } from '../shared/ids.js';
import type { ClientSnapshot, ClientSnapshotQuery } from './client-snapshot.js';

/** `CertificateLinks`: the accounts that a certificate is linked to. */
export interface CertificateLinks {
  /** The lowest ids, in their order: a certificate of a platform may have many accounts. */
  readonly accountIds: readonly AccountId[];
  /** Whether the client id that was asked for is of one of its accounts; `null` when none was. */
  readonly clientIdLinked: boolean | null;
  /** The database's time in milliseconds since 1970. */
  readonly nowMs: number;
}

/**
 * Reads what can change, on every request. Throws `Refusal('unavailable')` when the database cannot
 * be asked.
 */
export abstract class ClientSnapshotReader {
  abstract read(question: ClientSnapshotQuery): Promise<ClientSnapshot>;
  /** Returns the accounts that a certificate is linked to, and whether a client id is of one of them. */
  abstract linksOf(fingerprint: Fingerprint, clientId: ClientId | null): Promise<CertificateLinks>;
}
