import type { ProtectedApis } from '../../core/protected-apis/protected-apis.js';
import type { RequestDecision, RequestQuestion } from '../../core/protected-apis/request-check.js';
import { explainDenial } from '../../core/protected-apis/request-denial-explanations.js';
import type { RefusalExplanation } from '../../core/refusals/refusal-explanations.js';
import type { Language } from '../../core/shared/language.js';

export interface ApiRequestCheck extends RequestQuestion {
  readonly api: string;
  /** The language of the explanation. */
  readonly language: Language;
}

export interface ExplainedDecision extends RequestDecision {
  readonly allowed: boolean;
  /** `null`: the request would pass. */
  readonly explanation: RefusalExplanation | null;
}

/** Says whether a request to a protected API would pass, and why not. */
export class CheckApiRequest {
  constructor(private readonly apis: ProtectedApis) {}

  /** Throws `ManagementError('not_found')`, and `Refusal('unavailable')`. */
  async run({ api, language, ...question }: ApiRequestCheck): Promise<ExplainedDecision> {
    const decision = await this.apis.check(api, question);
    const { reason } = decision;
    return {
      allowed: reason === null,
      ...decision,
      explanation: reason === null ? null : explainDenial(reason, language),
    };
  }
}
