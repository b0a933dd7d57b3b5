/**
 * The ports of the token request pipeline for users, beside those of the pipeline for clients. Each
 * port is its own injection token.
 */
import type { Secret } from '../credentials/secret.js';
import type { FamilyId, TokenId } from '../shared/ids.js';
import type { RequestSource } from '../tokens/token-request.js';
import type { RealmUserQuery, RealmUserSnapshot } from './realm-user-snapshot.js';
import type { UserGrant } from './user-grant.js';

/**
 * Reads what can change, on every request. Throws `Refusal('unavailable')` when the database cannot
 * be asked.
 */
export abstract class RealmStore {
  /** `null` stands for a name that no user can have. The database is asked all the same. */
  abstract byUsername(username: string | null, question: RealmUserQuery): Promise<RealmUserSnapshot>;
  abstract byFamily(family: FamilyId, question: RealmUserQuery): Promise<RealmUserSnapshot>;
}

/** What a refresh token identifies: a family and a generation of it. */
export interface RefreshPlace {
  readonly familyId: FamilyId;
  /** 1 and up. */
  readonly generation: number;
}

/**
 * Makes refresh tokens and recognises its own. None is stored anywhere: the same place gives the
 * same token.
 */
export abstract class RefreshTokens {
  abstract make(place: RefreshPlace): string;
  /**
   * Returns the place of a refresh token; `null` when the gateway did not make it, or it was
   * changed. Constant time over what was presented.
   */
  abstract read(presented: Secret): RefreshPlace | null;
}

/** How long a family and its used refresh tokens last. */
export interface FamilyTerms {
  /** Counted from the login. */
  readonly familySeconds: number;
  /** The time in which a used refresh token gets the same successor again, while that is unused. */
  readonly reuseGraceSeconds: number;
}

/** The durable record of users' tokens. */
export abstract class UserIssuanceLog {
  /**
   * Records the issue of a token. Resolves to `true` once the family has its new generation and the
   * record is committed. Resolves to `false` when something that the grant depends on changed since
   * it was read: then nothing was changed and the token must not be sent.
   */
  abstract record(
    token: { readonly id: TokenId; readonly kid: string },
    grant: UserGrant,
    around: { readonly source: RequestSource; readonly terms: FamilyTerms },
  ): Promise<boolean>;
}

/** Ends a family whose used refresh token was presented again: an attacker may have it. */
export abstract class FamilyEnder {
  /**
   * Resolves when no process accepts the family's tokens any more. Throws `Refusal('unavailable')`
   * without a database.
   */
  abstract endReused(family: FamilyId, source: RequestSource): Promise<void>;
}
