import { refusalReasons } from '../../core/refusals/refusal.js';
import type { RefusalRecords, StoredRefusal } from '../../core/refusals/refusal-records.js';
import { tokenRefusalReasons } from '../../core/refusals/refused-token.js';
import { ManagementError } from '../../core/shared/management-error.js';
import { parseRequestId } from '../fields.js';
import { merchantExplanations } from './merchant-explanations.js';
import { explanations, type RefusalExplanation } from './refusal-explanations.js';
import { tokenRefusalExplanations } from './token-refusal-explanations.js';

/** The true cause of a refusal, which the response did not contain. */
export interface ExplainedRefusal {
  readonly refusal: StoredRefusal;
  readonly explanation: RefusalExplanation;
}

/** Who reads an explanation: a merchant is not told to do what only an operator can. */
export type RefusalReader = 'operator' | 'merchant';

const unknownReason: RefusalExplanation = {
  happened: 'A release newer than this one refused it for a reason that this one does not know.',
  wouldPass: 'See the detail.',
  next: 'Ask with the newer release.',
};

export class ExplainRefusal {
  constructor(
    private readonly records: RefusalRecords,
    private readonly reader: RefusalReader,
  ) {}

  /** Returns one refusal as a rule, and more when a request id was refused more than once. */
  async run(request: string): Promise<readonly ExplainedRefusal[]> {
    const refusals = await this.records.byRequest(parseRequestId(request));
    if (refusals.length === 0) {
      const problem =
        'no refusal is kept for it; they are written a moment after the answer and kept for some weeks';
      throw new ManagementError('not_found', `request id: ${problem}`, 'request id');
    }
    return refusals.map((refusal) => toExplainedRefusal(refusal, this.reader));
  }
}

/** Adds the explanation to a refusal. */
export const toExplainedRefusal = (refusal: StoredRefusal, reader: RefusalReader): ExplainedRefusal => ({
  refusal,
  explanation: explanationFor(reader, refusal.reason),
});

const explanationFor = (reader: RefusalReader, recorded: string): RefusalExplanation => {
  const reason = refusalReasons.find((known) => known === recorded);
  const ofToken = tokenRefusalReasons.find((known) => known === recorded);
  const known = reason ?? ofToken;
  if (!known) return unknownReason;
  const explanation = { ...explanations, ...tokenRefusalExplanations }[known];
  return reader === 'operator' ? explanation : { ...explanation, ...merchantExplanations[known] };
};
