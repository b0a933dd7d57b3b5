import type { AccountKind } from '../core/account.js';
import type { Authority, ClientAuthority } from '../core/authority.js';
import type { AccountId, ClientId, Fingerprint, SecretId } from '../core/ids.js';
import type { AuthorityStore } from '../core/ports.js';
import type { Origin } from '../core/token-request.js';
import { TokenRefusal } from '../core/token-refusal.js';
import type { TokenSort, TokenVerifier, VerifiedToken } from '../core/token-verifier.js';

/** What somebody brought who wants to manage. */
export interface BearerProofs {
  readonly token: string;
  readonly certificate: Fingerprint | null;
  readonly origin: Origin;
}

/** Somebody who may manage, as of this moment. */
export interface Bearer {
  readonly accountId: AccountId;
  readonly clientId: ClientId;
  /** The secret that the token was obtained with. */
  readonly secretId: SecretId;
  readonly token: VerifiedToken;
  readonly origin: Origin;
}

/** A bearer with what the database just said of the client. */
export interface AdmittedBearer {
  readonly bearer: Bearer;
  readonly client: ClientAuthority;
  readonly nowMs: number;
}

/** Whose tokens are wanted. */
export interface WantedBearer {
  readonly sorts: readonly TokenSort[];
  readonly accountKind: AccountKind;
}

/**
 * Decides whether a token is good for managing. The token alone is not enough: audience, binding and the kind of the account
 * are checked, and everything that it was obtained with is looked up again, so that a suspension counts from the next
 * request on, in every process.
 */
export class AdmitBearer {
  constructor(
    private readonly verifier: TokenVerifier,
    private readonly authorities: AuthorityStore,
    private readonly wanted: WantedBearer,
  ) {}

  /** Throws `TokenRefusal`, and `Refusal('unavailable')` without a database. */
  async run({ token: text, certificate, origin }: BearerProofs): Promise<AdmittedBearer> {
    const { sorts, accountKind } = this.wanted;
    const token = this.verifier.verify(text, { sorts, certificate });
    const { accountId, clientId, secretId } = token;
    if (secretId === null) throw new TokenRefusal('invalid_token', 'a user is not his account');
    const authority = await this.authorities.look({
      clientId,
      fingerprint: certificate,
      contract: 'avista',
      address: origin.address,
    });
    const { client, nowMs } = authority;
    const against = whatSpeaksAgainst({ ...token, secretId }, authority, accountKind);
    if (against !== null || !client) throw new TokenRefusal('invalid_token', against ?? gone);
    return { bearer: { accountId, clientId, secretId, token, origin }, client, nowMs };
  }
}

const gone = 'its credential is not there any more';

const whatSpeaksAgainst = (
  token: VerifiedToken & { readonly secretId: SecretId },
  { client, certificate, nowMs }: Authority,
  kind: AccountKind,
): string | null => {
  if (token.boundTo === null) return 'it is bound to no certificate';
  if (client?.accountId !== token.accountId) return gone;
  if (client.accountKind !== kind) return `its account is no ${kind}`;
  if (client.accountStatus !== 'active') return 'its account is suspended';
  if (client.credentialStatus !== 'active') return 'its credential was revoked';
  if (client.credentialExpiresAtMs !== null && nowMs >= client.credentialExpiresAtMs)
    return 'its credential has expired';
  const secret = client.secrets.find(({ id }) => id === token.secretId);
  if (!secret) return 'its secret was retired';
  if (secret.expiresAtMs !== null && nowMs >= secret.expiresAtMs) return 'its secret has expired';
  if (!certificate?.linked) return 'its certificate is not linked to the account';
  if (certificate.revoked) return 'its certificate was revoked';
  return client.networkAllowed ? null : 'the address is in no network of the account';
};
