import type { CertificateSummary } from '../certificates/certificate.js';
import type { ContractName } from '../credentials/credential.js';
import type { AccountId } from '../shared/ids.js';
import type { ClientId } from '../shared/ids.js';
import type { Listener } from '../tokens/token-request.js';
import type { RefusalReason } from './refusal.js';
import type { RefusedTokenReason } from './refused-token.js';

/**
 * A refused token request, or a refused use of a token at a protected API (`gateway`), as it is
 * recorded for those who ask why.
 */
export interface RefusalEntry {
  readonly requestId: string;
  readonly listener: Listener;
  readonly contract: ContractName | 'gateway';
  readonly reason: RefusalReason | RefusedTokenReason;
  readonly detail: string;
  readonly clientId: ClientId | null;
  readonly certificate: CertificateSummary | null;
  /** Set when the account is known without the client id. */
  readonly accountId?: AccountId | null;
  readonly address: string | null;
}

/** Records refusals asynchronously, with a bounded queue, and never delays an answer. */
export abstract class RefusalLog {
  abstract note(refused: RefusalEntry): void;
}
