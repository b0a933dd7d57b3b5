import { sign } from 'node:crypto';
import { promisify } from 'node:util';
import { JwtService } from '@nestjs/jwt';
import PQueue from 'p-queue';
import type { Claims } from '../core/claims.js';
import { type SignedToken, TokenSigner } from '../core/ports.js';
import type { TokenKind } from '../core/token-verifier.js';
import type { KeyRing, SigningKey } from './key-ring.js';

/** With a callback, so on libuv's pool: an RSA signature takes most of a millisecond, in which nobody else would be answered. */
const signBeside = promisify(sign);

/** Signs access tokens with the ring's active key of the wanted algorithm, named by `kid`. */
export class JwtSigner extends TokenSigner {
  readonly #services = new WeakMap<SigningKey, JwtService>();

  /** Off the loop is not enough: with as many at once as libuv has threads they take the loop's core away. */
  readonly #rsa: PQueue;

  constructor(
    private readonly ring: Pick<KeyRing, 'active' | 'reload'>,
    /** RS256 signatures at once. */
    concurrency: number,
  ) {
    super();
    this.#rsa = new PQueue({ concurrency });
  }

  sign(claims: Claims, { algorithm, typ }: TokenKind): SignedToken | Promise<SignedToken> {
    const active = this.ring.active(algorithm);
    if (algorithm === 'RS256') return this.#rsa.add(() => signedBeside(claims, active, typ));
    return { text: this.serviceFor(active).sign({ ...claims }), kid: active.kid };
  }

  async renew(): Promise<void> {
    // Whatever is wrong with the ring, the key at hand may still be good: the record decides.
    await this.ring.reload().catch(() => undefined);
  }

  /** One for each key: options given with a token are copied and edited for every token. */
  private serviceFor(active: SigningKey): JwtService {
    const known = this.#services.get(active);
    if (known) return known;
    // `privateKey` is where @nestjs/jwt takes a KeyObject; the algorithm is pinned, never taken from anywhere else.
    const signOptions = { algorithm: 'HS256', keyid: active.kid } as const;
    const service = new JwtService({ privateKey: active.key, signOptions });
    this.#services.set(active, service);
    return service;
  }
}

/**
 * RS256 (RFC 7518 section 3.3) as a JWS in compact form. jsonwebtoken, below @nestjs/jwt, signs on the event loop also when
 * it is asked asynchronously: docs/adr/0013.
 */
const signedBeside = async (
  claims: Claims,
  { key, kid }: SigningKey,
  typ: TokenKind['typ'],
): Promise<SignedToken> => {
  const signed = `${encoded({ alg: 'RS256', typ, kid })}.${encoded(claims)}`;
  const signature = await signBeside('sha256', Buffer.from(signed), key);
  return { text: `${signed}.${signature.toString('base64url')}`, kid };
};

const encoded = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url');
