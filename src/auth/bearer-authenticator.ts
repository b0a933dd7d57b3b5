import type { AccountKind } from '../core/accounts/account.js';
import type { Fingerprint, SecretId } from '../core/shared/ids.js';
import type { Bearer, BearerProofs } from '../core/tokens/bearer.js';
import { BearerTokenError } from '../core/tokens/bearer-token-error.js';
import type { ClientSnapshot, SnapshotClient } from '../core/tokens/client-snapshot.js';
import type { ClientSnapshotReader } from '../core/tokens/client-snapshot-reader.js';
import { tokenUseFindings, type TokenUseReason } from '../core/tokens/eligibility.js';
import type { TokenProfile, TokenVerifier, VerifiedToken } from '../core/tokens/token-verifier.js';

/**
 * `AuthenticatedBearer`: the bearer of an accepted token, with the client's current state in the
 * database.
 */
export interface AuthenticatedBearer {
  readonly bearer: Bearer;
  /** The certificate of the connection, to which the token is bound. */
  readonly fingerprint: Fingerprint;
  readonly client: SnapshotClient;
  readonly nowMs: number;
}

/** `BearerExpectation`: which tokens are accepted, and which kind of account they must belong to. */
export interface BearerExpectation {
  readonly profiles: readonly TokenProfile[];
  readonly accountKind: AccountKind;
}

/**
 * Decides whether a token may be used for management. The token alone is not enough: audience,
 * binding and the kind of the account are checked, and everything that the token was obtained with
 * is read again, so that a suspension counts from the next request on, in every process.
 */
export class BearerAuthenticator {
  constructor(
    private readonly verifier: TokenVerifier,
    private readonly snapshots: ClientSnapshotReader,
    private readonly wanted: BearerExpectation,
  ) {}

  /** Throws `BearerTokenError`, and `Refusal('unavailable')` without a database. */
  async authenticate({
    token: text,
    certificateFingerprint,
    certificateProblem,
    source,
  }: BearerProofs): Promise<AuthenticatedBearer> {
    const { profiles, accountKind } = this.wanted;
    const token = this.verifier.verify(text, { profiles, certificateFingerprint, certificateProblem });
    const { accountId, clientId, secretId, boundTo } = token;
    if (secretId === null) throw new BearerTokenError('invalid_token', 'a user is not the account');
    const snapshot = await this.snapshots.read({
      clientId,
      fingerprint: certificateFingerprint,
      contract: 'avista',
      address: source.address,
    });
    const { client, nowMs } = snapshot;
    if (boundTo === null) throw new BearerTokenError('invalid_token', 'it is bound to no certificate');
    const problem = firstAgainst(
      { ...token, secretId, boundTo, address: source.address },
      snapshot,
      accountKind,
    );
    if (problem !== null || !client)
      throw new BearerTokenError('invalid_token', problem ?? reasons.unknown_client);
    const { accountName } = client;
    const bearer = { accountId, accountName, clientId, secretId, token, source };
    return { bearer, fingerprint: boundTo, client, nowMs };
  }
}

/** The text for the log of each reason. When several apply, the log names the first. */
const reasons: Readonly<Record<TokenUseReason, string>> = {
  unknown_client: 'its credential no longer exists',
  account_suspended: 'its account is suspended',
  credential_revoked: 'its credential was revoked',
  credential_expired: 'its credential has expired',
  wrong_secret: 'its secret was revoked',
  secret_expired: 'its secret has expired',
  certificate_not_linked: 'its certificate is not linked to the account',
  certificate_revoked: 'its certificate was revoked',
  network_not_allowed: 'the address is in no network of the account',
};

const firstAgainst = (
  token: VerifiedToken & {
    readonly secretId: SecretId;
    readonly boundTo: Fingerprint;
    readonly address: string | null;
  },
  snapshot: ClientSnapshot,
  kind: AccountKind,
): string | null => {
  const { secretId, boundTo: fingerprint, address, accountId } = token;
  const findings = tokenUseFindings({ accountId, secretId, fingerprint }, snapshot, address);
  const found = new Set<string>(findings.map(({ reason }) => reason));
  if (!found.has('unknown_client') && snapshot.client?.accountKind !== kind)
    return `its account is no ${kind}`;
  return Object.entries(reasons).find(([code]) => found.has(code))?.[1] ?? null;
};
