import type { EntityManager } from 'typeorm';
import type { RevocationWriter } from '../repositories/revocation-writer.js';
import type { AuditRecorder } from './audit-recorder.js';
import type { ExpectedVersion } from './expected-version.js';

/** What the repositories of one changing transaction share. */
export interface ChangeContext {
  readonly rows: EntityManager;
  /** Whatever a repository locks or makes it registers here, or the audit trail would not tell what became of it. */
  readonly audit: AuditRecorder;
  /** The first account that is locked is compared with it. */
  readonly expectedVersion: ExpectedVersion;
  /** Whatever locks something that an operator may depend on calls it first. Does nothing where nothing is taken away. */
  readonly beforeOperatorsAreTouched: () => Promise<void>;
}

export interface RevokeContext extends ChangeContext {
  readonly revocations: RevocationWriter;
}
