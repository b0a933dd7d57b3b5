import { sign } from 'node:crypto';
import { promisify } from 'node:util';
import { JwtService } from '@nestjs/jwt';
import PQueue from 'p-queue';
import { operatorAlgorithm } from '../../core/keys/signing-key.js';
import type { SerializedClaims } from '../../core/tokens/claims.js';
import { type SignedToken, TokenSigner } from '../../core/tokens/token-signer.js';
import type { TokenKind } from '../../core/tokens/token-verifier.js';
import type { KeyRing, SigningKey } from './key-ring.js';

/**
 * Signs with a callback and so on libuv's thread pool. An RSA signature takes most of a
 * millisecond, in which the event loop could answer no other request.
 */
const signInThreadPool = promisify(sign);

/**
 * Signs access tokens with the ring's active key of the wanted algorithm, named by `kid`, and those
 * for the admin audience with the key of operators' tokens.
 */
export class JwtSigner extends TokenSigner {
  readonly #services = new WeakMap<SigningKey, Map<TokenKind['typ'], JwtService>>();

  /**
   * Limits the RSA signatures that run at once. Moving them off the event loop is not enough: as
   * many as libuv has threads would take the core that the event loop runs on.
   */
  readonly #rsa: PQueue;

  constructor(
    private readonly ring: Pick<KeyRing, 'active' | 'reload'>,
    /** RS256 signatures at once. */
    concurrency: number,
    private readonly adminAudience: string,
  ) {
    super();
    this.#rsa = new PQueue({ concurrency });
  }

  sign(claims: SerializedClaims, { algorithm, typ }: TokenKind): SignedToken | Promise<SignedToken> {
    const active =
      claims.aud === this.adminAudience
        ? this.ring.active(operatorAlgorithm, 'operator')
        : this.ring.active(algorithm);
    if (active.algorithm === 'RS256') return this.#rsa.add(() => signedBeside(claims, active, typ));
    // As bytes: @nestjs/jwt refuses a string with options, and an object is copied twice and checked.
    // HS256 takes some 7 us and ES256 some 28 us: not worth the way to a thread and back.
    return { text: this.serviceFor(active, typ).sign(Buffer.from(claims.json)), kid: active.kid };
  }

  async reloadKeys(): Promise<void> {
    // The key in memory may still be valid even if reloading the ring fails: the issuance record
    // decides.
    await this.ring.reload().catch(() => undefined);
  }

  /**
   * Keeps one service for each key and type: options that are passed with a token are copied and
   * edited for every token.
   */
  private serviceFor(active: SigningKey, typ: TokenKind['typ']): JwtService {
    const services = this.#services.get(active) ?? new Map<TokenKind['typ'], JwtService>();
    this.#services.set(active, services);
    const known = services.get(typ);
    if (known) return known;
    const { algorithm, key, kid } = active;
    // @nestjs/jwt takes a KeyObject as `privateKey`. The algorithm is that of the key and never taken
    // from any other source.
    const signOptions = { algorithm, keyid: kid, header: { alg: algorithm, typ } };
    const service = new JwtService({ privateKey: key, signOptions });
    services.set(typ, service);
    return service;
  }
}

/**
 * Signs RS256 (RFC 7518 section 3.3) as a JWS in compact form. jsonwebtoken, which @nestjs/jwt
 * uses, signs on the event loop even when it is called asynchronously: see docs/adr/0013.
 */
const signedBeside = async (
  claims: SerializedClaims,
  { key, kid }: SigningKey,
  typ: TokenKind['typ'],
): Promise<SignedToken> => {
  const signed = `${encoded(JSON.stringify({ alg: 'RS256', typ, kid }))}.${encoded(claims.json)}`;
  const signature = await signInThreadPool('sha256', Buffer.from(signed), key);
  return { text: `${signed}.${signature.toString('base64url')}`, kid };
};

const encoded = (json: string): string => Buffer.from(json).toString('base64url');
