import type { Reads } from '../core/shared/unit-of-work.js';
import type { AccountUseCases } from './account-use-cases.js';
import type { AuditUseCases } from './audit-use-cases.js';
import type { CaUseCases } from './ca-use-cases.js';
import type { CertificateMakingUseCases } from './certificate-making-use-cases.js';
import type { CertificateUseCases } from './certificate-use-cases.js';
import type { ClientCaUseCases } from './client-ca-use-cases.js';
import type { CredentialUseCases } from './credential-use-cases.js';
import type { Executor } from './execute.js';
import type { KeyUseCases } from './key-use-cases.js';
import type { NoteRefusedRequest } from './note-refused-request.js';
import type { OnboardingUseCases } from './onboarding-use-cases.js';
import type { OwnAccountUseCases } from './own-account-use-cases.js';
import type { RealmUserUseCases } from './realm-user-use-cases.js';
import type { RefusalUseCases } from './refusal-use-cases.js';
import type { TokenUseCases } from './token-use-cases.js';

/**
 * `Management`: all of management on one database, by noun. Only composition sees the whole: it hands every controller and
 * every command the nouns that they name.
 */
export interface Management {
  readonly executor: Executor;
  readonly database: Reads;
  readonly accounts: AccountUseCases;
  readonly credentials: CredentialUseCases;
  readonly certificates: CertificateUseCases;
  readonly certificateMaking: CertificateMakingUseCases;
  readonly cas: CaUseCases;
  readonly clientCas: ClientCaUseCases;
  readonly keys: KeyUseCases;
  readonly realmUsers: RealmUserUseCases;
  readonly tokens: TokenUseCases;
  readonly refusals: RefusalUseCases;
  readonly audit: AuditUseCases;
  readonly onboarding: OnboardingUseCases;
  readonly ownAccount: OwnAccountUseCases;
  readonly refusedRequests: NoteRefusedRequest;
  /** Ends the connections. */
  close(): Promise<void>;
}
