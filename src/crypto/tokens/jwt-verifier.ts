import type { KeyObject } from 'node:crypto';
import { JwtService } from '@nestjs/jwt';
import { fingerprintOfThumbprint } from '../../core/certificates/certificate.js';
import { Refusal } from '../../core/refusals/refusal.js';
import type { RefusedTokenReason } from '../../core/refusals/refused-token.js';
import { recoveryRetrySeconds } from '../../core/refusals/retry-after.js';
import { errorMessageOf } from '../../core/shared/error-message.js';
import {
  accountIdFrom,
  clientIdFrom,
  familyIdFrom,
  type Fingerprint,
  givenTokenIdFrom,
  secretIdFrom,
} from '../../core/shared/ids.js';
import { BearerTokenError } from '../../core/tokens/bearer-token-error.js';
import type { OperatorSession } from '../../core/tokens/operator-session.js';
import { isRevoked, type KnownRevocations } from '../../core/tokens/revocation.js';
import {
  type TokenExpectation,
  type TokenProfile,
  TokenVerifier,
  type VerifiedToken,
} from '../../core/tokens/token-verifier.js';
import type { KeyRing, SigningKey } from './key-ring.js';
import { VerifiedTokenCache, type VerifiedTokenEntry } from './verified-token-cache.js';

/** A key that signed the token may have been revoked, or may be newer than the last read. */
const staleRing = (): Refusal =>
  new Refusal('unavailable', 'the key ring was not read for too long', {
    retryAfterSeconds: recoveryRetrySeconds,
  });

const tokenCharactersMax = 16 * 1024;

/** The claims or the header of a token that are not verified yet. */
type UnverifiedClaims = Readonly<Record<string, unknown>>;

/**
 * Verifies tokens with the keys of the ring and the revocations in memory.
 *
 * This folder owns the signing and the verifying of tokens and assertions, and the key ring; it must never choose an
 * algorithm by what a token says of itself.
 */
export class JwtVerifier extends TokenVerifier {
  readonly #reader = new JwtService({});
  readonly #services = new WeakMap<KeyObject, JwtService>();
  readonly #verified = new VerifiedTokenCache();

  constructor(
    private readonly ring: KeyRing,
    private readonly revocations: KnownRevocations,
    private readonly issuer: string,
    /** Milliseconds since 1970. */
    private readonly now: () => number,
    /** The difference that is allowed between the clocks of processes; docs/adr/0018-what-the-gateway-asks.md. */
    private readonly skewSeconds: number,
    /** Only a key of the use `operator` signs tokens for this audience, and it signs no others. */
    private readonly adminAudience: string,
  ) {
    super();
  }

  verify(text: string, wanted: TokenExpectation): VerifiedToken {
    // A process that cannot know what was revoked must not claim that nothing was.
    if (!this.revocations.isFresh())
      throw new Refusal('unavailable', 'the revocations were not read for too long', {
        retryAfterSeconds: recoveryRetrySeconds,
      });
    const entry = this.known(text) ?? this.verifySignature(text, wanted);
    if (!this.ring.isFresh(entry.use)) throw staleRing();
    this.checkUse(entry, wanted);
    return entry.token;
  }

  /**
   * Returns a token whose signature was verified before, as long as its key is still in the ring.
   */
  private known(text: string): VerifiedTokenEntry | null {
    const entry = this.#verified.get(text);
    return entry && this.ring.verifying(entry.kid)?.key === entry.key ? entry : null;
  }

