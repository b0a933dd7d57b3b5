import type { DocumentComparison, NewDocument } from '../../core/protected-apis/document-comparison.js';
import type { ProtectedApis } from '../../core/protected-apis/protected-apis.js';

/** Compares a new OpenAPI document with the rules of an API. */
export class CompareDocument {
  constructor(private readonly apis: ProtectedApis) {}

  /** Throws `ManagementError` for what `portaria routes import` would refuse. */
  run(api: string, document: NewDocument): Promise<DocumentComparison> {
    return this.apis.compare(api, document);
  }
}
