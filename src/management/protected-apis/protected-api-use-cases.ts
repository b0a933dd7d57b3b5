import type { ProtectedApi } from '../../core/protected-apis/protected-api.js';
import type { ProtectedApis } from '../../core/protected-apis/protected-apis.js';
import type { Reads } from '../../core/shared/unit-of-work.js';
import { CheckApiRequest } from './check-api-request.js';
import { CompareDocument } from './compare-document.js';
import { ListApiRules } from './list-api-rules.js';
import { ListApis } from './list-apis.js';

/**
 * `ProtectedApiUseCases`: what operators see of protected APIs. This folder owns these questions; it must never
 * change anything: route tables are files of the machines that answer for the APIs.
 */
export class ProtectedApiUseCases {
  readonly list: ListApis;
  readonly rules: ListApiRules;
  readonly check: CheckApiRequest;
  readonly compare: CompareDocument;

  constructor(
    private readonly apis: ProtectedApis,
    database: Reads,
  ) {
    this.list = new ListApis(apis, database);
    this.rules = new ListApiRules(apis);
    this.check = new CheckApiRequest(apis);
    this.compare = new CompareDocument(apis);
  }

  /** Shows one API. Throws `ManagementError('not_found')`. */
  show(name: string): Promise<ProtectedApi> {
    return this.apis.show(name);
  }
}
