import { revokeTokens } from './revoke-tokens.js';

/** What operators do with tokens that were issued. */
export class TokenUseCases {
  readonly revoke = revokeTokens;
}
