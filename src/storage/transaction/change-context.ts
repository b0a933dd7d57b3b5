import type { EntityManager } from 'typeorm';
import type { ChangeRule } from '../../core/shared/unit-of-work.js';
import type { AuditRecorder } from './audit-recorder.js';
import type { ExpectedVersion } from './expected-version.js';
import type { RevocationWriter } from './revocation-writer.js';

/**
 * What the repositories of one changing transaction share.
 *
 * This folder owns the transaction itself: the connections of management, the limits, what the
 * audit trail records of a change, and the revocations that it writes. It must never import a
 * repository or the unit of work, which both stand on it.
 */
export interface ChangeContext {
  readonly manager: EntityManager;
  /**
   * A repository registers here whatever it locks or creates; otherwise the audit trail would miss
   * it.
   */
  readonly audit: AuditRecorder;
  /** Ids of the revocations after which the change gives permissions back. */
  readonly earlierRevocations: string[];
  /** The first account that is locked is compared with it. */
  readonly expectedVersion: ExpectedVersion;
  /** Asked before an operator, or what belongs to one, is changed, and before scopes are given. */
  readonly rule: ChangeRule;
  /**
   * A repository calls it in the same transaction as soon as it has locked something that an
   * operator may depend on, and before it changes anything that decides whether an operator can get
   * a token. It does nothing in a transaction that takes nothing away.
   */
  readonly lockOperators: () => Promise<void>;
}

export interface RevokeContext extends ChangeContext {
  readonly revocations: RevocationWriter;
}
