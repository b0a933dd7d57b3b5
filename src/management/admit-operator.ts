import type { Authority, ClientAuthority } from '../core/authority.js';
import type { AccountId, ClientId, Fingerprint } from '../core/ids.js';
import type { AuthorityStore } from '../core/ports.js';
import type { Origin } from '../core/token-request.js';
import { TokenRefusal } from '../core/token-refusal.js';
import type { TokenVerifier, VerifiedToken } from '../core/token-verifier.js';

/** What somebody brought who says that he is an operator. */
export interface OperatorProofs {
  readonly token: string;
  readonly certificate: Fingerprint | null;
  readonly origin: Origin;
}

/** Somebody who may manage, as of this moment. */
export interface Operator {
  readonly accountId: AccountId;
  readonly clientId: ClientId;
  readonly token: VerifiedToken;
  readonly origin: Origin;
}

/** Operators get their tokens by the contract avista, over TLS: HS256 under the active key. */
const kinds = [{ algorithm: 'HS256', typ: 'JWT' }] as const;

/**
 * Decides whether a token may manage. The token alone is not enough: door, audience, binding and the kind of the account are
 * checked, and everything that it was obtained with is looked up again, so that a suspension counts from the next
 * request on, in every process.
 */
export class AdmitOperator {
  constructor(
    private readonly verifier: TokenVerifier,
    private readonly authorities: AuthorityStore,
    private readonly audience: string,
  ) {}

  /** Throws `TokenRefusal`, and `Refusal('unavailable')` without a database. */
  async run({ token: text, certificate, origin }: OperatorProofs, needs: string): Promise<Operator> {
    const token = this.verifier.verify(text, { audience: this.audience, kinds, certificate });
    const authority = await this.authorities.look({
      clientId: token.clientId,
      fingerprint: certificate,
      contract: 'avista',
      address: origin.address,
    });
    const against = whatSpeaksAgainst(token, authority);
    if (against !== null) throw new TokenRefusal('invalid_token', against);
    refuseWithout(needs, token, authority.client);
    return { accountId: token.accountId, clientId: token.clientId, token, origin };
  }
}

const whatSpeaksAgainst = (
  token: VerifiedToken,
  { client, certificate, nowMs }: Authority,
): string | null => {
  if (token.boundTo === null) return 'it is bound to no certificate';
  if (client?.accountId !== token.accountId) return 'its credential is not there any more';
  if (client.accountKind !== 'operator') return 'its account is no operator';
  if (client.accountStatus !== 'active') return 'its account is suspended';
  if (client.credentialStatus !== 'active') return 'its credential was revoked';
  if (client.credentialExpiresAtMs !== null && nowMs >= client.credentialExpiresAtMs)
    return 'its credential has expired';
  if (!client.secrets.some(({ id }) => id === token.secretId)) return 'its secret was retired';
  if (!certificate?.linked) return 'its certificate is not linked to the account';
  if (certificate.revoked) return 'its certificate was revoked';
  return client.networkAllowed ? null : 'the address is in no network of the account';
};

const refuseWithout = (scope: string, token: VerifiedToken, client: ClientAuthority | null): void => {
  const isGranted =
    token.scopes.includes(scope) &&
    client?.accountScopes.includes(scope) === true &&
    (client.credentialScopes?.includes(scope) ?? true);
  if (!isGranted) throw new TokenRefusal('insufficient_scope', `it has not the scope ${scope}`, { scope });
};
