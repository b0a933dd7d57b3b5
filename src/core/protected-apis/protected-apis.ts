import type { DocumentComparison, NewDocument } from './document-comparison.js';
import type { ApiRule, KnownApis, ProtectedApi } from './protected-api.js';
import type { RequestDecision, RequestQuestion } from './request-check.js';

/**
 * The protected APIs that this process knows. Every method throws `ManagementError('refused')` when it knows none,
 * because it has no folder of route tables, and `ManagementError('not_found')` for the name of another API.
 */
export abstract class ProtectedApis {
  abstract list(): Promise<KnownApis>;
  abstract show(name: string): Promise<ProtectedApi>;
  /** Resolves to the rules of an API, ordered by path and method. */
  abstract rules(name: string): Promise<readonly ApiRule[]>;
  /**
   * Decides as the gateway does, and changes and records nothing. Throws `Refusal('unavailable')` when this process
   * does not know what was revoked.
   */
  abstract check(name: string, question: RequestQuestion): Promise<RequestDecision>;
  /** Compares a document with the rules in force. Throws `ManagementError` for what an import would refuse. */
  abstract compare(name: string, document: NewDocument): Promise<DocumentComparison>;
}
