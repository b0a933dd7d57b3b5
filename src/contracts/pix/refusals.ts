import type { Refusal } from '../../core/refusal.js';
import type { Answer } from '../contract.js';
import { answerInOauth, oauthRows } from '../oauth-refusals.js';

/** RFC 6749 section 5.2 for every kind of request, also the published one, of whose errors source 003 says nothing. */
export const answerRefusal = (refusal: Refusal, _requestId: string, scheme: string | null): Answer =>
  answerInOauth(oauthRows[refusal.code], refusal, scheme);