  /**
   * Checks what can never change: the signature under a key of the ring and for a wanted token
   * profile, the issuer, and the form of the claims.
   */
  private verifySignature(text: string, { profiles }: TokenExpectation): VerifiedTokenEntry {
    if (text.length > tokenCharactersMax) throw invalid('it is longer than any token of this gateway');
    const { kid, alg, typ, crit, b64 } = headerOf(this.#reader, text);
    // RFC 7515 section 4.1.11: a token with a critical extension that is not understood is refused.
    // No token of the gateway has one.
    if (crit !== undefined || b64 !== undefined)
      throw invalid('it has a critical header (crit) that the gateway does not support');
    const signing = typeof kid === 'string' ? this.ring.verifying(kid) : null;
    if (!signing) throw this.ring.isFresh() ? invalid('its kid is not in the key ring') : staleRing();
    // The header does not choose the algorithm: the key has one, and the token must name the same
    // (RFC 8725 section 3.1).
    const profile = profiles.find((wanted) => wanted.algorithm === signing.algorithm && wanted.typ === typ);
    if (alg !== signing.algorithm || !profile) throw invalid('it is a token of another kind');
    const claims = this.signedClaims(text, signing);
    const entry = { ...signing, typ: profile.typ, ...parseClaims(claims) };
    this.#verified.add(text, entry);
    return entry;
  }

  /**
   * Checks what may change between two uses: the time, the connection it is used on, and the
   * revocations.
   */
  private checkUse(entry: VerifiedTokenEntry, wanted: TokenExpectation): void {
    const { profiles, certificateFingerprint } = wanted;
    const { token, certificateAtIssue, algorithm, typ } = entry;
    const isOf = (profile: TokenProfile): boolean =>
      profile.algorithm === algorithm && profile.typ === typ && profile.audience === token.audience;
    if (!profiles.some(isOf))
      throw invalid('it is a token of another kind, or for another audience').concerning(
        'token_wrong_audience',
        token,
      );
    if (!this.hasKeyOfItsUse(entry)) throw invalid('the key that signed it signs other tokens');
    const nowSeconds = Math.floor(this.now() / 1000);
    if (nowSeconds >= token.expiresAtSeconds + this.skewSeconds)
      throw new BearerTokenError('expired_token', 'it has expired').concerning('token_expired', token);
    // A token issued in the future would outlive a revocation.
    if (token.issuedAtSeconds > nowSeconds + this.skewSeconds)
      throw invalid('it was issued in the future').concerning('token_not_yet_valid', token);
    const isElsewhere = certificateFingerprint !== 'any' && token.boundTo !== certificateFingerprint;
    if (token.boundTo !== null && isElsewhere) throw certificateMismatch(token, wanted);
    if (isRevoked({ ...token, certificateAtIssue }, token.issuedAtSeconds, this.revocations))
      throw invalid('it was revoked').concerning('token_revoked', token);
  }

  /**
   * Attack: an attacker in an issuing process signs an operator's token with the keys that it has.
   * Tokens of a previous release, whose one key signed both, are good until they have expired.
   */
  private hasKeyOfItsUse({ use, token }: VerifiedTokenEntry): boolean {
    const isForOperators = token.audience === this.adminAudience;
    if (isForOperators === (use === 'operator')) return true;
    const { previousReleaseTokensUntilMs } = this.ring;
    return (
      isForOperators &&
      previousReleaseTokensUntilMs !== null &&
      token.expiresAtSeconds * 1000 <= previousReleaseTokensUntilMs
    );
  }

  private signedClaims(text: string, { key, algorithm }: SigningKey): UnverifiedClaims {
    try {
      return this.serviceFor(key).verify<Record<string, unknown>>(text, {
        algorithms: [algorithm],
        issuer: this.issuer,
        // The expiry is checked on every use, also for a token whose signature was verified before.
        ignoreExpiration: true,
      });
    } catch (cause) {
      throw invalid(errorMessageOf(cause), cause);
    }
  }

  /**
   * Keeps one service for each key, because options that are passed with a token take no KeyObject.
   */
  private serviceFor(key: KeyObject): JwtService {
    const service = this.#services.get(key) ?? new JwtService({ publicKey: key });
    this.#services.set(key, service);
    return service;
  }
}

/**
 * A certificate-bound token without its certificate (`token_not_bound` is the opposite). The client is told,
 * because it can read the binding in the token (`cnf`), and this is the commonest mistake after the first token.
 */
const certificateMismatch = (token: VerifiedToken, wanted: TokenExpectation): BearerTokenError => {
  const { seen, reason } = seenInstead(wanted);
  const description =
    `The token is bound to a client certificate, and this connection presented ${seen}. ` +
    'Call the API with the certificate that the token was requested with.';
  return new BearerTokenError(
    'invalid_token',
    `it is bound to another certificate than that of this connection, which presented ${seen}`,
    { description },
  ).concerning(reason, token);
};

const seenInstead = ({
  certificateFingerprint,
  certificateProblem,
}: TokenExpectation): { readonly seen: string; readonly reason: RefusedTokenReason } => {
  if (certificateProblem)
    return {
      seen: `one that NGINX did not accept: ${certificateProblem}`,
      reason: 'token_certificate_untrusted',
    };
  if (certificateFingerprint === null)
    return { seen: 'no client certificate', reason: 'token_certificate_missing' };
  return { seen: 'another one', reason: 'token_certificate_differs' };
};

const parseClaims = (claims: UnverifiedClaims): Pick<VerifiedTokenEntry, 'token' | 'certificateAtIssue'> => {
  const { iat, exp, cnf, crt } = claims;
  const isTimed = typeof iat === 'number' && typeof exp === 'number';
  if (!isTimed) throw invalid('a claim is missing');
  const boundTo = cnf === undefined ? null : thumbprintIn(cnf);
  return {
    token: {
      ...namesIn(claims),
      boundTo,
      session: sessionIn(claims),
      scopes: textIn(claims, 'scope').split(' ').filter(Boolean),
      issuedAtSeconds: iat,
      expiresAtSeconds: exp,
    },
    certificateAtIssue: typeof crt === 'string' ? thumbprintFrom(crt) : boundTo,
  };
};

type Names = Pick<
  VerifiedToken,
  'id' | 'accountId' | 'clientId' | 'secretId' | 'familyId' | 'subject' | 'audience'
>;

/**
 * Reads whom and what the token is for. The contracts use different claim names for the same
 * things: docs/reference/contracts/README.md.
 */
const namesIn = (claims: UnverifiedClaims): Names => {
  const [subject, audience] = [textIn(claims, 'sub'), textIn(claims, 'aud')];
  const id = givenTokenIdFrom(textIn(claims, 'jti'));
  const accountId = accountIdFrom('account' in claims ? textIn(claims, 'account') : subject);
  const clientId = clientIdFrom(textIn(claims, 'clientId' in claims ? 'clientId' : 'client_id'));
  const secretId = secretIdFrom(textIn(claims, 'sec'));
  const familyId = familyIdFrom(textIn(claims, 'session_state'));
  // Without a secret or a family, nothing could end the token before its expiry.
  if (!id || !accountId || !clientId || !audience || (!secretId && !familyId))
    throw invalid('a claim is missing');
  return { id, accountId, clientId, secretId, familyId, subject, audience };
};

const invalid = (detail: string, cause?: unknown): BearerTokenError =>
  new BearerTokenError('invalid_token', detail, {}, { cause });

const headerOf = (jwt: JwtService, text: string): UnverifiedClaims => {
  // The header is not trusted yet; it only says which key to try.
  const decoded: unknown = decodedOrNull(jwt, text);
  return isSaid(decoded) && isSaid(decoded['header']) ? decoded['header'] : {};
};

const decodedOrNull = (jwt: JwtService, text: string): unknown => {
  try {
    return jwt.decode<unknown>(text, { complete: true });
  } catch {
    return null; // a header or a payload that is not JSON
  }
};

const isSaid = (value: unknown): value is UnverifiedClaims => typeof value === 'object' && value !== null;

const textIn = (claims: UnverifiedClaims, name: string): string => {
  const { [name]: value } = claims;
  return typeof value === 'string' ? value : '';
};

/** A session that cannot be understood is refused: without it, its end and its revocation would not count. */
const sessionIn = ({
  sid,
  auth_time: signedInAtSeconds,
  ...claims
}: UnverifiedClaims): OperatorSession | null => {
  if (sid === undefined && signedInAtSeconds === undefined) return null;
  const id = givenTokenIdFrom(textIn({ ...claims, sid }, 'sid'));
  if (!id || !Number.isSafeInteger(signedInAtSeconds)) throw invalid('its session is malformed');
  return { id, signedInAtSeconds: Number(signedInAtSeconds) };
};

/**
 * Returns the certificate of the binding. A binding that cannot be understood is refused and not
 * treated as no binding: RFC 7800 section 3.1.
 */
const thumbprintIn = (cnf: unknown): Fingerprint =>
  thumbprintFrom(isSaid(cnf) ? textIn(cnf, 'x5t#S256') : '');

const thumbprintFrom = (text: string): Fingerprint => {
  const fingerprint = fingerprintOfThumbprint(text);
  if (!fingerprint) throw invalid('the certificate that it is bound to is malformed');
  return fingerprint;
};
