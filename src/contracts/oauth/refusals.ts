import type { Refusal } from '../../core/refusal.js';
import type { Answer } from '../contract.js';
import { answerInOauth, oauthRows } from '../oauth-refusals.js';

/** RFC 7009 section 2.2.1 and RFC 7662 section 2.3: the errors of the token endpoint. */
export const answerRefusal = (refusal: Refusal, _requestId: string, scheme: string | null): Answer =>
  answerInOauth(oauthRows[refusal.code], refusal, scheme);
