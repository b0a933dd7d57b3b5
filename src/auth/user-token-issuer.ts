import type { LoginBinding, RefreshTokens } from '../core/realm/refresh-tokens.js';
import type { IssuedUserToken, UserGrant } from '../core/realm/user-grant.js';
import type { UserIssuanceRecorder } from '../core/realm/user-issuance-recorder.js';
import type { UserTokenRequest } from '../core/realm/user-token-request.js';
import { Refusal } from '../core/refusals/refusal.js';
import { makeFamilyId } from '../core/shared/ids.js';
import { claimsForUser, serializedClaims } from '../core/tokens/claims.js';
import type { TokenIdGenerator } from '../core/tokens/token-id-generator.js';
import type { TokenSigner } from '../core/tokens/token-signer.js';
import { issueDurably } from './issue-durably.js';
import type { UserAuthenticator } from './user-authenticator.js';
import type { UserGrantPolicy } from './user-grant-policy.js';

/**
 * The token request pipeline for users (contract `realm`): the steps of `TokenIssuer`, for a user
 * who authenticates with a password or a refresh token. It owns the order of the steps and nothing
 * else.
 */
export class UserTokenIssuer {
  constructor(
    private readonly users: UserAuthenticator,
    private readonly policy: UserGrantPolicy,
    private readonly tokenIds: TokenIdGenerator,
    private readonly signer: TokenSigner,
    private readonly issuances: UserIssuanceRecorder,
    private readonly refreshTokens: RefreshTokens,
  ) {}

  /**
   * Turns a request into tokens whose record is committed, or throws the `Refusal` that says why
   * not.
   */
  async issue(request: UserTokenRequest): Promise<IssuedUserToken> {
    try {
      return await issueDurably(
        () => this.attempt(request),
        () => this.signer.reloadKeys(),
      );
    } catch (reason) {
      const refusal = Refusal.from(reason);
      const certificate = request.certificate?.info ?? null;
      throw refusal.concerning({ ...refusal.subject, clientId: null, certificate });
    }
  }

  private async attempt(request: UserTokenRequest): Promise<IssuedUserToken | null> {
    const user = await this.users.authenticate(request);
    const { nowMs, family } = user.identity;
    const familyId = family?.id ?? makeFamilyId(this.tokenIds.generate(nowMs));
    const grant = this.policy.decide(user, request, familyId);
    const id = this.tokenIds.generate(nowMs);
    const { text: accessToken, kid } = await this.signer.sign(
      serializedClaims(claimsForUser(grant, id)),
      grant.kind,
    );
    const around = { source: request.source, settings: this.policy.realm };
    const recorded = await this.issuances.record({ id, kid }, grant, around); // no record, no token
    const position = { familyId, generation: (family?.generation ?? 0) + 1 };
    const loginDigest = family?.loginDigest ?? this.refreshTokens.digestLogin(loginOf(grant));
    const refreshToken = this.refreshTokens.make(position, loginDigest);
    return recorded ? { id, grant, accessToken, refreshToken } : null;
  }
}

/** What a login fixes, as its record writes it. */
const loginOf = ({ user, scopes }: UserGrant): LoginBinding => ({
  userId: user.userId,
  accountId: user.accountId,
  certificateId: user.certificate?.id ?? null,
  scopes,
  passwordSetAtMicros: user.passwordSetAtMicros,
});
