import type { RefusalReader } from '../../core/refusals/explain-reason.js';
import type { RefusalRecords } from '../../core/refusals/refusal-records.js';
import { ExplainRefusal } from './explain-refusal.js';
import { ListRefusals } from './list-refusals.js';

/**
 * `RefusalUseCases`: why token requests were refused. This folder owns the explanations; it must
 * never answer the client that was refused.
 */
export class RefusalUseCases {
  readonly explain: ExplainRefusal;
  readonly list: ListRefusals;

  constructor(records: RefusalRecords, reader: RefusalReader) {
    this.explain = new ExplainRefusal(records, reader);
    this.list = new ListRefusals(records, reader);
  }
}
