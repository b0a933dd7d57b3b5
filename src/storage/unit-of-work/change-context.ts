import type { EntityManager } from 'typeorm';
import type { RevocationWriter } from '../repositories/revocation-writer.js';
import type { AuditRecorder } from './audit-recorder.js';
import type { ExpectedVersion } from './expected-version.js';

/** What the repositories of one changing transaction share. */
export interface ChangeContext {
  readonly rows: EntityManager;
  /**
   * A repository registers here whatever it locks or creates; otherwise the audit trail would miss
   * it.
   */
  readonly audit: AuditRecorder;
  /** Ids of the revocations after which the change gives permissions back. */
  readonly earlierRevocations: string[];
  /** The first account that is locked is compared with it. */
  readonly expectedVersion: ExpectedVersion;
  /**
   * A repository calls it in the same transaction as soon as it has locked something that an
   * operator may depend on, and before it changes anything that decides whether an operator can get
   * a token. It does nothing in a transaction that takes nothing away.
   */
  readonly beforeOperatorsAreTouched: () => Promise<void>;
}

export interface RevokeContext extends ChangeContext {
  readonly revocations: RevocationWriter;
}
