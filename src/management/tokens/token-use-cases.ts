import { revokeTokens } from './revoke-tokens.js';

/**
 * `TokenUseCases`: what operators do with issued tokens. This folder owns their revocation; it must
 * never need the token itself.
 */
export class TokenUseCases {
  readonly revoke = revokeTokens;
}
