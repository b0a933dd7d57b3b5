import { thumbprintOf } from '../certificates/certificate.js';
import { hourSeconds } from '../shared/durations.js';
import type { AccountId, ClientId, FamilyId, Fingerprint, SecretId, TokenId } from '../shared/ids.js';
import type { OperatorSession } from './operator-session.js';

export const revocationKinds = [
  'token',
  'secret',
  'credential',
  'certificate',
  'account-and-certificate',
  'refresh-family',
  'account',
] as const;

/**
 * A revocation: it ends every token that it matches and that was issued up to its second. `subject`
 * is the value in the token's claims.
 */
export interface Revocation {
  readonly kind: (typeof revocationKinds)[number];
  readonly subject: string;
}

/** Matches the claim `jti`. */
export const ofToken = (id: TokenId): Revocation => ({ kind: 'token', subject: id });

/** Matches the claim `sec`. */
export const ofSecret = (id: SecretId): Revocation => ({ kind: 'secret', subject: id });

/** Matches the claim `session_state`. */
const ofFamily = (id: FamilyId): Revocation => ({ kind: 'refresh-family', subject: id });

/** Matches the claim `client_id`, or `clientId` in a contract that uses that name. */
export const ofCredential = (clientId: ClientId): Revocation => ({ kind: 'credential', subject: clientId });

/** Matches the claim `account`, or `sub` where that is the account. */
export const ofAccount = (id: AccountId): Revocation => ({ kind: 'account', subject: id });

/** Matches the claim `crt`: the certificate's thumbprint, whichever client presented it. */
export const ofCertificate = (fingerprint: Fingerprint): Revocation => ({
  kind: 'certificate',
  subject: thumbprintOf(fingerprint),
});

/** Matches the account together with `crt`; the certificate by its fingerprint in hex. */
export const ofLink = (account: AccountId, fingerprint: Fingerprint): Revocation => ({
  kind: 'account-and-certificate',
  subject: `${account}:${fingerprint}`,
});

/** The claims of a token that a revocation can match. */
export interface RevocableToken {
  readonly id: TokenId;
  readonly accountId: AccountId;
  readonly clientId: ClientId;
  readonly secretId: SecretId | null;
  readonly familyId: FamilyId | null;
  /** The session that the token was renewed in; its id is the token of the sign-in. */
  readonly session: Pick<OperatorSession, 'id'> | null;
  /** The certificate that was presented to obtain the token, whether or not the token is bound to it. */
  readonly certificateAtIssue: Fingerprint | null;
}

/** Returns every revocation that could end the token. */
export const revocationsOf = (token: RevocableToken): Revocation[] => [
  ofToken(token.id),
  ...(token.session ? [ofToken(token.session.id)] : []),
  ...(token.secretId ? [ofSecret(token.secretId)] : []),
  // The client of users is public and not a credential. A credential that an operator gave the same
  // id must not end the users' tokens.
  token.familyId ? ofFamily(token.familyId) : ofCredential(token.clientId),
  ofAccount(token.accountId),
  ...(token.certificateAtIssue
    ? [ofCertificate(token.certificateAtIssue), ofLink(token.accountId, token.certificateAtIssue)]
    : []),
];

/** The upper limit of token lifetimes, in every contract. */
export const tokenLifetimeSecondsMax = hourSeconds;
/**
 * How much longer a revocation is kept than any token it could match: clocks and readers may lag.
 */
export const revocationMarginSeconds = 300;

/** The revocations that a process knows. */
export abstract class KnownRevocations {
  /**
   * Reads the revocations now instead of at the next interval. Throws when the database cannot be
   * asked.
   */
  abstract refresh(): Promise<void>;
  /** Returns whether the revocations were read recently enough to be relied on. */
  abstract isFresh(): boolean;
  /**
   * Returns when the revocation took effect, in milliseconds since 1970: tokens with `iat` up to
   * that second are ended. `null` when there is none.
   */
  abstract effectiveAtMs(revocation: Revocation): number | null;
}

/**
 * Returns whether a revocation ends a token that was issued in that second. All tokens issued in
 * the revocation's own second are ended.
 */
export const isRevoked = (
  token: RevocableToken,
  issuedAtSeconds: number,
  revocations: KnownRevocations,
): boolean =>
  revocationsOf(token).some((revocation) => {
    const effectiveAtMs = revocations.effectiveAtMs(revocation);
    return effectiveAtMs !== null && issuedAtSeconds <= Math.floor(effectiveAtMs / 1000);
  });
