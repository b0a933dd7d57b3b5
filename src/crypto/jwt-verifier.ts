import type { KeyObject } from 'node:crypto';
import { JwtService } from '@nestjs/jwt';
import { fingerprintOfThumbprint } from '../core/certificate.js';
import {
  accountIdFrom,
  clientIdFrom,
  familyIdFrom,
  type Fingerprint,
  givenTokenIdFrom,
  secretIdFrom,
} from '../core/ids.js';
import { Refusal } from '../core/refusal.js';
import { isEnded, type RevocationFacts } from '../core/revocation.js';
import { TokenRefusal } from '../core/token-refusal.js';
import {
  type TokenSort,
  TokenVerifier,
  type VerifiedToken,
  type WantedToken,
} from '../core/token-verifier.js';
import type { KeyRing, SigningKey } from './key-ring.js';

const tokenCharactersMax = 16 * 1024;
const retryAfterSeconds = 2;

/** A token's claims and header, before anybody believes them. */
type Said = Readonly<Record<string, unknown>>;

/** One at least: without any, nothing would be compared. */
type Audiences = [string, ...string[]];

interface Proved {
  readonly token: VerifiedToken;
  readonly presented: Fingerprint | null;
}

/** Verifies tokens with the keys of the ring and the revocations in memory. */
export class JwtVerifier extends TokenVerifier {
  readonly #reader = new JwtService({});
  readonly #services = new WeakMap<KeyObject, JwtService>();

  constructor(
    private readonly ring: KeyRing,
    private readonly facts: RevocationFacts,
    private readonly issuer: string,
    /** Milliseconds since 1970. */
    private readonly now: () => number,
    /** Clocks of processes differ; design decision 7. */
    private readonly skewSeconds: number,
  ) {
    super();
  }

  verify(text: string, wanted: WantedToken): VerifiedToken {
    // A process that cannot know what was revoked must not say that nothing was.
    if (!this.facts.isFresh())
      throw new Refusal('unavailable', 'the revocations were not read for too long', { retryAfterSeconds });
    const { key, audiences } = this.keyOf(text, wanted);
    const claims = this.proved(text, key, audiences);
    const { token, presented } = this.understood(claims);
    const isElsewhere = wanted.certificate !== 'any' && token.boundTo !== wanted.certificate;
    if (token.boundTo !== null && isElsewhere)
      throw invalid('it is bound to another certificate than that of this connection');
    if (isEnded({ ...token, certificate: presented }, token.issuedAtSeconds, this.facts))
      throw invalid('it was revoked');
    return token;
  }

  /**
   * The key that the token names, if it is of a kind that is wanted. What the header says of the algorithm decides nothing:
   * the key has one, and the token must name the same (RFC 8725 section 3.1).
   */
  private keyOf(text: string, { sorts }: WantedToken): { key: SigningKey; audiences: Audiences } {
    if (text.length > tokenCharactersMax) throw invalid('it is longer than any of ours');
    const { kid, alg, typ, crit, b64 } = headerOf(this.#reader, text);
    // RFC 7515 section 4.1.11: what must be understood and is not. None of ours asks for anything.
    if (crit !== undefined || b64 !== undefined) throw invalid('it asks for what we do not understand');
    const key = typeof kid === 'string' ? this.ring.verifying(kid) : null;
    if (!key) throw invalid('it names no key of the ring');
    const isWanted = (sort: TokenSort): boolean => sort.algorithm === key.algorithm && sort.typ === typ;
    const [audience, ...others] = sorts.filter(isWanted).map((sort) => sort.audience);
    if (alg !== key.algorithm || audience === undefined) throw invalid('it is a token of another kind');
    return { key, audiences: [audience, ...others] };
  }

  /** Signature, times, issuer and audience. */
  private proved(text: string, { key, algorithm }: SigningKey, audiences: Audiences): Said {
    try {
      return this.serviceFor(key).verify<Record<string, unknown>>(text, {
        algorithms: [algorithm],
        issuer: this.issuer,
        audience: audiences,
        clockTimestamp: Math.floor(this.now() / 1000),
        clockTolerance: this.skewSeconds,
      });
    } catch (cause) {
      const words = cause instanceof Error ? cause.message : String(cause);
      const code =
        cause instanceof Error && cause.name === 'TokenExpiredError' ? 'expired_token' : 'invalid_token';
      throw new TokenRefusal(code, words, {}, { cause });
    }
  }

  /** Options given with a token take no KeyObject, so each key has a service of its own. */
  private serviceFor(key: KeyObject): JwtService {
    const service = this.#services.get(key) ?? new JwtService({ publicKey: key });
    this.#services.set(key, service);
    return service;
  }

  private understood(claims: Said): Proved {
    const { iat, exp, cnf, crt } = claims;
    const isTimed = typeof iat === 'number' && typeof exp === 'number';
    if (!isTimed) throw invalid('a claim is missing');
    // One of the future would outlive a revocation.
    if (iat > this.now() / 1000 + this.skewSeconds) throw invalid('it was issued in the future');
    const boundTo = cnf === undefined ? null : thumbprintIn(cnf);
    return {
      token: {
        ...namesIn(claims),
        boundTo,
        scopes: textIn(claims, 'scope').split(' ').filter(Boolean),
        issuedAtSeconds: iat,
        expiresAtSeconds: exp,
      },
      presented: typeof crt === 'string' ? thumbprintFrom(crt) : boundTo,
    };
  }
}

type Names = Pick<
  VerifiedToken,
  'id' | 'accountId' | 'clientId' | 'secretId' | 'familyId' | 'subject' | 'audience'
>;

/** Whom and what it is of. The contracts call the same things by names of their own: contracts.md section 8. */
const namesIn = (claims: Said): Names => {
  const [subject, audience] = [textIn(claims, 'sub'), textIn(claims, 'aud')];
  const id = givenTokenIdFrom(textIn(claims, 'jti'));
  const accountId = accountIdFrom('account' in claims ? textIn(claims, 'account') : subject);
  const clientId = clientIdFrom(textIn(claims, 'clientId' in claims ? 'clientId' : 'client_id'));
  const secretId = secretIdFrom(textIn(claims, 'sec'));
  const familyId = familyIdFrom(textIn(claims, 'session_state'));
  // Without one of the last two, nothing could end it before its time.
  if (!id || !accountId || !clientId || !audience || (!secretId && !familyId))
    throw invalid('a claim is missing');
  return { id, accountId, clientId, secretId, familyId, subject, audience };
};

const invalid = (detail: string): TokenRefusal => new TokenRefusal('invalid_token', detail);

const headerOf = (jwt: JwtService, text: string): Said => {
  // Nothing of it is believed yet; it only says which key to try.
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

const isSaid = (value: unknown): value is Said => typeof value === 'object' && value !== null;

const textIn = (claims: Said, name: string): string => {
  const { [name]: value } = claims;
  return typeof value === 'string' ? value : '';
};

/** A binding that cannot be understood is not no binding: RFC 7800 section 3.1. */
const thumbprintIn = (cnf: unknown): Fingerprint =>
  thumbprintFrom(isSaid(cnf) ? textIn(cnf, 'x5t#S256') : '');

const thumbprintFrom = (text: string): Fingerprint => {
  const fingerprint = fingerprintOfThumbprint(text);
  if (!fingerprint) throw invalid('its certificate cannot be understood');
  return fingerprint;
};
