import type {
  RealmUserQuery,
  RealmUserSnapshot,
  SnapshotRealmUser,
} from '../core/realm/realm-user-snapshot.js';
import type { RealmUserSnapshotReader } from '../core/realm/realm-user-snapshot-reader.js';
import type { ReadRefreshToken, RefreshTokenPosition, RefreshTokens } from '../core/realm/refresh-tokens.js';
import type { ReusedFamilyRevoker } from '../core/realm/reused-family-revoker.js';
import { loginFindings, refreshFindings } from '../core/realm/user-eligibility.js';
import type { UserIdentity } from '../core/realm/user-grant.js';
import type { RefreshTokenSettings } from '../core/realm/user-issuance-recorder.js';
import { scopesOfUser } from '../core/realm/user-scopes.js';
import type { LoginRequest, RefreshRequest, UserTokenRequest } from '../core/realm/user-token-request.js';
import { Refusal } from '../core/refusals/refusal.js';
import { type Finding, findingIf } from '../core/tokens/finding.js';
import { isVerified } from '../core/tokens/verified-certificate.js';
import type { PasswordChecker } from './password-checker.js';
import { refusalFor } from './refusal-for.js';

/**
 * A user of whom every proof was right. Only this file can create one, as with
 * `AuthenticatedClient`: no token can be granted around the checks.
 */
class AuthenticatedUser {
  readonly #authenticated = true;

  constructor(readonly identity: UserIdentity) {
    void this.#authenticated;
  }
}
export type { AuthenticatedUser };

/**
 * Authenticates users by name and password, or by a refresh token: compares them with the current
 * state in the database (RFC 6749 sections 4.3 and 6).
 */
export class UserAuthenticator {
  constructor(
    private readonly store: RealmUserSnapshotReader,
    private readonly passwords: PasswordChecker,
    private readonly refreshTokens: RefreshTokens,
    private readonly families: ReusedFamilyRevoker,
    private readonly settings: Pick<RefreshTokenSettings, 'reuseGraceSeconds'>,
  ) {}

  /** Throws a `Refusal` that names the first finding and details all of them. */
  authenticate(request: UserTokenRequest): Promise<AuthenticatedUser> {
    return request.grantType === 'password' ? this.logIn(request) : this.refresh(request);
  }

  private async logIn(request: LoginRequest): Promise<AuthenticatedUser> {
    const snapshot = await this.store.byUsername(request.username, questionOf(request));
    const { user } = snapshot;
    const findingsWithoutSecret = loginFindings(request, snapshot);
    // The password is checked whatever was found: an early refusal would be faster, and so tell
    // which names exist.
    const matches = await this.passwords.matches(request, snapshot, findingsWithoutSecret.length === 0);
    // For a user that does not exist, a wrong password is no finding.
    const aboutPassword: Finding[] =
      user && !matches ? [{ reason: 'wrong_password', detail: `user ${user.id}: another password` }] : [];
    const findings = [...aboutPassword, ...findingsWithoutSecret];
    if (findings.length > 0 || !user) throw refusalOf(findings, user);
    this.passwords.upgradeDigest(request, user);
    return new AuthenticatedUser(identityOf(request, snapshot, user));
  }

  private async refresh(request: RefreshRequest): Promise<AuthenticatedUser> {
    const position = this.refreshTokens.read(request.refreshToken);
    if (!position) throw new Refusal('refresh_token_unknown', 'it is not from this gateway, or was changed');
    const snapshot = await this.store.byFamily(position.familyId, questionOf(request));
    const { user } = snapshot;
    const { reuseGraceSeconds } = this.settings;
    const login = this.loginIn(snapshot);
    const findings = [
      ...otherLoginFindings(position, login?.digest ?? null),
      ...refreshFindings({ ...request, position, reuseGraceSeconds }, snapshot),
    ];
    await this.revokeIfReused(position, findings, request);
    if (findings.length > 0 || !login) throw refusalOf(findings, user);
    return new AuthenticatedUser(
      identityOf(request, snapshot, login.user, { ...position, loginDigest: login.digest }),
    );
  }

  /** The login as the database has it. */
  private loginIn({ user, family }: RealmUserSnapshot) {
    if (!user || !family) return null;
    const { certificateId, scopes, passwordSetAtMicros } = family;
    const { id: userId, accountId } = user;
    const binding = { userId, accountId, certificateId, scopes, passwordSetAtMicros };
    return { user, digest: this.refreshTokens.digestLogin(binding) };
  }

  /**
   * Revokes the family of a used token that comes again. The token was stolen before or after its use,
   * and nothing tells which (RFC 9700 section 4.14.2). The family ends only when there is no other
   * finding: from outside the account's networks, say, the token could not have been used, and an
   * old token must not be a way to log out its owner.
   */
  private async revokeIfReused(
    position: RefreshTokenPosition,
    findings: readonly Finding[],
    { source }: RefreshRequest,
  ) {
    const [first, ...others] = findings;
    if (first?.reason !== 'refresh_token_reused' || others.length > 0) return;
    await this.families.revokeReused(position.familyId, source);
  }
}

/**
 * Attack: someone who writes to the database gives a login to another user, or more scopes, and
 * presents its token. A token of an earlier release does not say of which login it is.
 */
const otherLoginFindings = (token: ReadRefreshToken, loginDigest: string | null): Finding[] =>
  findingIf(
    token.loginDigest !== null && loginDigest !== null && token.loginDigest !== loginDigest,
    'refresh_token_unknown',
    () => `refresh family ${token.familyId} differs from its login record: was the database changed by hand?`,
  );

const questionOf = ({ certificate, source }: UserTokenRequest): RealmUserQuery => ({
  fingerprint: certificate?.info.fingerprint ?? null,
  address: source.address,
});

/** Adds the user's account to the refusal, because no client id leads to it. */
const refusalOf = (findings: readonly Finding[], user: SnapshotRealmUser | null): Refusal => {
  const refusal = refusalFor(findings);
  return refusal.concerning({ ...refusal.subject, accountId: user?.accountId ?? null });
};

const identityOf = (
  request: UserTokenRequest,
  { nowMs, family, certificate }: RealmUserSnapshot,
  user: SnapshotRealmUser,
  token: (RefreshTokenPosition & { readonly loginDigest: string }) | null = null,
): UserIdentity => {
  const presented = request.certificate;
  return {
    nowMs,
    userId: user.id,
    passwordSetAtMicros: user.passwordSetAtMicros,
    accountId: user.accountId,
    accountVersion: user.accountVersion,
    scopes: scopesOfUser(user, family),
    notBeforeMs: user.notBeforeMs,
    family: family &&
      token && {
        ...{ id: family.id, generation: token.generation },
        ...{ expiresAtMs: family.expiresAtMs, loginDigest: token.loginDigest },
      },
    certificate:
      presented && certificate
        ? {
            id: certificate.id,
            fingerprint: presented.info.fingerprint,
            provenByHandshake: isVerified(presented),
          }
        : null,
  };
};
