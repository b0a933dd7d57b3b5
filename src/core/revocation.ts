import { thumbprintOf } from './certificate.js';
import type { AccountId, ClientId, FamilyId, Fingerprint, SecretId, TokenId } from './ids.js';

/** A fact that ends every token it matches which was issued up to its second. `subject` is what the token's claims say. */
export interface Revocation {
  readonly kind:
    | 'token'
    | 'secret'
    | 'credential'
    | 'certificate'
    | 'account-and-certificate'
    | 'refresh-family'
    | 'account';
  readonly subject: string;
}

/** Matches the claim `jti`. */
export const ofToken = (id: TokenId): Revocation => ({ kind: 'token', subject: id });

/** Matches the claim `sec`. */
export const ofSecret = (id: SecretId): Revocation => ({ kind: 'secret', subject: id });

/** Matches the claim `session_state`. */
const ofFamily = (id: FamilyId): Revocation => ({ kind: 'refresh-family', subject: id });

/** Matches the claim `client_id`, or `clientId` where the contract calls it so. */
export const ofCredential = (clientId: ClientId): Revocation => ({ kind: 'credential', subject: clientId });

/** Matches the claim `account`, or `sub` where that is the account. */
export const ofAccount = (id: AccountId): Revocation => ({ kind: 'account', subject: id });

/** Matches the claim `crt`: the certificate's thumbprint, whoever presented it. */
export const ofCertificate = (fingerprint: Fingerprint): Revocation => ({
  kind: 'certificate',
  subject: thumbprintOf(fingerprint),
});

/** Matches the account together with `crt`; the certificate by its fingerprint in hex. */
export const ofLink = (account: AccountId, fingerprint: Fingerprint): Revocation => ({
  kind: 'account-and-certificate',
  subject: `${account}:${fingerprint}`,
});

/** What a token says of where it came from. */
export interface TokenOrigin {
  readonly id: TokenId;
  readonly accountId: AccountId;
  readonly clientId: ClientId;
  readonly secretId: SecretId | null;
  readonly familyId: FamilyId | null;
  /** The certificate that was presented for it, binding or not. */
  readonly certificate: Fingerprint | null;
}

/** Every fact that could end it. */
const revocationsOf = (token: TokenOrigin): Revocation[] => [
  ofToken(token.id),
  ...(token.secretId ? [ofSecret(token.secretId)] : []),
  ...(token.familyId ? [ofFamily(token.familyId)] : []),
  ofCredential(token.clientId),
  ofAccount(token.accountId),
  ...(token.certificate
    ? [ofCertificate(token.certificate), ofLink(token.accountId, token.certificate)]
    : []),
];

/** No token of any contract lives longer. */
export const tokenLifetimeSecondsMax = 3600;
/** How much longer a fact is kept than any token it could match: clocks and readers may lag. */
export const revocationMarginSeconds = 300;

/** The facts as a process knows them. */
export abstract class RevocationFacts {
  /** Reads them now, not some moments later. Throws when the database cannot be asked. */
  abstract refresh(): Promise<void>;
  /** Whether they were read recently enough to be relied on. */
  abstract isFresh(): boolean;
  /** When it took effect, in milliseconds since 1970: tokens with `iat` up to that second are ended. `null`: never. */
  abstract effectiveAtMs(revocation: Revocation): number | null;
}

/** Whether a fact ends a token that was issued in that second: all of the fact's own second are ended. */
export const isEnded = (token: TokenOrigin, issuedAtSeconds: number, facts: RevocationFacts): boolean =>
  revocationsOf(token).some((revocation) => {
    const effectiveAtMs = facts.effectiveAtMs(revocation);
    return effectiveAtMs !== null && issuedAtSeconds <= Math.floor(effectiveAtMs / 1000);
  });
