import type { TokenId } from '../shared/ids.js';
import type { RequestSource } from '../tokens/token-request.js';
import type { UserGrant } from './user-grant.js';

/** How long a family and its used refresh tokens last. */
export interface RefreshTokenSettings {
  /** Counted from the login. */
  readonly familySeconds: number;
  /** The time in which a used refresh token gets the same next token again, while that is unused. */
  readonly reuseGraceSeconds: number;
}

/** The durable record of users' tokens. */
export abstract class UserIssuanceRecorder {
  /**
   * Records the issue of a token. Resolves to `true` once the family has its new generation and the
   * record is committed. Resolves to `false` when something that the grant depends on changed since
   * it was read: then nothing was changed and the token must not be sent.
   */
  abstract record(
    token: { readonly id: TokenId; readonly kid: string },
    grant: UserGrant,
    around: { readonly source: RequestSource; readonly settings: RefreshTokenSettings },
  ): Promise<boolean>;
}
