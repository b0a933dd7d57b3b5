import { explainRefusal, type RefusalReader } from '../../core/refusals/explain-reason.js';
import type { RefusalExplanation } from '../../core/refusals/refusal-explanations.js';
import type { RefusalRecords, StoredRefusal } from '../../core/refusals/refusal-records.js';
import type { Language } from '../../core/shared/language.js';
import { ManagementError } from '../../core/shared/management-error.js';
import { parseRequestId } from '../fields.js';

/** The true cause of a refusal, which the response did not contain. */
export interface ExplainedRefusal {
  readonly refusal: StoredRefusal;
  readonly explanation: ReadExplanation;
}

/** An explanation for its reader. An operator gets both, to tell the merchant the cause. */
export interface ReadExplanation extends RefusalExplanation {
  readonly forMerchant?: RefusalExplanation;
}

export class ExplainRefusal {
  constructor(
    private readonly records: RefusalRecords,
    private readonly reader: RefusalReader,
  ) {}

  /** Returns one refusal as a rule, and more when a request id was refused more than once. */
  async run(request: string, language: Language = 'en'): Promise<readonly ExplainedRefusal[]> {
    const refusals = await this.records.byRequest(parseRequestId(request));
    if (refusals.length === 0) {
      const problem =
        'no rejected request is recorded for it. Records are written a moment after the response and kept for some weeks';
      throw new ManagementError('not_found', `request id: ${problem}`, 'request id');
    }
    return refusals.map((refusal) => toExplainedRefusal(refusal, this.reader, language));
  }
}

/** Adds the explanation to a refusal. */
export const toExplainedRefusal = (
  refusal: StoredRefusal,
  reader: RefusalReader,
  language: Language,
): ExplainedRefusal => ({
  refusal,
  explanation: {
    ...explainRefusal(reader, refusal, language),
    ...(reader === 'operator' && { forMerchant: explainRefusal('merchant', refusal, language) }),
  },
});
