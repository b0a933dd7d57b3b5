/** What the users' corridor needs of the outside world, beside what the clients' needs. Each port is its own injection token. */
import type { FamilyId, TokenId } from './ids.js';
import type { RealmAuthority, RealmQuestion } from './realm-authority.js';
import type { Secret } from './secret.js';
import type { Origin } from './token-request.js';
import type { UserGrant } from './user-grant.js';

/** Reads what can change, each time anew. Throws `Refusal('unavailable')` when the database cannot be asked. */
export abstract class RealmStore {
  /** `null`: for a name that nobody can have. It is asked all the same. */
  abstract byUsername(username: string | null, question: RealmQuestion): Promise<RealmAuthority>;
  abstract byFamily(family: FamilyId, question: RealmQuestion): Promise<RealmAuthority>;
}

/** What a refresh token stands for. */
export interface RefreshPlace {
  readonly familyId: FamilyId;
  /** 1 and up. */
  readonly generation: number;
}

/** Makes refresh tokens and knows its own. Nothing of them is kept anywhere: the same place gives the same token. */
export abstract class RefreshTokens {
  abstract make(place: RefreshPlace): string;
  /** `null`: none of ours, or not as we made it. Constant time over what was presented. */
  abstract read(presented: Secret): RefreshPlace | null;
}

/** How a family goes on. */
export interface FamilyTerms {
  /** From the login on. */
  readonly familySeconds: number;
  /** In which a used refresh token gets the same successor again, while that is unused. */
  readonly reuseGraceSeconds: number;
}

/** The durable record of users' tokens. */
export abstract class UserIssuanceLog {
  /**
   * The moment of issue. Resolves to `true` once the family has its new generation and the record is committed; to `false` when what
   * the grant stands on changed since it was read: then nothing was changed and the token must not leave.
   */
  abstract record(
    token: { readonly id: TokenId; readonly kid: string },
    grant: UserGrant,
    around: { readonly origin: Origin; readonly terms: FamilyTerms },
  ): Promise<boolean>;
}

/** Ends a family of which a used refresh token came again: somebody has it who should not. */
export abstract class FamilyEnder {
  /** Resolves when no process accepts its tokens any more. Throws `Refusal('unavailable')` without a database. */
  abstract endReused(family: FamilyId, origin: Origin): Promise<void>;
}
